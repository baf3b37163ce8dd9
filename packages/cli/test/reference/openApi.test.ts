import { expect, it } from "@effect/vitest"
import { layerSqlite, SimulatedLine, Vault } from "@faxingcenter/gateway"
import { openApi } from "@faxingcenter/hono-server"
import { gatewayRoutes } from "@faxingcenter/hono-server/gateway"
import { createMockServer } from "@faxingcenter/mock-server"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"

const file = (name: string) => `../../../../docs/reference/${name}.json`

/** Where a document speaks of the name of a class of ours, which is nobody's business. */
const tagsIn = (value: unknown, place = ""): ReadonlyArray<string> =>
  typeof value !== "object" || value === null
    ? value === "_tag"
      ? [place]
      : []
    : Object.entries(value).flatMap(([name, member]) => [
        ...(name === "_tag" ? [`${place}/${name}`] : []),
        ...tagsIn(member, `${place}/${name}`)
      ])

it("finds a tag wherever it is in a document", () => {
  const document = { a: [{ required: ["_tag"], properties: { _tag: { type: "string" } } }] }
  expect(tagsIn(document)).toEqual(["/a/0/required/0", "/a/0/properties/_tag"])
})

const written = (document: unknown) => `${JSON.stringify(document, null, 2)}\n`

it("docs/reference/openapi.json describes the routes of the contract", async () => {
  const document = openApi("https://api.faxingcenter.com")
  expect(tagsIn(document)).toEqual([])
  await expect(written(document)).toMatchFileSnapshot(file("openapi"))
})

it("docs/reference/openapi-gateway.json describes what a gateway serves", async () => {
  const gateway = layerSqlite(":memory:").pipe(
    Layer.provide(SimulatedLine.layer()),
    Layer.provide(Vault.layerPlain),
    Layer.orDie
  )
  const runtime = ManagedRuntime.make(gateway)
  const answer = await gatewayRoutes({ runtime }).request("/openapi.json")
  const document: unknown = await answer.json()
  // Events and webhooks are in it too, as `Announcement`.
  expect(tagsIn(document)).toEqual([])
  await expect(written(document)).toMatchFileSnapshot(file("openapi-gateway"))
  await runtime.dispose()
})

it("docs/reference/openapi-mock.json describes the control API of the mock", async () => {
  const mock = createMockServer()
  const answer = await mock.fetch(`${mock.url}/_mock/openapi.json`)
  const document: unknown = await answer.json()
  expect(tagsIn(document)).toEqual([])
  await expect(written(document)).toMatchFileSnapshot(file("openapi-mock"))
  await mock.close()
})
