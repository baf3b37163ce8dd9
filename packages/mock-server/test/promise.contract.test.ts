import { contract } from "@faxingcenter/contract/vitest"
import { Revision } from "@faxingcenter/core"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { clientSecret, mockServer, receptionOf, supports, targetOf } from "./contractTarget.js"
import { promiseServices } from "./promiseServices.js"

/** The facade of promises over a real socket, `fetch` and all, to the mock. */
const layerOf = (revision: Revision) =>
  Layer.unwrapScoped(
    Effect.gen(function* () {
      const mock = yield* mockServer
      const { url } = yield* Effect.promise(() => mock.listen())
      const services = (clientId: string) =>
        promiseServices({ baseUrl: url, revision, clientId, clientSecret })
      const asStranger = Effect.provide(services("stranger"))
      const reception = receptionOf(mock, Effect.provide(services("demo")), asStranger)
      return Layer.merge(targetOf(mock, asStranger, { reception }), services("demo"))
    })
  )

for (const revision of Revision.literals) {
  contract(`promises, ${revision}`, layerOf(revision), { supports })
}
