import { FetchHttpClient } from "@effect/platform"
import { Target } from "@faxingcenter/contract"
import { contract } from "@faxingcenter/contract/vitest"
import { CurrentClient, FaxClient, FaxNumber, type Revision } from "@faxingcenter/core"
import { Effect, Layer, Redacted } from "effect"
import { createMockServer, type MockServer } from "../src/index.js"

const secret = Redacted.make("secret")
const credentials = { clientId: "demo", clientSecret: secret }
const revisions = ["2014-04-03", "2014-04-09"] as const

const mockServer = Effect.acquireRelease(
  Effect.sync(() =>
    createMockServer({
      clients: [{ clientId: "demo", clientSecret: "secret" }],
      anyClient: true
    })
  ),
  (mock) => Effect.promise(() => mock.close())
)

const supports = {
  settle: true,
  failure: true,
  refusal: true,
  received: true,
  renewal: true,
  strangers: true,
  introspection: true,
  volume: true
}

const targetOf = (mock: MockServer, asStranger: Target["Type"]["asStranger"] & {}) =>
  Layer.succeed(Target, {
    credentials,
    numbers: {
      delivered: FaxNumber.make("15005550001"),
      failed: FaxNumber.make("15005550002"),
      refused: FaxNumber.make("15005550099"),
      unfunded: FaxNumber.make("15005550006")
    },
    settle: () => Effect.sync(() => mock.runToEnd()),
    received: (sendId) => Effect.sync(() => mock.faxes({ sendId })[0]?.documents ?? []),
    expireTokens: Effect.sync(() => mock.expireTokens()),
    asStranger
  })

const inProcess = Layer.unwrapScoped(
  Effect.map(mockServer, (mock) =>
    Layer.merge(
      mock.layer,
      targetOf(mock, Effect.provideService(CurrentClient, { clientId: "stranger" }))
    )
  )
)

contract("the simulation itself", inProcess, { supports })

const clients = (
  mock: MockServer,
  baseUrl: string,
  revision: Revision,
  fetch: typeof mock.fetch
) => {
  const client = (clientId: string) =>
    FaxClient.layer({ baseUrl, clientId, clientSecret: secret, revision }).pipe(
      Layer.provide(FetchHttpClient.layer),
      Layer.provide(Layer.succeed(FetchHttpClient.Fetch, fetch))
    )
  return Layer.merge(client("demo"), targetOf(mock, Effect.provide(client("stranger"))))
}

for (const revision of revisions) {
  const overFetch = Layer.unwrapScoped(
    Effect.map(mockServer, (mock) => clients(mock, mock.url, revision, mock.fetch))
  )
  contract(`client, routes and simulation in process, ${revision}`, overFetch, {
    supports: { ...supports, introspection: false }
  })

  const overSocket = Layer.unwrapScoped(
    Effect.gen(function* () {
      const mock = yield* mockServer
      const { url } = yield* Effect.promise(() => mock.listen())
      return clients(mock, url, revision, globalThis.fetch)
    })
  )
  contract(`client, routes and simulation over a socket, ${revision}`, overSocket, {
    supports: { ...supports, introspection: false }
  })
}
