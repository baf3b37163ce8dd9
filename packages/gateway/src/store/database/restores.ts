import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { Database, type DatabaseError, type Script } from "./Database.js"
import { raw, sql } from "./sql.js"

/** A copy that was put in the place of a database. Times: milliseconds since 1970. */
export const Restore = Schema.Struct({
  /** When that was found. */
  at: Schema.Int,
  /** From when on the copy knows nothing. */
  since: Schema.Int,
  /** Messages that were not over in the copy. */
  waiting: Schema.Int
}).annotations({ identifier: "Restore" })
export interface Restore extends Schema.Schema.Type<typeof Restore> {}

const decodeRestores = Schema.decodeUnknown(Schema.Array(Restore))
const decodeCount = Schema.decodeUnknown(Schema.NonEmptyArray(Schema.Struct({ n: Schema.Int })))

/** Marks everything that is not over: it is asked about before it is called. */
export const restoreScript = (at: number, since: number): Script => [
  sql`INSERT INTO restores (at, since, waiting)
    SELECT ${at}, ${since}, COUNT(*) FROM messages WHERE status = 1
    ON CONFLICT (at) DO NOTHING`,
  // Of two copies the older one knows less.
  sql`UPDATE messages SET unknown_since = ${since}
    WHERE status = 1 AND (unknown_since IS NULL OR unknown_since > ${since})`
]

/** Messages that are counted at most. */
const mostCounted = 10_000

/** What is known of copies that were put in the place of this database. */
export const makeRestores = Effect.map(Database, (db) => ({
  last: Effect.flatMap(
    db.query(raw("SELECT at, since, waiting FROM restores ORDER BY at DESC LIMIT 1")),
    (rows) => Effect.map(Effect.orDie(decodeRestores(rows)), ([last]) => last)
  ) satisfies Effect.Effect<Restore | undefined, DatabaseError>,
  /** Messages whose line has not been asked yet, counted up to 10000. */
  unasked: Effect.flatMap(
    db.query(sql`SELECT COUNT(*) AS n FROM (SELECT 1 FROM messages
      WHERE unknown_since IS NOT NULL LIMIT ${mostCounted}) m`),
    (rows) => Effect.map(Effect.orDie(decodeCount(rows)), ([{ n }]) => n)
  ) satisfies Effect.Effect<number, DatabaseError>
}))
