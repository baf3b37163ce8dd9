import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { Database, type DatabaseError } from "../database/Database.js"
import { join, sql } from "../database/sql.js"
import { oldestBehind } from "./frontOf.js"
import { countHeld, everyDestination } from "./holds.js"
import { monthMillis } from "./rollup.js"
import { turnWords } from "./turnWords.js"

/** What a gateway has to do, for who watches over it. */
interface FaxCounts {
  /** Messages without a final state. */
  readonly open: { readonly waiting: number; readonly calling: number; readonly inDoubt: number }
  /** All messages, by their status. */
  readonly processing: number
  readonly delivered: number
  readonly failed: number
  /** Since when the message that has waited longest for its call is due, in milliseconds since 1970; or 0. */
  readonly oldestDue: number
  /** Webhooks that have not been delivered yet, counted up to 10,000. */
  readonly webhooks: number
  readonly isPaused: boolean
  /** Numbers that are held, counted up to 1,000. */
  readonly held: number
}

const decode = Schema.decodeUnknown(
  Schema.Array(Schema.Struct({ name: Schema.String, n: Schema.Int }))
)

/** What is counted beyond may be many: nobody who watches over a gateway waits for that. */
const mostWebhooksCounted = 10_000
const mostHeldCounted = 1000

/** Counts in one statement: on a busy machine, each answer of a database is waited for. */
export const makeFaxCounts = Effect.map(Database, (db) => {
  const { toCall } = turnWords(db.dialect)
  const counts = join(
    [
      sql`SELECT state AS name, COUNT(*) AS n FROM messages
        WHERE state IN ('Calling', 'InDoubt') GROUP BY state`,
      // Sums of the longest spans, which are few, by the code of their status.
      sql`SELECT CAST(r.status AS TEXT) AS name, CAST(SUM(r.n) AS BIGINT) AS n
        FROM clients c CROSS JOIN rollup r WHERE r.client = c.key AND r.status IN (1, 2, 3) AND r.span = ${monthMillis}
        GROUP BY r.status`,
      // The first of those in front, or behind one that is on the line.
      sql`SELECT 'due' AS name, COALESCE(MIN(at), 0) AS n FROM (
        SELECT (SELECT wake_at FROM messages WHERE ${toCall} AND wake_at > 0
          ORDER BY wake_at, id LIMIT 1) AS at
        UNION ALL SELECT ${oldestBehind}
          FROM messages r WHERE r.state IN ('Calling', 'InDoubt')) due`,
      sql`SELECT 'webhooks' AS name, COUNT(*) AS n FROM (SELECT 1 FROM webhook_posts
        WHERE next_at IS NOT NULL LIMIT ${mostWebhooksCounted}) w`,
      sql`SELECT 'paused' AS name, COUNT(*) AS n FROM holds WHERE destination = ${everyDestination}`,
      sql`SELECT 'held' AS name, n FROM (${countHeld(mostHeldCounted)}) h`
    ],
    " UNION ALL "
  )
  return Effect.gen(function* () {
    const rows = yield* Effect.orDie(decode(yield* db.query(counts)))
    const found = new Map(rows.map(({ n, name }) => [name, n]))
    const of = (name: string) => found.get(name) ?? 0
    const [calling, inDoubt, processing] = [of("Calling"), of("InDoubt"), of("1")]
    return {
      // To count those that wait would take the longer the more there are.
      open: { waiting: Math.max(0, processing - calling - inDoubt), calling, inDoubt },
      processing,
      delivered: of("2"),
      failed: of("3"),
      oldestDue: of("due"),
      webhooks: of("webhooks"),
      isPaused: of("paused") > 0,
      held: of("held")
    } satisfies FaxCounts
  }) satisfies Effect.Effect<FaxCounts, DatabaseError>
})
