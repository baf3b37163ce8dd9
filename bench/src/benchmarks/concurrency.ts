import type { Benchmark, Outcome } from "../Benchmark.js"
import { send, sendBody, tokenOf } from "../requests.js"
import { startServer } from "../Server.js"
import { bare, mock } from "./mock.js"

const connections = [1, 4, 16, 64, 256]
const bytes = 100_000

/** How much memory sends of 100 KB take, by how many come at once; each server is new. */
const run = async (): Promise<Outcome> => {
  const lines = [mock(), bare].map((program) => ({
    program,
    points: Array.of<readonly [number, number]>()
  }))
  const figures = []
  for (const count of connections) {
    for (const { points, program } of lines) {
      const server = await startServer(program)
      const requests = [send(await tokenOf(server.url), sendBody(bytes))]
      await server.turn({ connections: count, millis: 2000, requests })
      const { peak } = server.memory()
      points.push([count, peak])
      figures.push({
        who: program.who,
        what: `most memory, ${count} at once`,
        unit: "MB" as const,
        values: [peak]
      })
      await server.stop()
    }
  }
  return {
    figures,
    wanted: [],
    charts: [
      {
        name: "memory-by-concurrency",
        title: "Memory against concurrency (sends of 100 KB)",
        x: "at once",
        y: "MB",
        lines: lines.map(({ points, program }) => ({ name: program.who, points }))
      }
    ]
  }
}

export const concurrency: Benchmark = {
  name: "concurrency",
  about: "how much memory sends of 100 KB take, by how many come at once",
  run
}
