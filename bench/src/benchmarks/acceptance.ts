import type { Benchmark, Outcome } from "../Benchmark.js"
import { byTurns } from "../byTurns.js"
import { addClient, freshFile, gateway } from "../gateway.js"
import { sendIdOf, sendsToMany, status, tokenOf } from "../requests.js"
import { startServer } from "../Server.js"
import { ratios } from "../statistics.js"
import { bare } from "./mock.js"

const run = async (): Promise<Outcome> => {
  const file = freshFile("acceptance")
  const client = addClient(file)
  const [theirs, ours] = await Promise.all([
    startServer(bare),
    // One line: what is measured is acceptance, and not the calls.
    startServer(gateway("fax serve", file, { FAXINGCENTER_GATEWAY_LINES: "1" }))
  ])
  const token = await tokenOf(ours.url, client)
  const read = status(token, await sendIdOf(ours.url, token))
  const reads = await byTurns(
    [
      { server: theirs, requests: [status("any", "0".repeat(32))] },
      { server: ours, requests: [read] }
    ],
    { what: "GET status, 64 connections", connections: 64 }
  )
  const sends = await byTurns(
    [
      { server: theirs, requests: sendsToMany("any", 10_000) },
      { server: ours, requests: sendsToMany(token, 10_000) }
    ],
    { what: "POST send of 1 KB, 64 connections, durable", connections: 64 }
  )
  await Promise.all([ours.stop(), theirs.stop()])
  return {
    figures: [...sends.figures, ...reads.figures],
    wanted: [
      {
        what: "send of 1 KB, committed: fax serve / bare",
        values: ratios(sends.rates(ours.who), sends.rates(theirs.who)),
        atLeast: 0.25,
        goal: 0.35
      },
      {
        what: "GET status: fax serve / bare",
        values: ratios(reads.rates(ours.who), reads.rates(theirs.who)),
        atLeast: 0.4
      }
    ],
    notes: [
      "Where the time of a send goes, by the profiler on a busy machine, with its client in the same process: 14 % committing, 13 % inserting and 5 % writing the rows as JSON, all on the thread that serves; 18 % fibers, of delivery and the start: a send has none; 13 % reading, checking and taking the body; 7 % writing to the connection; 5 % the collector, for about 37 KB a fax; the rest HTTP. Each fax adds about 8 KB to the log: three quarters are pages of the two indexes whose keys come in no order, by number and by destination.",
      "Where the time of a read goes: 22 % SQLite, for one row; 20 % writing to the connection; 5 % the token; 10 % making the message and its JSON of the row; 5 % the collector; the rest HTTP. No fiber is left in it. Bare node:http keeps nothing, checks no token and looks nothing up."
    ]
  }
}

export const acceptance: Benchmark = {
  name: "acceptance",
  about: "what a gateway on SQLite accepts, each fax committed before its answer, and reads",
  run
}
