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
      "Where the time of a send went, by the profiler, at 4,200/s: 14 % committing (writing the log, and the wait for the disk) and 13 % inserting, both on the thread that serves; 15 % the collector; some 15 % the fibers that go on after the commit; 8 % those that begin; 9 % writing to the connection; 5 % reading and checking the body; the rest HTTP, hashing and delivery. Each fax adds about 8 KB to the log: three quarters are pages of the two indexes whose keys come in no order, by number and by destination. Since then the rows of a batch are inserted together, fewer steps are taken after a commit, and a commit waits for those who were answered together. What the database takes could move to a thread of its own, which frees at most 27 %; the rest is spread over many functions.",
      "Where the time of a read goes: 23 % SQLite, 12 % writing to the connection, some 30 % its one fiber, 6 % the collector; the rest HTTP, the query and the answer. Bare node:http keeps nothing, checks no token and looks nothing up."
    ]
  }
}

export const acceptance: Benchmark = {
  name: "acceptance",
  about: "what a gateway on SQLite accepts, each fax committed before its answer, and reads",
  run
}
