import type { Benchmark, Outcome } from "../Benchmark.js"
import { send, sendBody, tokenOf } from "../requests.js"
import { startServer } from "../Server.js"
import { median } from "../statistics.js"
import { bare, mock } from "./mock.js"

const sizes = [1000, 10_000, 100_000, 1_000_000, 10_000_000]
const rounds = 3

/** How long a send takes, by the size of its body. */
const run = async (): Promise<Outcome> => {
  const servers = await Promise.all([startServer(mock()), startServer(bare)])
  const lines = servers.map(({ who }) => ({
    name: who,
    points: Array.of<readonly [number, number]>()
  }))
  const figures = []
  for (const bytes of sizes) {
    const times = new Map<string, Array<number>>()
    for (let round = -1; round < rounds; round++) {
      for (const { turn, url, who } of servers) {
        const requests = [send(await tokenOf(url), sendBody(bytes))]
        const found = await turn({ connections: 1, millis: 500, requests })
        if (round >= 0) times.set(who, [...(times.get(who) ?? []), median(found.times)])
      }
    }
    for (const [index, { who }] of servers.entries()) {
      const values = times.get(who) ?? []
      lines[index]?.points.push([bytes, median(values)])
      figures.push({ who, what: `a send of ${bytes / 1000} KB`, unit: "ms" as const, values })
    }
  }
  await Promise.all(servers.map((server) => server.stop()))
  return {
    figures,
    wanted: [],
    charts: [
      {
        name: "latency-by-body",
        title: "Latency against the size of the body",
        x: "bytes",
        y: "ms",
        lines
      }
    ]
  }
}

export const bodies: Benchmark = {
  name: "bodies",
  about: "how long one send takes, by the size of its body",
  run
}
