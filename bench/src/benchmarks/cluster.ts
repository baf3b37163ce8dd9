import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { layerWaker } from "../../../packages/gateway/src/deliver/localEngine.js"
import { Database } from "../../../packages/gateway/src/store/database/Database.js"
import { layer as postgres } from "../../../packages/gateway/src/store/database/postgresDatabase.js"
import { raw } from "../../../packages/gateway/src/store/database/sql.js"
import {
  Messages,
  layer as messageStore
} from "../../../packages/gateway/src/store/faxes/Messages.js"
import type { Benchmark, Figure, Outcome, Wanted } from "../Benchmark.js"
import { besideEmpty, notesBeside, type Started } from "../besideEmpty.js"
import { addClient, gateway } from "../gateway.js"
import { privatePostgres } from "../postgres.js"
import { tokenOf } from "../requests.js"
import { startServer } from "../Server.js"
import { fillWaiting } from "../waiting.js"

const nodes = 3
const backlogs = [
  { who: "none waiting", total: 0, isToOne: false, engaged: 0 },
  { who: "1,000,000, and 50 engaged", total: 1_000_000, isToOne: false, engaged: 50 },
  { who: "100,000 to one number", total: 100_000, isToOne: true, engaged: 0 }
] as const

const timed = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const times: Array<number> = []
    for (let i = 0; i < 50; i++) {
      const from = performance.now()
      yield* effect
      times.push(performance.now() - from)
    }
    return times
  })

/** How long it takes to look for the next calls: as the store does, and as graphile-worker does. */
const looksIn = (url: string) =>
  Effect.gen(function* () {
    const db = yield* Database
    const messages = yield* Messages
    const now = yield* Clock.currentTimeMillis
    const job = db.query(
      raw(`SELECT id FROM graphile_worker._private_jobs WHERE is_available = true AND run_at <= now()
        AND task_id = ANY(ARRAY(SELECT id FROM graphile_worker._private_tasks WHERE identifier = 'tend'))
        ORDER BY priority, run_at LIMIT 1`)
    )
    return {
      "those that are due": yield* timed(messages.due(now, 8, 0)),
      "those to ask about": yield* timed(messages.toAsk(now, 8)),
      "the next job": yield* timed(job)
    }
  }).pipe(
    Effect.provide(
      messageStore.pipe(
        Layer.provide(layerWaker),
        Layer.provideMerge(postgres({ url: Redacted.make(url), connections: 1 }))
      )
    )
  )

const run = async (): Promise<Outcome> => {
  const server = await privatePostgres()
  const looks: Array<Figure> = []
  const wanted: Array<Wanted> = []
  const started: Array<Started> = []
  for (const backlog of backlogs) {
    const { who } = backlog
    const url = await server.fresh()
    const program = gateway(who, url, { FAXINGCENTER_GATEWAY_LINES: "1" })
    // The first node makes the tables, those of graphile-worker too.
    const first = await startServer(program)
    await first.stop()
    const client = addClient(url)
    await Effect.runPromise(
      Effect.provide(fillWaiting(backlog), postgres({ url: Redacted.make(url), connections: 1 }))
    )
    for (const [what, values] of Object.entries(await Effect.runPromise(looksIn(url)))) {
      looks.push({ who, what: `looking for ${what}`, unit: "ms", values })
      wanted.push({ what: `looking for ${what}, in ms: ${who}`, values, atMost: 5 })
    }
    const node = await startServer(program)
    const token = await tokenOf(node.url, client)
    const others = []
    for (let i = 1; i < nodes; i++) others.push(await startServer(program))
    started.push({ server: node, others, token })
    for (const one of [node, ...others]) one.pause()
  }
  const found = await besideEmpty(started)
  const all = started.flatMap(({ others = [], server }) => [server, ...others])
  await Promise.all(all.map((one) => one.stop()))
  await server.stop()
  return {
    figures: [...found.figures, ...looks],
    wanted: [...found.wanted, ...wanted],
    notes: [
      ...notesBeside,
      `Each database has ${nodes} nodes; one of them is asked. PostgreSQL has the settings that it comes with, and all of it is on this one machine.`,
      "Those that wait have a time of tomorrow. They get a job of graphile-worker when it comes: to find its next job, the engine passes all that are to be done later."
    ]
  }
}

export const cluster: Benchmark = {
  name: "cluster",
  about:
    "three gateways on PostgreSQL with up to a million faxes that wait, beside three with none",
  run
}
