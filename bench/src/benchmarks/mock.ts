import { rmSync } from "node:fs"
import type { Benchmark, Figure, Outcome, Wanted } from "../Benchmark.js"
import { byTurns } from "../byTurns.js"
import { cacheFolder, fax, program } from "../folder.js"
import { oauth, send, sendBody, sendIdOf, status, tokenOf } from "../requests.js"
import { type Program, type Server, startServer } from "../Server.js"
import { ratios } from "../statistics.js"
import { peersOfMock } from "./peersOfMock.js"

export const bare: Program = {
  who: "bare node:http",
  command: [process.execPath, program("bare.mjs"), "{port}"]
}

export const mock = (who = "fax mock", ...flags: ReadonlyArray<string>): Program => ({
  who,
  command: [process.execPath, fax, "mock", "--port", "{port}", ...flags]
})

/** Reads the events of a mock as a browser with its inbox open does, and the inbox at each of them. */
const look = (url: string) => {
  const stopping = new AbortController()
  const { signal } = stopping
  const reading = async () => {
    const { body } = await fetch(`${url}/_mock/events`, { signal })
    const text = new TextDecoder()
    for await (const chunk of body ?? []) {
      if (text.decode(chunk).includes("event: change")) {
        await (await fetch(url, { signal })).text()
        await new Promise((resolve) => setTimeout(resolve, 300))
      }
    }
  }
  reading().catch(() => undefined)
  return () => stopping.abort()
}

const sends = async (servers: ReadonlyArray<Server>, bytes: number) =>
  Promise.all(
    servers.map(async (server) => ({
      server,
      requests: [send(await tokenOf(server.url), sendBody(bytes))]
    }))
  )

const against = async (
  what: string,
  ours: Server,
  theirs: Server,
  requestOf: (server: Server) => Promise<string>,
  connections = 16
) => {
  const asked = await Promise.all(
    [ours, theirs].map(async (server) => ({ server, requests: [await requestOf(server)] }))
  )
  const { figures, rates } = await byTurns(asked, { what, connections })
  return { figures, values: ratios(rates(ours.who), rates(theirs.who)) }
}

/** The mocks that can be started here, and why the others cannot. */
const startPeers = async () => {
  const servers: Array<Server> = []
  const notes: Array<string> = []
  for (const [who, programOf] of Object.entries(peersOfMock)) {
    try {
      servers.push(await startServer(programOf()))
    } catch (error) {
      notes.push(`${who} was not measured: ${error instanceof Error ? error.message : error}`)
    }
  }
  return { servers, notes }
}

const reasons = [
  "Where the time of a send of 1 KB goes, by the profiler: 31 % writing to the connection, which is two thirds of what the bare server does; 21 % the collector, mostly for what the inbox and the journal keep; 12 % taking the fax, of which 8 % adding and forgetting; 7 % checking the body, with decoding its document; the rest HTTP. No fiber is left in it.",
  "Where the time of a token goes: 37 % writing to the connection; 14 % the collector; 10 % making and keeping the token; 8 % reading its request; 2 % the journal; the rest HTTP.",
  "A send of 1 MB is decoded, checked and kept, all before its answer: 23 % the collector; 12 % first touching the memory that keeps it; 16 % decoding by the platform; 16 % fibers of a large body. The bare server parses the text, decodes nothing, and forgets it."
]

const run = async (): Promise<Outcome> => {
  const figures: Array<Figure> = []
  const wanted: Array<Wanted> = []
  const state = `${cacheFolder("mock")}/state`
  rmSync(state, { force: true })
  const [theirs, ours, keeping, watched] = await Promise.all([
    startServer(bare),
    startServer(mock()),
    startServer(mock("fax mock --state", "--state", state)),
    startServer(mock("fax mock, inbox open"))
  ])
  const looking = look(watched.url)
  const { notes, servers: peers } = await startPeers()

  const small = await byTurns(await sends([theirs, ours, ...peers], 1000), {
    what: "POST send of 1 KB, 16 connections",
    connections: 16
  })
  figures.push(...small.figures)
  wanted.push({
    what: "send of 1 KB: fax mock / bare",
    values: ratios(small.rates(ours.who), small.rates(theirs.who)),
    atLeast: 0.4,
    goal: 0.6
  })
  for (const { who } of peers) {
    wanted.push({
      what: `send of 1 KB: fax mock / ${who}`,
      values: ratios(small.rates(ours.who), small.rates(who)),
      atLeast: 1
    })
  }
  await Promise.all(peers.map((peer) => peer.stop()))

  // The inbox holds 10,000 faxes, and has long been full.
  const full = await byTurns(await sends([theirs, ours, keeping, watched], 1000), {
    what: "POST send of 1 KB, full inbox",
    connections: 16
  })
  looking()
  figures.push(...full.figures)
  for (const { who } of [ours, keeping, watched]) {
    wanted.push({
      what: `send of 1 KB, full inbox: ${who} / bare`,
      values: ratios(full.rates(who), full.rates(theirs.who)),
      atLeast: 0.4
    })
  }
  wanted.push({ what: "MB with a full inbox", values: [ours.memory().now], atMost: 200 })
  await Promise.all([keeping.stop(), watched.stop()])

  const statusOf = async ({ url }: Server) => {
    const token = await tokenOf(url)
    return status(token, await sendIdOf(url, token))
  }
  for (const [what, requestOf] of [
    ["GET status", statusOf],
    ["POST oauth", async () => oauth()]
  ] as const) {
    const found = await against(`${what}, 16 connections`, ours, theirs, requestOf)
    figures.push(...found.figures)
    wanted.push({ what: `${what}: fax mock / bare`, values: found.values, atLeast: 0.4 })
  }
  const large = await against(
    "POST send of 1 MB, 8 connections",
    ours,
    theirs,
    async ({ url }) => send(await tokenOf(url), sendBody(1_000_000)),
    8
  )
  figures.push(...large.figures)
  wanted.push({ what: "send of 1 MB: fax mock / bare", values: large.values, atLeast: 1.5 })
  await Promise.all([ours.stop(), theirs.stop()])
  return { figures, wanted, notes: [...notes, ...reasons] }
}

export const mockBenchmark: Benchmark = {
  name: "mock",
  about: "the mock beside a bare server that parses and answers the same, and beside other mocks",
  run
}
