import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import type { ReceptionHooks } from "@faxingcenter/contract"
import { contract } from "@faxingcenter/contract/vitest"
import { CurrentClient, FaxClient, Introspection, Revision } from "@faxingcenter/core"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import type { MockServer } from "../src/index.js"
import { clientSecret, mockServer, receptionOf, supports, targetOf } from "./contractTarget.js"

const receiving =
  (mock: MockServer, clientId: string): ReceptionHooks["asAccount"] =>
  (program) =>
    program.pipe(Effect.provideService(CurrentClient, { clientId }), Effect.provide(mock.layer))

const inProcess = Layer.unwrapScoped(
  Effect.map(mockServer, (mock) =>
    Layer.merge(
      mock.layer,
      targetOf(mock, Effect.provideService(CurrentClient, { clientId: "stranger" }), {
        reception: receptionOf(mock, receiving(mock, "demo"), receiving(mock, "stranger")),
        clientOf: (token) =>
          Effect.flatMap(Introspection, ({ clientOf }) => clientOf(token)).pipe(
            Effect.provide(mock.layer)
          )
      })
    )
  )
)

contract("the simulation itself", inProcess, { supports: { ...supports, introspection: true } })

const clients = (
  mock: MockServer,
  baseUrl: string,
  revision: Revision,
  fetch: typeof mock.fetch
) => {
  const client = (clientId: string) =>
    FaxClient.layer({
      baseUrl,
      clientId,
      clientSecret: Redacted.make(clientSecret),
      revision
    }).pipe(
      Layer.provide(FetchHttpClient.layer),
      Layer.provide(Layer.succeed(FetchHttpClient.Fetch, fetch))
    )
  const asStranger = Effect.provide(client("stranger"))
  const reception = receptionOf(mock, Effect.provide(client("demo")), asStranger)
  return Layer.merge(client("demo"), targetOf(mock, asStranger, { reception }))
}

for (const revision of Revision.literals) {
  const overFetch = Layer.unwrapScoped(
    Effect.map(mockServer, (mock) => clients(mock, mock.url, revision, mock.fetch))
  )
  contract(`client, routes and simulation in process, ${revision}`, overFetch, { supports })

  const overSocket = Layer.unwrapScoped(
    Effect.gen(function* () {
      const mock = yield* mockServer
      const { url } = yield* Effect.promise(() => mock.listen())
      return clients(mock, url, revision, globalThis.fetch)
    })
  )
  contract(`client, routes and simulation over a socket, ${revision}`, overSocket, { supports })
}
