import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { afterAll, beforeAll, describe, expect, it } from "@effect/vitest"
import {
  isInstallable,
  type PrivatePostgres,
  startPostgres
} from "../../../../scripts/postgres.mjs"
import { bundled } from "../bundled.js"
import { postgres, temporaryFolder } from "../databases.js"
import { dialledBy, judge, type Verdict } from "./judge.js"
import { type NodeOptions, type RunningNode, startNode } from "./nodes.js"
import { startService } from "./startService.js"

const rounds = Number(process.env.TORTURE_ROUNDS ?? 2)
/** A lost send waits for so long: the more it is, the surer on a machine that has much else to do. */
const settled = rounds > 2 ? 20 : 10
const folder = temporaryFolder()
const long = 120_000 + rounds * 30_000

let program = ""
let service = ""
beforeAll(async () => {
  program = await bundled(new URL("./node.ts", import.meta.url))
  service = await bundled(new URL("../../../mock-server/test/failingService.ts", import.meta.url))
})

const figures: Array<Record<string, string | number>> = []
afterAll(() => console.table(figures))

const show = (line: string, started: number, { accepted, dials, ends, ...bad }: Verdict) =>
  figures.push({
    "kill -9 of, over": line,
    kills: rounds,
    accepted,
    calls: dials,
    ...ends,
    lost: bad.lost.length,
    "called twice": bad.dialledTwice.length,
    imagined: bad.imagined.length,
    seconds: Math.round((performance.now() - started) / 1000)
  })

const nothingWrong = { lost: [], dialledTwice: [], imagined: [] }

/** Until so many more have been accepted, never the same number: in the middle of something. */
const underLoad = async (accepted: ReadonlySet<string>) => {
  const enough = accepted.size + 30 + Math.random() * 60
  while (accepted.size < enough) await pause(20)
  await pause(Math.random() * 200)
}

/** Lets one more node do what is left. */
const finish = async (options: NodeOptions, accepted: Set<string>) => {
  const last = startNode({ ...options, senders: 0 }, accepted)
  await last.ready
  await last.idle()
  expect(await last.stop()).toBe(0)
}

/** Kills the only node, again and again. */
const killOne = async (options: NodeOptions) => {
  const accepted = new Set<string>()
  for (let round = 0; round < rounds; round++) {
    const node = startNode(options, accepted)
    await node.ready
    await underLoad(accepted)
    await node.kill()
  }
  await finish(options, accepted)
  return accepted
}

/** Three nodes, while something is done to them, again and again; in the end all are killed. */
const killAmongThree = async (
  options: NodeOptions,
  strike: (nodes: Array<RunningNode>, start: () => Promise<RunningNode>) => Promise<void>
) => {
  const accepted = new Set<string>()
  const start = async () => {
    const node = startNode(options, accepted)
    await node.ready
    return node
  }
  const nodes = await Promise.all([start(), start(), start()])
  for (let round = 0; round < rounds; round++) {
    await underLoad(accepted)
    await strike(nodes, start)
  }
  await underLoad(accepted)
  await Promise.all(nodes.map((node) => node.kill()))
  await finish(options, accepted)
  return accepted
}

const killANode = async (nodes: Array<RunningNode>, start: () => Promise<RunningNode>) => {
  const victim = Math.floor(Math.random() * nodes.length)
  await nodes[victim]?.kill()
  nodes[victim] = await start()
}

/** Longer than the others wait before they take a node's calls over: see `CurrentPulse` of a node. */
const pastItsLease = 2_500

/** Puts a node to sleep in the middle of its calls, so that others answer for them, and wakes it. */
const pauseANode = async (nodes: Array<RunningNode>) => {
  const victim = nodes[Math.floor(Math.random() * nodes.length)]
  victim?.pause()
  await pause(pastItsLease)
  victim?.resume()
}

describe("a node that sleeps past its lease, of three", () => {
  it(`on one SQLite file: nothing lost, nobody called twice, ${rounds} times`, {
    timeout: long
  }, async () => {
    const started = performance.now()
    const database = join(folder, "asleep.db")
    const line = join(folder, "asleep.line")
    const accepted = await killAmongThree({ program, database, line }, pauseANode)
    const verdict = await judge(database, accepted, await dialledBy(line))
    show("sleeps of one of three nodes, SQLite", started, verdict)
    expect(verdict).toMatchObject(nothingWrong)
    expect(Object.keys(verdict.ends)).toEqual(["Delivered"])
  })

  const missing = !isInstallable()
    ? " (skipped: PostgreSQL is not installed)"
    : rounds > 2
      ? ""
      : " (skipped: that belongs to pnpm torture)"
  describe.skipIf(missing !== "")(`on PostgreSQL${missing}`, () => {
    const { fresh } = postgres()

    it(`nothing lost, nobody called twice, ${rounds} times`, { timeout: long }, async () => {
      const started = performance.now()
      const database = await fresh()
      const line = join(folder, "asleep-postgres.line")
      const accepted = await killAmongThree({ program, database, line }, pauseANode)
      const verdict = await judge(database, accepted, await dialledBy(line))
      show("sleeps of one of three nodes, PostgreSQL", started, verdict)
      expect(verdict).toMatchObject(nothingWrong)
      expect(Object.keys(verdict.ends)).toEqual(["Delivered"])
    })
  })
})

describe("kill -9 of the only node, on SQLite", () => {
  it(`loses nothing and calls nobody twice, in ${rounds} kills`, { timeout: long }, async () => {
    const started = performance.now()
    const database = join(folder, "sqlite.db")
    const line = join(folder, "sqlite.line")
    const accepted = await killOne({ program, database, line })
    const verdict = await judge(database, accepted, await dialledBy(line))
    show("the only node, SQLite", started, verdict)
    expect(verdict).toMatchObject(nothingWrong)
    expect(Object.keys(verdict.ends)).toEqual(["Delivered"])
  })

  it("ends what nobody can tell as unknown_outcome, and does not call again", {
    timeout: long
  }, async () => {
    const started = performance.now()
    const database = join(folder, "deaf.db")
    const line = join(folder, "deaf.line")
    const accepted = await killOne({ program, database, line, deaf: true })
    const verdict = await judge(database, accepted, await dialledBy(line))
    show("the only node, SQLite, over a line that cannot answer", started, verdict)
    expect(verdict).toMatchObject(nothingWrong)
  })

  it("sends nothing twice over a FaxingCenter that loses answers", { timeout: long }, async () => {
    const started = performance.now()
    const database = join(folder, "upstream.db")
    const upstream = await startService(service)
    const accepted = await killOne({ program, database, line: upstream.url, settled })
    const verdict = await judge(database, accepted, await upstream.stop())
    show("the only node, SQLite, over FaxingCenter", started, verdict)
    expect(verdict).toMatchObject(nothingWrong)
    expect(Object.keys(verdict.ends)).toEqual(["Delivered"])
  })
})

describe.skipIf(!isInstallable())("kill -9 on PostgreSQL, with three nodes", () => {
  const { fresh } = postgres()

  it(`of a node: nothing lost, nobody called twice, ${rounds} times`, {
    timeout: long
  }, async () => {
    const started = performance.now()
    const database = await fresh()
    const line = join(folder, "nodes.line")
    const accepted = await killAmongThree({ program, database, line }, killANode)
    const verdict = await judge(database, accepted, await dialledBy(line))
    show("one of three nodes, PostgreSQL", started, verdict)
    expect(verdict).toMatchObject(nothingWrong)
    expect(Object.keys(verdict.ends)).toEqual(["Delivered"])
  })

  it("of a node: sends nothing twice over a FaxingCenter that loses answers", {
    timeout: long
  }, async () => {
    const started = performance.now()
    const database = await fresh()
    const upstream = await startService(service)
    const accepted = await killAmongThree(
      { program, database, line: upstream.url, settled },
      killANode
    )
    const verdict = await judge(database, accepted, await upstream.stop())
    show("one of three nodes, PostgreSQL, over FaxingCenter", started, verdict)
    expect(verdict).toMatchObject(nothingWrong)
    expect(Object.keys(verdict.ends)).toEqual(["Delivered"])
  })

  describe("of the database", () => {
    let server: PrivatePostgres | undefined
    beforeAll(async () => {
      server = await startPostgres()
    }, 120_000)
    afterAll(() => server?.stop())

    it(`nothing lost, nobody called twice, ${rounds} times`, { timeout: long }, async () => {
      const started = performance.now()
      const database = server?.url ?? ""
      const line = join(folder, "server.line")
      const accepted = await killAmongThree({ program, database, line }, async () => {
        await server?.kill()
        await server?.start()
      })
      const verdict = await judge(database, accepted, await dialledBy(line))
      show("PostgreSQL itself, three nodes", started, verdict)
      expect(verdict).toMatchObject(nothingWrong)
      expect(Object.keys(verdict.ends)).toEqual(["Delivered"])
    })
  })
})
