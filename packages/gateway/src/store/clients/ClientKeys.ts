import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { Database, type DatabaseError } from "../database/Database.js"
import { sql } from "../database/sql.js"

const decode = Schema.decodeUnknown(Schema.Array(Schema.Struct({ key: Schema.Int })))

/**
 * The short number that stands for a client in the tables. A program that calls the services in its
 * own process names itself as it likes, and gets a number with its first call.
 *
 * @example
 * ```ts
 * import { ClientKeys, Events } from "@faxingcenter/gateway"
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
  Effect.gen(function* () {
    const db = yield* Database
    const known = new Map<string, number>()
    const learn = Effect.fn("ClientKeys.learn")(function* (id: string) {
      const { epochMillis: now } = yield* DateTime.now
      yield* db.commit(() => [
        sql`INSERT INTO clients (id, name, created_at) VALUES (${id}, ${id}, ${now})
          ON CONFLICT (id) DO NOTHING`
      ])
      const rows = yield* db.query(sql`SELECT key FROM clients WHERE id = ${id}`)
      const [row] = yield* Effect.orDie(decode(rows))
      const key = row?.key ?? 0
      known.set(id, key)
      return key
    })
    return {
      keyOf: (id) => {
        const key = known.get(id)
        return key === undefined ? learn(id) : Effect.succeed(key)
      }
    }
  })
)
