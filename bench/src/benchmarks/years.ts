import { fork } from "node:child_process"
import { once } from "node:events"
import { bundled } from "../../../packages/gateway/test/bundled.js"
import type { Benchmark, Outcome } from "../Benchmark.js"
import { byTurns } from "../byTurns.js"
import { addClient, freshFile, gateway } from "../gateway.js"
import { search, sendsToMany, tokenOf } from "../requests.js"
import { startServer } from "../Server.js"
import { median, ratios } from "../statistics.js"

const days = 30
/** A tenth of what is wanted: a month of 100,000 a day would be written for a quarter of an hour. */
const perDay = 10_000
/** Days that documents and events are kept, so that they are purged within the month. */
const kept = 7
/** Days at the beginning and at the end of those that something was purged on. */
const some = 5
const rounds = 3

interface Day {
  /** Bytes of the file, and of its pages that are free. */
  readonly size: number
  readonly free: number
  readonly purgeMillis: number
}

interface Pauses {
  readonly alone: number
  readonly purging: number
  readonly share: number
}

const ask = async (file: string, ...args: ReadonlyArray<string | number>) => {
  const child = fork(file, args.map(String), { execArgv: [] })
  const [found] = await Promise.race([
    once(child, "message"),
    once(child, "exit").then(([code]) => {
      throw new Error(`${file} ended with ${code}`)
    })
  ])
  await once(child, "exit")
  return found
}

const run = async (): Promise<Outcome> => {
  const month = await bundled(new URL("../programs/years.ts", import.meta.url))
  const pauses = await bundled(new URL("../programs/pauses.ts", import.meta.url))
  const file = freshFile("years")
  const client = addClient(file)
  const found: ReadonlyArray<Day> = await ask(month, file, days, perDay, kept)
  const purged = found.slice(kept)
  const [first, last] = [purged[0], purged.at(-1)]
  if (first === undefined || last === undefined) throw new Error("nothing was purged")
  const growth = (last.size - last.free - (first.size - first.free)) / (purged.length - 1)

  const emptyFile = freshFile("years-empty")
  const emptyClient = addClient(emptyFile)
  const lines = { FAXINGCENTER_GATEWAY_LINES: "1" }
  const [empty, full] = await Promise.all([
    startServer(gateway("at the beginning", emptyFile, lines)),
    startServer(gateway("after the month", file, lines))
  ])
  const asked = [
    { server: empty, token: await tokenOf(empty.url, emptyClient) },
    { server: full, token: await tokenOf(full.url, client) }
  ]
  const sends = await byTurns(
    asked.map(({ server, token }) => ({ server, requests: sendsToMany(token, 10_000) })),
    { what: "POST send of 1 KB, 64 connections", connections: 64, rounds: 5, warmUp: 2000 }
  )
  // A day, of which there are thousands by now in either.
  const searches = await byTurns(
    asked.map(({ server, token }) => ({ server, requests: [search(token)] })),
    { what: "GET search, a page of 100, 16 connections", connections: 16, rounds: 5, warmUp: 2000 }
  )
  await Promise.all([empty.stop(), full.stop()])

  const waits: Array<Pauses> = []
  for (let round = 0; round < rounds; round++) {
    waits.push(await ask(pauses, file, kept - 1 - round))
  }
  const purging = waits.map((wait) => wait.purging)
  const purgeRates = (of: ReadonlyArray<Day>) =>
    of.map(({ purgeMillis }) => perDay / (purgeMillis / 1000))
  const who = "fax serve"
  return {
    figures: [
      ...sends.figures,
      ...searches.figures,
      {
        who,
        what: "purged, the first days",
        unit: "/s",
        values: purgeRates(purged.slice(0, some))
      },
      { who, what: "purged, the last days", unit: "/s", values: purgeRates(purged.slice(-some)) },
      {
        who,
        what: "longest wait of a send, alone",
        unit: "ms",
        values: waits.map(({ alone }) => alone)
      },
      { who, what: "longest wait of a send, while purging", unit: "ms", values: purging },
      { who, what: "size of the file after the month", unit: "MB", values: [last.size / 1e6] },
      { who, what: "what stays of 1,000 faxes", unit: "MB", values: [growth / perDay / 1000] }
    ],
    wanted: [
      {
        what: "send of 1 KB: after the month / at the beginning",
        values: ratios(sends.rates(full.who), sends.rates(empty.who)),
        atLeast: 0.8
      },
      {
        what: "search: after the month / at the beginning",
        values: ratios(searches.rates(full.who), searches.rates(empty.who)),
        atLeast: 0.8
      },
      {
        what: "purge: the last days / the first days",
        values: [
          median(purgeRates(purged.slice(-some))) / median(purgeRates(purged.slice(0, some)))
        ],
        atLeast: 0.8
      },
      {
        what: "longest wait of a send while purging, in ms",
        values: [median(purging)],
        atMost: 50
      },
      {
        what: "pages that are free in the file, after the last purge / after the first",
        values: [last.free / first.free],
        atMost: 1.1
      }
    ],
    notes: [
      `The month is compressed: ${perDay.toLocaleString("en")} faxes a day for ${days} days, each day's written at once in the rows that the gateway leaves after a delivery, with a document of 1 KB, or 1 MB for one in a hundred. Then the gateway's own purge runs as of the end of that day; documents and events are kept for ${kept} days.`,
      "What stays of a fax is what counts as evidence: its message, its attempt and the hashes of its documents.",
      `While a day is purged, a gateway that is sent all that it can take accepts ${Math.round(100 * median(waits.map(({ share }) => share)))} % of what it does otherwise; a purge of what a minute brings is over in a moment.`
    ]
  }
}

export const years: Benchmark = {
  name: "years",
  about: "a gateway on SQLite after a month of use, beside one that is new",
  run
}
