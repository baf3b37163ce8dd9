import { CurrentClient, Receive } from "@faxingcenter/core"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { ClientKeys } from "../admit/ClientKeys.js"
import { unavailable } from "../store/database/unavailable.js"
import { Reception } from "./Reception.js"

const usualLimit = 100

/** The faxes that came in for the client that asks, which sees no others. */
export const layer = Layer.effect(
  Receive,
  Effect.gen(function* () {
    const reception = yield* Reception
    const keys = yield* ClientKeys
    const caller = Effect.gen(function* () {
      const { clientId } = yield* CurrentClient.required
      return { actor: clientId, owner: yield* keys.keyOf(clientId) }
    }).pipe(Effect.catchTag("DatabaseError", unavailable))
    const asked = <A, E>(act: (by: Effect.Effect.Success<typeof caller>) => Effect.Effect<A, E>) =>
      Effect.flatMap(caller, act)

    return Receive.of({
      list: (query = {}) =>
        asked((by) => {
          const limit = query.limit ?? usualLimit
          // One more tells whether there are older ones.
          return Effect.map(reception.list({ ...query, limit: limit + 1 }, by), (found) => {
            const faxes = found.slice(0, limit).map(({ fax }) => fax)
            const next = found.length > limit ? faxes.at(-1)?.receivedFaxId : undefined
            return { faxes, ...(next === undefined ? {} : { next }) }
          })
        }),
      get: (id) => asked((by) => reception.get(id, by)).pipe(Effect.map(({ fax }) => fax)),
      document: (id, options) => asked((by) => reception.document(id, options, by)),
      markRead: (id, read = true) =>
        asked((by) => reception.markRead(id, read, by)).pipe(Effect.map(({ fax }) => fax)),
      remove: (id) => asked((by) => reception.remove(id, by)),
      redeliver: (id) =>
        asked((by) => reception.redeliver(id, by)).pipe(Effect.map(({ fax }) => fax))
    })
  })
)
