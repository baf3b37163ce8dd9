import type { Figure, Wanted } from "./Benchmark.js"
import { byTurns } from "./byTurns.js"
import { sendIdOf, sendsToMany, status } from "./requests.js"
import type { Server } from "./Server.js"
import { median, quantile, ratios } from "./statistics.js"

/** A gateway, and who may send through it. */
export interface Started {
  readonly server: Server
  readonly token: string
}

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

/** Measures gateways on which faxes wait beside the first, on which none do: reads, acceptance, start and what is watched. */
export const besideEmpty = async (servers: ReadonlyArray<Started>) => {
  const figures: Array<Figure> = []
  const wanted: Array<Wanted> = []
  const rates: Array<{ readonly name: string; readonly of: (who: string) => number }> = []
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
    rates.push({ name, of: (who: string) => median(found.rates(who)) })
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
  return { figures, wanted, rates }
}
