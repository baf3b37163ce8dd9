import { Target } from "@faxingcenter/contract"
import { contract } from "@faxingcenter/contract/vitest"
import { FaxNumber } from "@faxingcenter/core"
import { createMockServer } from "@faxingcenter/mock-server"
import { Effect, Layer, Redacted } from "effect"
import { afterAll } from "vitest"
import { faxLayer } from "../src/faxLayer.js"

// Against the live service: its address and your account, `supports: {}`, and a number of yours.
const mock = createMockServer()
afterAll(() => mock.close())

const credentials = { clientId: "demo", clientSecret: Redacted.make("demo") }
const services = faxLayer({ ...credentials, baseUrl: mock.url }).pipe(
  Layer.provide(mock.httpClient)
)
const target = Layer.succeed(Target, {
  credentials,
  numbers: { delivered: FaxNumber.make("15005550001"), failed: FaxNumber.make("15005550002") },
  settle: () => Effect.sync(() => mock.runToEnd())
})

contract("the client of this app", Layer.merge(services, target), {
  supports: { settle: true, failure: true, volume: true }
})
