import * as Effect from "effect/Effect"
import { Database } from "../../../packages/gateway/src/store/database/Database.js"
import { raw } from "../../../packages/gateway/src/store/database/sql.js"
import { layer as sqlite } from "../../../packages/gateway/src/store/database/sqliteDatabase.js"
import type { Benchmark, Figure, Outcome, Wanted } from "../Benchmark.js"
import { byTurns } from "../byTurns.js"
import { addClient, freshFile, gateway } from "../gateway.js"
import { sendIdOf, sendsToMany, status, tokenOf } from "../requests.js"
import { startServer } from "../Server.js"
import { median, quantile, ratios } from "../statistics.js"

const day = 86_400_000
const chunk = 100_000

/** Faxes that wait for tomorrow, each to a number of its own or all to one. */
const fill = (file: string, total: number, isToOne: boolean) =>
  Effect.gen(function* () {
    const db = yield* Database
    const now = Date.now() - day
    const number = isToOne ? "'138620000000'" : "'1386' || printf('%08d', i)"
    for (let from = 0; from < total; from += chunk) {
      const ids = `WITH RECURSIVE n(i) AS
        (SELECT ${from} UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ${from + chunk})`
      yield* db.commit(() => [
        raw(`INSERT INTO jobs (id, client, documents)
          ${ids} SELECT printf('%012x%012x00000000', ${now}, i), 1, '[]' FROM n`),
        raw(`INSERT INTO messages (id, client, number, destination, status, state, state_at, wake_at,
            deadline, asked, cancel_requested, fence, calls, calls_allowed, revision, in_front)
          ${ids} SELECT printf('%012x%012x00000001', ${now}, i), 1, ${number}, ${number}, 1, 'Waiting',
            ${now}, ${now + 2 * day} + i, ${now + 4 * day}, 0, 0, 0, 0, 3, '',
            ${isToOne ? "CASE i WHEN 0 THEN 1 END" : "1"} FROM n`)
      ])
    }
    // What filling has left to be written would be written while something else is measured.
    yield* db.query(raw("PRAGMA wal_checkpoint(TRUNCATE)"))
  }).pipe(Effect.provide(sqlite(file)))

const backlogs = [
  { who: "none waiting", total: 0, isToOne: false },
  { who: "100,000 to one number", total: 100_000, isToOne: true },
  { who: "100,000 to different numbers", total: 100_000, isToOne: false },
  { who: "1,000,000 to different numbers", total: 1_000_000, isToOne: false }
] as const

const p99 = (turns: ReadonlyArray<{ readonly times: ReadonlyArray<number> }>) =>
  turns.map(({ times }) => quantile(times, 0.99))

/** How long an address takes, in milliseconds: the median of a few times. */
const millisOf = async (address: string): Promise<number> => {
  const times: Array<number> = []
  for (let i = 0; i < 7; i++) {
    const from = performance.now()
    await (await fetch(address)).text()
    times.push(performance.now() - from)
  }
  return median(times)
}

const run = async (): Promise<Outcome> => {
  const servers = []
  for (const { isToOne, total, who } of backlogs) {
    const file = freshFile(`backlog-${total}-${isToOne}`)
    const client = addClient(file)
    await Effect.runPromise(fill(file, total, isToOne))
    // One line, so that what is measured is not mostly the calls.
    const server = await startServer(gateway(who, file, { FAXINGCENTER_GATEWAY_LINES: "1" }))
    servers.push({ server, total, isToOne, token: await tokenOf(server.url, client) })
  }
  const figures: Array<Figure> = []
  const wanted: Array<Wanted> = []
  const lines = new Map<string, Array<readonly [number, number]>>()
  const [empty, ...full] = servers
  if (empty === undefined) throw new Error("nothing was started")
  const reads = await Promise.all(
    servers.map(async ({ server, token }) => ({
      server,
      requests: [status(token, await sendIdOf(server.url, token))]
    }))
  )
  const sends = servers.map(({ server, token }) => ({
    server,
    requests: sendsToMany(token, 10_000)
  }))
  for (const [name, asked] of [
    ["GET status", reads],
    ["POST send of 1 KB", sends]
  ] as const) {
    const found = await byTurns(asked, {
      what: `${name}, 64 connections`,
      connections: 64,
      rounds: 5,
      warmUp: 2000
    })
    figures.push(...found.figures)
    for (const { server } of full) {
      wanted.push({
        what: `${name}: ${server.who} / none`,
        values: ratios(found.rates(server.who), found.rates(empty.server.who)),
        atLeast: 0.8
      })
      wanted.push({
        what: `${name}, 99th percentile: ${server.who} / none`,
        values: ratios(p99(found.turns(server.who)), p99(found.turns(empty.server.who))),
        atMost: 2
      })
    }
    lines.set(
      name,
      servers
        .filter(({ isToOne }) => !isToOne)
        .map(({ server, total }) => [Math.max(1, total), median(found.rates(server.who))])
    )
  }
  for (const { server } of servers) {
    for (const path of ["/metrics", "/readyz"]) {
      const values = [await millisOf(`${server.url}${path}`)]
      figures.push({ who: server.who, what: `GET ${path}`, unit: "ms", values })
      wanted.push({ what: `${path} in ms: ${server.who}`, values, atMost: 20 })
    }
    figures.push({
      who: server.who,
      what: "from the start to the first answer",
      unit: "ms",
      values: [server.startedIn]
    })
    wanted.push({
      what: `start: ${server.who} / none`,
      values: [server.startedIn / empty.server.startedIn],
      atMost: 2
    })
  }
  await Promise.all(servers.map(({ server }) => server.stop()))
  return {
    figures,
    wanted,
    charts: [
      {
        name: "rate-by-backlog",
        title: "Request rate against the faxes that wait (SQLite)",
        x: "faxes that wait",
        y: "/s",
        lines: [...lines].map(([name, points]) => ({ name, points }))
      }
    ],
    notes: ["Those that wait have a time of tomorrow, so that no calls are measured with them."]
  }
}

export const backlog: Benchmark = {
  name: "backlog",
  about: "a gateway on SQLite with up to a million faxes that wait, beside one with none",
  run
}
