import * as Effect from "effect/Effect"
import { layer as sqlite } from "../../../packages/gateway/src/store/database/sqliteDatabase.js"
import type { Benchmark, Outcome } from "../Benchmark.js"
import { besideEmpty, notesBeside, type Started } from "../besideEmpty.js"
import { addClient, freshFile, gateway } from "../gateway.js"
import { tokenOf } from "../requests.js"
import { startServer } from "../Server.js"
import { fillWaiting, type Waiting } from "../waiting.js"

const backlogs = [
  { who: "none waiting", total: 0, isToOne: false, engaged: 0 },
  { who: "100,000 to one number", total: 100_000, isToOne: true, engaged: 0 },
  { who: "100,000 to different numbers", total: 100_000, isToOne: false, engaged: 0 },
  { who: "1,000,000 to different numbers", total: 1_000_000, isToOne: false, engaged: 0 },
  { who: "100,000, and 50 engaged", total: 100_000, isToOne: false, engaged: 50 }
] as const

const run = async (): Promise<Outcome> => {
  const servers: Array<Started & Waiting> = []
  for (const backlog of backlogs) {
    const { engaged, isToOne, total, who } = backlog
    const file = freshFile(`backlog-${total}-${isToOne}-${engaged}`)
    const client = addClient(file)
    await Effect.runPromise(Effect.provide(fillWaiting(backlog), sqlite(file)))
    // One line, so that what is measured is not mostly the calls.
    const server = await startServer(gateway(who, file, { FAXINGCENTER_GATEWAY_LINES: "1" }))
    servers.push({ server, ...backlog, token: await tokenOf(server.url, client) })
    server.pause()
  }
  const { figures, rates, wanted } = await besideEmpty(servers)
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
        lines: rates.map(({ name, of }) => ({
          name,
          points: servers
            .filter(({ engaged, isToOne }) => !isToOne && engaged === 0)
            .map(({ server, total }) => [Math.max(1, total), of(server.who)])
        }))
      }
    ],
    notes: [
      ...notesBeside,
      "Those that wait have a time of tomorrow, so that no calls are measured with them."
    ]
  }
}

export const backlog: Benchmark = {
  name: "backlog",
  about: "a gateway on SQLite with up to a million faxes that wait, beside one with none",
  run
}
