import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { afterAll, beforeAll, describe, expect, it } from "@effect/vitest"
import {
  isInstallable,
  type PrivatePostgres,
  startPostgres
} from "../../../../scripts/postgres.mjs"
import { temporaryFolder } from "../databases.js"
import { judge, type Verdict } from "./judge.js"
import { type NodeOptions, type RunningNode, startNode } from "./nodes.js"

const rounds = Number(process.env.TORTURE_ROUNDS ?? 3)
const folder = temporaryFolder()
const long = 60_000 + rounds * 20_000

/** Until so many more have been accepted, never the same number: in the middle of something. */
const underLoad = async (accepted: ReadonlySet<string>) => {
  const enough = accepted.size + 20 + Math.random() * 60
  while (accepted.size < enough) await pause(20)
  await pause(Math.random() * 200)
}

const finish = async (options: NodeOptions, accepted: Set<string>): Promise<Verdict> => {
  const last = startNode({ ...options, senders: 0 }, accepted)
  await last.ready
  await last.idle()
  expect(await last.stop()).toBe(0)
  return judge(options.database, options.line, accepted)
}

const show = (name: string, verdict: Verdict) =>
  console.info(
    `${name}: ${rounds} kills, ${verdict.accepted} accepted, ${verdict.dials} calls, ${JSON.stringify(verdict.ends)}`
  )

const nothingWrong = { lost: [], dialledTwice: [], imagined: [] }

describe("kill -9 of the only node, on SQLite", () => {
  const killed = async (options: NodeOptions): Promise<Verdict> => {
    const accepted = new Set<string>()
    for (let round = 0; round < rounds; round++) {
      const node = startNode(options, accepted)
      await node.ready
      await underLoad(accepted)
      await node.kill()
    }
    return finish(options, accepted)
  }

  it(`loses nothing and calls nobody twice, in ${rounds} kills`, { timeout: long }, async () => {
    const verdict = await killed({
      database: join(folder, "sqlite.db"),
      line: join(folder, "sqlite.line")
    })
    show("SQLite", verdict)
    expect(verdict).toMatchObject(nothingWrong)
    expect(Object.keys(verdict.ends)).toEqual(["Delivered"])
  })

  it("ends what nobody can tell as unknown_outcome, and does not call again", {
    timeout: long
  }, async () => {
    const verdict = await killed({
      database: join(folder, "deaf.db"),
      line: join(folder, "deaf.line"),
      deaf: true
    })
    show("SQLite, a line that cannot answer for its calls", verdict)
    expect(verdict).toMatchObject(nothingWrong)
  })
})

describe.skipIf(!isInstallable())("kill -9 on PostgreSQL, with three nodes", () => {
  let server: PrivatePostgres | undefined
  beforeAll(async () => {
    server = await startPostgres()
  }, 120_000)
  afterAll(() => server?.stop())

  const three = async (options: NodeOptions, accepted: Set<string>) => {
    const nodes = [0, 1, 2].map(() => startNode(options, accepted))
    await Promise.all(nodes.map(({ ready }) => ready))
    return nodes
  }
  const stopAll = (nodes: ReadonlyArray<RunningNode>) =>
    Promise.all(nodes.map((node) => node.kill()))

  it(`of a node: nothing lost, nobody called twice, ${rounds} times`, {
    timeout: long
  }, async () => {
    const options = { database: server?.url ?? "", line: join(folder, "nodes.line") }
    const accepted = new Set<string>()
    const nodes = await three(options, accepted)
    for (let round = 0; round < rounds; round++) {
      await underLoad(accepted)
      const victim = Math.floor(Math.random() * nodes.length)
      await nodes[victim]?.kill()
      const next = startNode(options, accepted)
      await next.ready
      nodes[victim] = next
    }
    await stopAll(nodes)
    const verdict = await finish(options, accepted)
    show("PostgreSQL, three nodes", verdict)
    expect(verdict).toMatchObject(nothingWrong)
    expect(Object.keys(verdict.ends)).toEqual(["Delivered"])
  })

  it(`of the database: nothing lost, ${rounds} times`, { timeout: long }, async () => {
    const options = { database: server?.url ?? "", line: join(folder, "server.line") }
    const accepted = new Set<string>()
    const nodes = await three(options, accepted)
    for (let round = 0; round < rounds; round++) {
      await underLoad(accepted)
      await server?.kill()
      await server?.start()
    }
    await underLoad(accepted)
    await stopAll(nodes)
    const verdict = await finish(options, accepted)
    show("PostgreSQL itself", verdict)
    expect(verdict).toMatchObject({ lost: [], dialledTwice: [] })
  })
})
