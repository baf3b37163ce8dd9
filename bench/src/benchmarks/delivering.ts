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
    "graphile-worker alone, jobs fetched together": () =>
      alone("graphile-worker-together", `${root}packages/gateway/`),
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
      "The ratio is to each engine with the settings that it comes with: a job at a time. The gateway has graphile-worker fetch one job for each line that is free, in one statement, and does not let its commits wait for the disk. With jobs fetched together, the engine alone is faster still: its jobs have nothing to record.",
      "Faxes are delivered in groups, of which each is two commits: the attempts before the calls, the outcomes after them, with the events and counts. On PostgreSQL, a group of the 12 that half of the lines take is 13 statements and 6 transactions, the engine's own included: about one statement a fax, where it was three, and ten with each fax alone. What is left, by the profiler: a fifth writing to connections, a quarter the fibers of a fax, an eighth the collector, and waiting."
    ]
  }
}

export const delivering: Benchmark = {
  name: "delivering",
  about: "faxes that a gateway delivers over a line that answers at once, beside its engine alone",
  run
}
