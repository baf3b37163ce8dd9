import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { FaxingCenter } from "@faxingcenter/core/promise"
import {
  Clients,
  CurrentWebhookSettings,
  layerSqlite,
  parseNetworks,
  Vault
} from "@faxingcenter/gateway"
import { gatewayRoutes } from "@faxingcenter/hono-server/gateway"
import { Duration, Effect, Layer, ManagedRuntime, Redacted } from "effect"
import { afterAll, expect, it } from "vitest"
import { patience, start } from "../../support/program.js"
import { line, wrong } from "../../support/simulatedLine.js"

/** A gateway in this process that may reach this machine, and on whose line one number is wrong. */
const runtime = ManagedRuntime.make(
  layerSqlite(":memory:").pipe(
    Layer.provide(line),
    Layer.provide(Vault.layerPlain),
    Layer.provide(
      Layer.succeed(CurrentWebhookSettings, {
        networks: parseNetworks(["127.0.0.0/8"]),
        timeout: Duration.seconds(5),
        atOnce: 4
      })
    ),
    Layer.orDie
  )
)
const gateway = gatewayRoutes({ runtime })
const folder = mkdtempSync(`${tmpdir()}/receiver-`)
afterAll(async () => {
  await runtime.dispose()
  rmSync(folder, { recursive: true })
})

it("is told by a gateway of the end of each fax, once", patience, async () => {
  const { clientId, clientSecret } = await runtime.runPromise(
    Effect.flatMap(Clients, (clients) => clients.add({ name: "shop" }, "test"))
  )
  const fax = new FaxingCenter({
    baseUrl: "http://gateway.test",
    clientId,
    clientSecret: Redacted.value(clientSecret),
    fetch: async (input, init) => gateway.request(new Request(input, init))
  })
  const { token } = await fax.authenticate()
  const call = async (method: string, path: string, body?: object) => {
    const answer = await gateway.request(`/gateway/v1/webhooks${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) })
    })
    const text = await answer.text()
    return text === "" ? {} : JSON.parse(text)
  }

  const { secret } = await call("GET", "/secret")
  const main = new URL("../src/main.ts", import.meta.url)
  const receiver = start(main, [`${folder}/events.db`], { FAX_WEBHOOK_SECRET: secret })
  try {
    const url = (await receiver.nextLine()).replace("listening on ", "")
    await call("POST", "", { url })
    const documents = new File(["Forty gloves, please"], "order.txt")
    await fax.send({ to: wrong, documents })
    expect(await receiver.nextLine()).toBe("13862345679 failed: invalid_number")

    const latest = async () => (await call("GET", "/deliveries")).deliveries[0]
    const arrived = (tries: number) =>
      expect.poll(latest, { timeout: 10_000 }).toMatchObject({ tries, lastStatus: 204 })
    await arrived(1)
    await call("POST", `/deliveries/${(await latest()).id}/replay`)
    await arrived(2)

    await fax.send({ to: "13862345678", documents })
    expect(await receiver.nextLine()).toBe("13862345678 delivered (2 pages)")
  } finally {
    receiver.child.kill()
  }
})
