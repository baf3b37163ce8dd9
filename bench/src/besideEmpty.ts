import { setTimeout as sleep } from "node:timers/promises"
import type { Figure, Wanted } from "./Benchmark.js"
import { byTurns } from "./byTurns.js"
import { sendIdOf, sendsToMany, status } from "./requests.js"
import type { Server, Turn } from "./Server.js"
import { median, quantile, ratios } from "./statistics.js"

/** A gateway, and who may send through it. */
export interface Started {
  /** The node that is asked. */
  readonly server: Server
  /** Its other nodes. */
  readonly others?: ReadonlyArray<Server>
  readonly token: string
}

/** After the others are paused, until this one has caught up. */
const settle = 200
/** A scrape finds nothing that the one before has left: all that is kept for it is forgotten by then, or due. */
const betweenScrapes = 1100
const scrapes = 7
/** Rounds of which the times are looked at together: enough of them to find one in a hundred. */
const pooled = 2

/** Lets the nodes of one gateway run, and no others: as many as there are would share the machine with it. */
const aloneOf = (all: ReadonlyArray<Started>) => async (server: Server) => {
  for (const { others = [], server: first } of all) {
    for (const node of [first, ...others]) {
      if (first === server) node.resume()
      else node.pause()
    }
  }
  await sleep(settle)
}

const p99 = (turns: ReadonlyArray<Turn>): ReadonlyArray<number> => {
  const found: Array<number> = []
  for (let from = 0; from < turns.length; from += pooled) {
    const times = turns.slice(from, from + pooled).flatMap((turn) => turn.times)
    found.push(quantile(times, 0.99))
  }
  return found
}

const millisOf = async (address: string): Promise<number> => {
  const from = performance.now()
  await (await fetch(address)).text()
  return performance.now() - from
}

/** Measures gateways on which faxes wait beside the first, on which none do: reads, acceptance, start and what is watched. */
export const besideEmpty = async (servers: ReadonlyArray<Started>) => {
  const figures: Array<Figure> = []
  const wanted: Array<Wanted> = []
  const rates: Array<{ readonly name: string; readonly of: (who: string) => number }> = []
  const [empty, ...full] = servers
  if (empty === undefined) throw new Error("nothing was started")
  const before = aloneOf(servers)
  const reads = []
  for (const { server, token } of servers) {
    await before(server)
    reads.push({ server, requests: [status(token, await sendIdOf(server.url, token))] })
  }
  const sends = servers.map(({ server, token }) => ({
    server,
    requests: sendsToMany(token, 10_000)
  }))
  for (const { server } of servers) {
    await before(server)
    const watched = [
      { path: "/metrics", values: [] as number[] },
      { path: "/readyz", values: [] as number[] }
    ]
    for (let i = 0; i < scrapes; i++) {
      for (const { path, values } of watched) {
        await sleep(betweenScrapes / watched.length)
        values.push(await millisOf(`${server.url}${path}`))
      }
    }
    for (const { path, values } of watched) {
      figures.push(
        { who: server.who, what: `GET ${path}`, unit: "ms", values },
        {
          who: server.who,
          what: `GET ${path}, the longest`,
          unit: "ms",
          values: [Math.max(...values)]
        }
      )
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
  for (const [name, asked] of [
    ["GET status", reads],
    ["POST send of 1 KB", sends]
  ] as const) {
    const found = await byTurns(asked, {
      what: `${name}, 64 connections`,
      connections: 64,
      rounds: 5,
      warmUp: 1500,
      before
    })
    const half = Math.max(1, Math.round(median(found.rates(empty.server.who)) / 2))
    const atHalf = await byTurns(asked, {
      what: name,
      connections: 64,
      rounds: 3 * pooled,
      warmUp: 0,
      rate: half,
      before
    })
    figures.push(...found.figures)
    for (const { server } of servers) {
      figures.push({
        who: server.who,
        what: `${name}, ${half} a second, 99th percentile`,
        unit: "ms",
        values: p99(atHalf.turns(server.who))
      })
    }
    for (const { server } of full) {
      wanted.push(
        {
          what: `${name}: ${server.who} / none`,
          values: ratios(found.rates(server.who), found.rates(empty.server.who)),
          atLeast: 0.8
        },
        {
          what: `${name}, 99th percentile: ${server.who} / none`,
          values: ratios(p99(atHalf.turns(server.who)), p99(atHalf.turns(empty.server.who))),
          atMost: 2
        }
      )
    }
    rates.push({ name, of: (who: string) => median(found.rates(who)) })
  }
  for (const { others = [], server } of servers)
    for (const node of [server, ...others]) node.resume()
  return { figures, wanted, rates }
}

/** What has to be known of these figures. */
export const notesBeside = [
  "While one gateway is asked, the processes of the others are paused (`SIGSTOP`): two cores carry one of them, and not all.",
  "Rates are what 64 connections get that ask again with each answer. How long an answer takes then is a property of the queue before it, so the 99th percentile is of another load: half of the rate of the empty gateway, on time whatever has been answered, each request measured from when it was due; of the times of two rounds together.",
  "What is watched is asked every 1.1 seconds, longer than anything is kept for it, on nodes that run for a while and that nobody sends to; the figure is the median of 7 times, and the longest stands beside it."
]
