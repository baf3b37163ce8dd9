import { expect, it } from "@effect/vitest"
import { layerSqlite, SimulatedLine, Vault } from "@faxingcenter/gateway"
import { openApi } from "@faxingcenter/hono-server"
import { gatewayRoutes } from "@faxingcenter/hono-server/gateway"
import { createMockServer } from "@faxingcenter/mock-server"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"

const file = (name: string) => `../../../../docs/reference/${name}.json`

const written = (document: unknown) => `${JSON.stringify(document, null, 2)}\n`

it("docs/reference/openapi.json describes the routes of the contract", async () => {
  await expect(written(openApi("https://api.faxingcenter.com"))).toMatchFileSnapshot(
    file("openapi")
  )
})

it("docs/reference/openapi-gateway.json describes what a gateway serves", async () => {
  const gateway = layerSqlite(":memory:").pipe(
    Layer.provide(SimulatedLine.layer()),
    Layer.provide(Vault.layerPlain),
    Layer.orDie
  )
  const runtime = ManagedRuntime.make(gateway)
  const answer = await gatewayRoutes({ runtime }).request("/openapi.json")
  await expect(written(await answer.json())).toMatchFileSnapshot(file("openapi-gateway"))
  await runtime.dispose()
})

it("docs/reference/openapi-mock.json describes the control API of the mock", async () => {
  const mock = createMockServer()
  const answer = await mock.fetch(`${mock.url}/_mock/openapi.json`)
  await expect(written(await answer.json())).toMatchFileSnapshot(file("openapi-mock"))
  await mock.close()
})
