import { Target } from "@faxingcenter/contract"
import { FaxNumber } from "@faxingcenter/core"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { createMockServer, type MockServer } from "../src/index.js"

export const clientSecret = "secret"

/** What the mock supports of the contract suite, however it is reached. */
export const supports = {
  settle: true,
  failure: true,
  refusal: true,
  received: true,
  renewal: true,
  strangers: true,
  volume: true
}

/** A mock as the suite wants it, closed when the suite is over. */
export const mockServer = Effect.acquireRelease(
  Effect.sync(() =>
    createMockServer({ clients: [{ clientId: "demo", clientSecret }], anyClient: true })
  ),
  (mock) => Effect.promise(() => mock.close())
)

/** What the suite has to know of a mock, and how it becomes somebody else there. */
export const targetOf = (
  mock: MockServer,
  asStranger: Target["Type"]["asStranger"] & {},
  more: Pick<Target["Type"], "clientOf"> = {}
) =>
  Layer.succeed(Target, {
    credentials: { clientId: "demo", clientSecret: Redacted.make(clientSecret) },
    numbers: {
      delivered: FaxNumber.make("15005550001"),
      failed: FaxNumber.make("15005550002"),
      refused: FaxNumber.make("15005550099"),
      unfunded: FaxNumber.make("15005550006")
    },
    settle: () => Effect.sync(() => mock.runToEnd()),
    received: (sendId) => Effect.sync(() => mock.faxes({ sendId })[0]?.documents ?? []),
    expireTokens: Effect.sync(() => mock.expireTokens()),
    asStranger,
    ...more
  })
