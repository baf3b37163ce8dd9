import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { Clients } from "@faxingcenter/gateway"
import { layerClients } from "@faxingcenter/gateway/manage"
import { Effect, Redacted } from "effect"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { isInstallable, type PrivatePostgres, startPostgres } from "../../../scripts/postgres.mjs"
import { account, order, type Program, patience, start } from "../../support/program.js"

const folder = mkdtempSync(`${tmpdir()}/gateway-postgres-`)
const line = `${folder}/line.log`
const source = (name: string) => new URL(`../src/${name}.ts`, import.meta.url)
const numbers = Array.from({ length: 24 }, (_, index) => `138623456${10 + index}`)

describe.skipIf(!isInstallable())("three nodes on one PostgreSQL", patience, () => {
  let postgres: PrivatePostgres
  let nodes: ReadonlyArray<Program>
  beforeAll(async () => {
    postgres = await startPostgres()
    const settings = { DATABASE_URL: postgres.url, LINE: line, PORT: "0" }
    nodes = [1, 2, 3].map(() => start(source("node"), [], settings))
  }, 120_000)
  afterAll(async () => {
    for (const { child } of nodes) child.kill()
    await Promise.all(nodes.map(({ ended }) => ended))
    await postgres.stop()
    rmSync(folder, { recursive: true })
  })

  it("deliver every fax once, though one is killed on the way", async () => {
    const urls = await Promise.all(nodes.map(({ nextLine }) => nextLine()))
    const client = await Effect.flatMap(Clients, (clients) =>
      clients.add({ name: "shop" }, "test")
    ).pipe(Effect.provide(layerClients(Redacted.make(postgres.url))), Effect.runPromise)
    const send = (batch: string) =>
      start(source("send"), [batch, order, ...numbers], {
        ...account("", client.clientId, Redacted.value(client.clientSecret)),
        NODES: urls.join(" ")
      })

    const sending = send("offer")
    for (let accepted = 0; accepted < 8; accepted++) await sending.nextLine()
    nodes[0]?.child.kill("SIGKILL")
    const { code, stderr, stdout } = await sending.ended
    expect([code, stderr]).toEqual([0, ""])
    expect(stdout.match(/^\d+ delivered$/gm)?.sort()).toEqual(
      numbers.map((to) => `${to} delivered`)
    )

    // Run again, it finds that everything is done.
    const again = await send("offer").ended
    expect(again.stdout).toBe(stdout)
    const dialled = [...readFileSync(line, "utf8").matchAll(/"Dial".*?"number":"(\d+)"/g)]
    expect(dialled.map(([, number]) => number).sort()).toEqual(numbers)
  })
})
