import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { ClientRecords } from "../store/clients/ClientRecords.js"
import type { DatabaseError } from "../store/database/Database.js"

/**
 * The short number that stands for a client in the tables.
 *
 * @example
 * ```ts
 * import { Events } from "@faxingcenter/gateway"
 * import { ClientKeys } from "@faxingcenter/gateway/manage"
 * import { Effect } from "effect"
 *
 * // Events name clients by their keys.
 * const eventsOf = (clientId: string) =>
 *   Effect.gen(function* () {
 *     const { keyOf } = yield* ClientKeys
 *     const events = yield* Events
 *     return yield* events.after(undefined, { client: yield* keyOf(clientId) })
 *   })
 * ```
 */
export class ClientKeys extends Context.Tag("@faxingcenter/gateway/ClientKeys")<
  ClientKeys,
  { readonly keyOf: (clientId: string) => Effect.Effect<number, DatabaseError> }
>() {}

export const layer = Layer.effect(
  ClientKeys,
  Effect.map(ClientRecords, (records) => ({
    keyOf: (clientId) =>
      Effect.clockWith((clock) =>
        Effect.map(records.of(clientId, clock.unsafeCurrentTimeMillis()), ({ key }) => key)
      )
  }))
)
