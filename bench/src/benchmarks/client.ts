import { fork } from "node:child_process"
import { once } from "node:events"
import { bundled } from "../../../packages/gateway/test/bundled.js"
import type { Benchmark, Figure, Outcome, Wanted } from "../Benchmark.js"
import { program } from "../folder.js"
import { peerFolder } from "../peers.js"
import { startServer } from "../Server.js"
import { ratios } from "../statistics.js"

interface Found {
  readonly micros: number
  readonly memory: number
}

const sizes = [
  { bytes: 1000, name: "1 KB", calls: 3000, who: ["undici", "stripe"] },
  { bytes: 10_000_000, name: "10 MB", calls: 8, who: ["undici"] }
] as const
const ours = ["ours, promises", "ours, Effect"] as const
const rounds = 5

/** Where the time of a small call goes, by turns in nine rounds. */
const reasons = [
  "A call of 1 KB through node:http alone takes 0.5 to 0.6 of what Stripe's takes here, which uses node:http as well; the same in a fiber of its own 0.75.",
  "With Effect, each call is run by a fiber of its own (runPromise), as a program without Effect would; a program that is one fiber saves that.",
  "A process makes 3,000 calls before those that are counted. V8 still compiles meanwhile: after 10,000 calls, all of them take less."
]

/** Each in a process of its own, by turns. */
const run = async (): Promise<Outcome> => {
  const folder = `${peerFolder("clients")}/`
  const clients = await bundled(new URL("../programs/clients.ts", import.meta.url))
  const server = await startServer({
    who: "answering",
    command: [process.execPath, program("answering.mjs"), "{port}"]
  })
  const ask = async (who: string, bytes: number, calls: number): Promise<Found> => {
    const child = fork(clients, [who, String(server.port), String(bytes), String(calls), folder], {
      execArgv: []
    })
    const [found] = await once(child, "message")
    return found
  }
  const figures: Array<Figure> = []
  const wanted: Array<Wanted> = []
  for (const { bytes, calls, name, who } of sizes) {
    const found = new Map<string, Array<Found>>([...who, ...ours].map((one) => [one, []]))
    for (let round = 0; round < rounds; round++) {
      for (const [one, all] of found) all.push(await ask(one, bytes, calls))
    }
    const micros = (one: string) => (found.get(one) ?? []).map(({ micros }) => micros)
    for (const [one, all] of found) {
      figures.push({ who: one, what: `a call of ${name}, CPU`, unit: "us", values: micros(one) })
      if (bytes > 1000) {
        figures.push({
          who: one,
          what: `calls of ${name}, most memory`,
          unit: "MB",
          values: all.map(({ memory }) => memory)
        })
      }
    }
    for (const one of ours) {
      if (bytes === 1000) {
        wanted.push({
          what: `CPU of a call of ${name}: ${one} / stripe`,
          values: ratios(micros(one), micros("stripe")),
          atMost: 1
        })
      } else {
        wanted.push({
          what: `CPU of a call of ${name}: ${one} / undici and JSON.stringify`,
          values: ratios(micros(one), micros("undici")),
          atMost: 0.45
        })
        wanted.push({
          what: `MB for calls of ${name}: ${one}`,
          values: (found.get(one) ?? []).map(({ memory }) => memory),
          atMost: 130
        })
      }
    }
  }
  await server.stop()
  return { figures, wanted, notes: reasons }
}

export const client: Benchmark = {
  name: "client",
  about: "what a call costs the program that makes it, beside undici and the SDK of Stripe",
  run
}
