import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { describe, expect, it } from "@effect/vitest"
import { isInstallable, startPostgres } from "../../../scripts/postgres.mjs"
import { ended, firstLine, home, start } from "./fax.js"
import { at, endsOf, type ServedGateway, sendFax, serveGateway } from "./servedGateway.js"

const faxTo = async (gateway: ServedGateway, number: string) => {
  const { messageId } = await sendFax(gateway, number, 1000)
  if (messageId === undefined) throw new Error(`The fax to ${number} was not accepted`)
  return messageId
}

const until = async (isSo: () => Promise<boolean>) => {
  while (!(await isSo())) await pause(20)
}

const detail = async ({ call }: ServedGateway, messageId: string) =>
  (await call("GET", `/gateway/v1/messages/${messageId}`)).json

/** Another node, as the client of this one sees it. */
const through = async (node: ServedGateway, client: ServedGateway): Promise<ServedGateway> => ({
  ...node,
  token: client.token,
  call: async (method, path, body) => {
    const response = await fetch(`${node.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${client.token}` },
      ...(body === undefined ? {} : { body })
    })
    return { status: response.status, headers: response.headers, json: await response.json() }
  }
})

/** Kills a node in the middle of its calls; another one tells how they ended. */
const killedInCalls = async (victim: ServedGateway, another: () => Promise<ServedGateway>) => {
  const numbers = ["15005550001", "15005550007", "15005550008"]
  const ids = await Promise.all(numbers.map((number) => faxTo(victim, number)))
  await until(async () => {
    const all = await Promise.all(ids.map((id) => detail(victim, id)))
    return all.every((json) => JSON.stringify(json).includes('"remoteId"'))
  })
  await ended(victim.child, "SIGKILL")
  const heir = await through(await another(), victim)
  await endsOf(heir, new Set(ids))
  return Promise.all(ids.map((id) => detail(heir, id)))
}

/** Each was called once: delivered with one page, with three, and failed. */
const asTheTestBlockSays = [
  { status: "delivered", attempts: [{ outcome: { pages: 1 } }] },
  { status: "delivered", attempts: [{ outcome: { pages: 3 } }] },
  { status: "failed", reason: "invalid_number", attempts: [{}] }
]

it("answers after a kill -9 for the calls of its simulated line, on SQLite", {
  timeout: 60_000
}, async () => {
  const database = join(home, "killed.db")
  const victim = await serveGateway(database)
  let next: ServedGateway | undefined
  const ends = await killedInCalls(victim, async () => {
    next = await serveGateway(database)
    return next
  })
  expect(ends).toMatchObject(asTheTestBlockSays)
  expect(await next?.stop()).toBe(0)
})

describe.skipIf(!isInstallable())("three nodes on PostgreSQL", () => {
  it("answer for the calls of one that is killed, and send its faxes once", {
    timeout: 120_000
  }, async () => {
    const postgres = await startPostgres()
    const scenarios = join(home, "upstream.json")
    writeFileSync(
      scenarios,
      JSON.stringify({
        scenarios: [
          { when: { operation: "send", every: 3 }, do: { reset: "after_acceptance" } },
          { when: { operation: "status", every: 5 }, do: { expireTokens: true } },
          { when: { number: "1386*" }, do: { calls: [{ lasts: "3 s", ends: "delivered" }] } }
        ]
      })
    )
    const mock = start(["mock", "--port", "0", "--scenarios", scenarios])
    const upstream = await firstLine(mock)
    const received = async () => at(await (await fetch(`${upstream}/_mock/faxes`)).json(), "faxes")

    const simulated = await Promise.all([1, 2].map(() => serveGateway(postgres.url)))
    const [victim, heir] = simulated
    if (victim === undefined || heir === undefined) throw new Error("no nodes")
    const ends = await killedInCalls(victim, async () => heir)
    expect(ends).toMatchObject(asTheTestBlockSays)
    expect(await heir.stop()).toBe(0)

    const env = {
      FAXINGCENTER_GATEWAY_TRANSPORT: "faxingcenter",
      FAXINGCENTER_BASE_URL: upstream,
      FAXINGCENTER_CLIENT_ID: "demo",
      FAXINGCENTER_CLIENT_SECRET: "demo"
    }
    const nodes = await Promise.all([1, 2, 3].map(() => serveGateway(postgres.url, { env })))
    const accepted = await Promise.all(
      nodes.map((node, n) => Promise.all([0, 1, 2, 3].map((i) => faxTo(node, `1386234${n}00${i}`))))
    )
    await until(async () => String(at(await received(), 3, "reference")).includes("-"))
    const [killed, ...others] = nodes
    const [survivor] = others
    if (killed === undefined || survivor === undefined) throw new Error("no nodes")
    await ended(killed.child, "SIGKILL")
    const all = await Promise.all(
      nodes.map(async (node, n) =>
        endsOf(await through(survivor, node), new Set(accepted[n] ?? []))
      )
    )
    expect(all.flatMap((some) => [...some.values()])).toEqual(
      Array.from({ length: 12 }, () => "message.delivered")
    )
    const references = [await received()].flat().map((fax) => String(at(fax, "reference")))
    expect(references.map((reference) => reference.split("-")[0]).toSorted()).toEqual(
      accepted.flat().toSorted()
    )
    expect(await Promise.all(others.map((node) => node.stop()))).toEqual([0, 0])
    await ended(mock, "SIGTERM")
    await postgres.stop()
  })
})
