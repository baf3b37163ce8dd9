import { Target } from "@faxingcenter/contract"
import { contract } from "@faxingcenter/contract/vitest"
import { FaxNumber, Revision } from "@faxingcenter/core"
import { Effect, Layer, Redacted } from "effect"
import { createMockServer } from "../src/index.js"
import { promiseServices } from "./promiseServices.js"

const clientSecret = "secret"

/** The facade of promises over a real socket, `fetch` and all, to the mock. */
const layerOf = (revision: Revision) =>
  Layer.unwrapScoped(
    Effect.gen(function* () {
      const mock = yield* Effect.acquireRelease(
        Effect.sync(() =>
          createMockServer({ clients: [{ clientId: "demo", clientSecret }], anyClient: true })
        ),
        (mock) => Effect.promise(() => mock.close())
      )
      const { url } = yield* Effect.promise(() => mock.listen())
      const services = (clientId: string) =>
        promiseServices({ baseUrl: url, revision, clientId, clientSecret })
      const target = Layer.succeed(Target, {
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
        asStranger: Effect.provide(services("stranger"))
      })
      return Layer.merge(target, services("demo"))
    })
  )

for (const revision of Revision.literals) {
  contract(`promises, ${revision}`, layerOf(revision), {
    supports: {
      settle: true,
      failure: true,
      refusal: true,
      received: true,
      renewal: true,
      strangers: true,
      volume: true
    }
  })
}
