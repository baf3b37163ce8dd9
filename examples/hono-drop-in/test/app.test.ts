import { FaxClient, Introspection } from "@faxingcenter/core"
import { FaxingCenter, InvalidNumber } from "@faxingcenter/core/promise"
import { createMockServer } from "@faxingcenter/mock-server"
import { Layer, Redacted } from "effect"
import { afterAll, describe, expect, it } from "vitest"
import { account, patience, start } from "../../support/program.js"
import { makeApp } from "../src/app.js"

const mock = createMockServer({ anyClient: true })
afterAll(() => mock.close())

const layers = {
  "the HTTP client": Introspection.layerUpstream.pipe(
    Layer.provideMerge(
      FaxClient.layer({
        baseUrl: mock.url,
        clientId: "the app itself",
        clientSecret: Redacted.make("secret")
      })
    ),
    Layer.provide(mock.httpClient)
  ),
  "the mock's own services": mock.layer
}

for (const [name, layer] of Object.entries(layers)) {
  describe(`the app over ${name}`, () => {
    const { app, close } = makeApp(layer)
    afterAll(close)
    const caller = (clientId: string) =>
      new FaxingCenter({
        baseUrl: "http://app.test/fax",
        clientId,
        clientSecret: "secret",
        fetch: async (input, init) => app.request(new Request(input, init))
      })
    const documents = new File(["Forty gloves, please"], "order.txt")

    it("has its own routes still", async () => {
      expect(await (await app.request("/health")).json()).toEqual({ ok: true })
    })

    it("takes a fax, and works for the account that calls", async () => {
      const { sendId } = await caller("anna").send({ to: "15005550001", documents })
      mock.runToEnd()
      expect((await caller("anna").status(sendId)).messages[0]?.status).toBe("delivered")
      expect(mock.of("anna").faxes({ sendId })).toHaveLength(1)
      await expect(caller("ben").status(sendId)).rejects.toThrow()
    })

    it("passes refusals on as they are", async () => {
      const refused = caller("anna").send({ to: "15005550099", documents })
      await expect(refused).rejects.toBeInstanceOf(InvalidNumber)
    })
  })
}

it("is served by main.ts", patience, async () => {
  const { url } = await mock.listen()
  const main = new URL("../src/main.ts", import.meta.url)
  const served = start(main, [], account(url, "app", "secret"))
  try {
    const line = await served.nextLine()
    const baseUrl = `${line.replace("listening on ", "")}/fax`
    const fax = new FaxingCenter({ baseUrl, clientId: "carla", clientSecret: "secret" })
    const { sendId } = await fax.send({ to: "15005550001", documents: new File(["Hi"], "hi.txt") })
    expect(mock.of("carla").faxes({ sendId })).toHaveLength(1)
  } finally {
    served.child.kill()
  }
})
