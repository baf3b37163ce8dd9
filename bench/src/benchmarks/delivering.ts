import { fork } from "node:child_process"
import { once } from "node:events"
import { bundled } from "../../../packages/gateway/test/bundled.js"
import type { Benchmark, Outcome } from "../Benchmark.js"
import { program, root } from "../folder.js"
import { freshFile } from "../gateway.js"
import { peerFolder } from "../peers.js"
import { privatePostgres } from "../postgres.js"
import { ratios } from "../statistics.js"

const jobs = 5000
/** Jobs at once, and lines. */
const atOnce = 24
const rounds = 5

interface Found {
  readonly rate: number
  /** Microseconds of the processor that each takes the process itself, without PostgreSQL's. */
  readonly cost: number
}

const measured = async (file: string, args: ReadonlyArray<string>): Promise<Found> => {
  const child = fork(file, args, { execArgv: [] })
  const [found] = await Promise.race([
    once(child, "message"),
    once(child, "exit").then(([code]) => {
      throw new Error(`${args[0]} ended with ${code}`)
    })
  ])
  await once(child, "exit")
  return found
}

/** Each in a process and a database of its own, by turns. */
const run = async (): Promise<Outcome> => {
  const delivering = await bundled(new URL("../programs/delivering.ts", import.meta.url))
  const queues = program("queues.mjs")
  const postgres = await privatePostgres()
  const ours = async (address: string) => measured(delivering, [address, `${jobs}`, `${atOnce}`])
  const alone = async (engine: string, folder: string) =>
    measured(queues, [engine, await postgres.fresh(), `${jobs}`, `${atOnce}`, folder])
  const turns = {
    "graphile-worker alone": () => alone("graphile-worker", `${root}packages/gateway/`),
    "pg-boss alone": () => alone("pg-boss", `${peerFolder("queues")}/`),
    "gateway on PostgreSQL": async () => ours(await postgres.fresh()),
    "gateway on SQLite": () => ours(freshFile("delivering"))
  }
  const found = new Map<string, Array<Found>>(Object.keys(turns).map((who) => [who, []]))
  for (let round = 0; round < rounds; round++) {
    for (const [who, turn] of Object.entries(turns)) found.get(who)?.push(await turn())
  }
  await postgres.stop()
  const rates = (who: keyof typeof turns) => (found.get(who) ?? []).map(({ rate }) => rate)
  return {
    figures: [...found].flatMap(([who, all]) => [
      {
        who,
        what: `jobs done, ${atOnce} at once`,
        unit: "/s" as const,
        values: all.map(({ rate }) => rate)
      },
      {
        who,
        what: "a job, CPU without PostgreSQL's",
        unit: "us" as const,
        values: all.map(({ cost }) => cost)
      }
    ]),
    wanted: (["graphile-worker alone", "pg-boss alone"] as const).flatMap((engine) =>
      (["gateway on PostgreSQL", "gateway on SQLite"] as const).map((who) => ({
        what: `faxes delivered: ${who} / ${engine}`,
        values: ratios(rates(who), rates(engine)),
        atLeast: 0.5
      }))
    ),
    notes: [
      "The line answers at once: what is measured is the looking, the records before and after each call, and their commits. The engines alone have jobs that do nothing, and keep no record.",
      "Where the time of a fax goes on PostgreSQL, by the profiler: 41 % writing to its connections, 18 % the fibers of a fax, 9 % the collector, 11 % waiting. A fax is two transactions, shared with what is on at the same time: its attempt before the call, its outcome after it, an event and the counts with them."
    ]
  }
}

export const delivering: Benchmark = {
  name: "delivering",
  about: "faxes that a gateway delivers over a line that answers at once, beside its engine alone",
  run
}
