import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { Database, type DatabaseError } from "../database/Database.js"
import { raw } from "../database/sql.js"

const decode = Schema.decodeUnknown(
  Schema.Array(Schema.Struct({ name: Schema.String, n: Schema.Int }))
)

/** How many messages there are, for who watches over a gateway. */
export const makeFaxCounts = Effect.map(Database, (db) => {
  const count = (text: string): Effect.Effect<ReadonlyMap<string, number>, DatabaseError> =>
    Effect.flatMap(db.query(raw(text)), (rows) =>
      Effect.map(
        Effect.orDie(decode(rows)),
        (counts) => new Map(counts.map(({ n, name }) => [name, n]))
      )
    )
  const one = (text: string) => Effect.map(count(text), (counts) => counts.get("") ?? 0)
  return {
    /** Messages that have no final state yet: their index is as short as the queue. */
    open: count(`SELECT state AS name, COUNT(*) AS n FROM messages
      WHERE wake_at IS NOT NULL GROUP BY state`),
    /** All messages, by the code of their status. */
    byStatus: count(`SELECT CAST(status AS TEXT) AS name, CAST(SUM(n) AS BIGINT) AS n
      FROM rollup WHERE span = (SELECT MAX(span) FROM rollup) GROUP BY status`),
    /** Since when the one that has waited longest for its call is due, in milliseconds since 1970; or 0. */
    oldestDue: one(`SELECT '' AS name, COALESCE(MIN(wake_at), 0) AS n FROM messages
      WHERE wake_at IS NOT NULL AND state = 'Waiting'`),
    /** Webhooks that have not been delivered yet. */
    webhooks: one(`SELECT '' AS name, COUNT(*) AS n FROM webhook_posts
      WHERE next_at IS NOT NULL`)
  }
})
