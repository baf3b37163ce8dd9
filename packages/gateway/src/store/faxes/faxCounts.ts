import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { Database, type DatabaseError } from "../database/Database.js"
import { raw, type Statement, sql } from "../database/sql.js"
import { oldestBehind } from "./frontOf.js"
import { monthMillis } from "./rollup.js"
import { turnWords } from "./turnWords.js"

const decode = Schema.decodeUnknown(
  Schema.Array(Schema.Struct({ name: Schema.String, n: Schema.Int }))
)

/** What is counted beyond may be many: nobody who watches over a gateway waits for that. */
const mostWebhooksCounted = 10_000

/** How many messages there are, for who watches over a gateway. */
export const makeFaxCounts = Effect.map(Database, (db) => {
  const { toCall } = turnWords(db.dialect)
  const count = (statement: Statement): Effect.Effect<ReadonlyMap<string, number>, DatabaseError> =>
    Effect.flatMap(db.query(statement), (rows) =>
      Effect.map(
        Effect.orDie(decode(rows)),
        (counts) => new Map(counts.map(({ n, name }) => [name, n]))
      )
    )
  const one = (statement: Statement) =>
    Effect.map(count(statement), (counts) => counts.get("") ?? 0)
  return {
    /** Messages that are on the line, by state. */
    onTheLine: count(
      raw(`SELECT state AS name, COUNT(*) AS n FROM messages
        WHERE state IN ('Calling', 'InDoubt') GROUP BY state`)
    ),
    /** All messages, by the code of their status: sums of the longest spans, which are few. */
    byStatus: count(sql`SELECT CAST(r.status AS TEXT) AS name, CAST(SUM(r.n) AS BIGINT) AS n
      FROM clients c CROSS JOIN rollup r WHERE r.client = c.key AND r.status IN (1, 2, 3) AND r.span = ${monthMillis}
      GROUP BY r.status`),
    /**
     * Since when the one that has waited longest for its call is due, in milliseconds since 1970; or 0.
     * It is the first of those in front, or behind one that is on the line.
     */
    oldestDue: one(sql`SELECT '' AS name, COALESCE(MIN(at), 0) AS n FROM (
      SELECT (SELECT wake_at FROM messages WHERE ${toCall} AND wake_at > 0
        ORDER BY wake_at, id LIMIT 1) AS at
      UNION ALL SELECT ${oldestBehind}
        FROM messages r WHERE r.state IN ('Calling', 'InDoubt')) due`),
    /** Webhooks that have not been delivered yet: counted up to `mostWebhooksCounted`. */
    webhooks: one(sql`SELECT '' AS name, COUNT(*) AS n FROM (SELECT 1 FROM webhook_posts
      WHERE next_at IS NOT NULL LIMIT ${mostWebhooksCounted}) w`)
  }
})
