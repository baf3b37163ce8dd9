import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { Database } from "../database/Database.js"
import { int, raw, type Statement, sql } from "../database/sql.js"

const Rows = Schema.Array(
  Schema.Struct({
    key: Schema.String,
    entry: Schema.String,
    hungUpAt: Schema.NullOr(Schema.Int)
  })
)
const decode = Schema.decodeUnknown(Rows)

/** The calls of a simulated line that remembers them here: a row an attempt, from the first said of it. */
export const makeSimulatedCalls = Effect.map(Database, (db) => {
  const where = (condition: Statement) =>
    Effect.flatMap(
      db.query(sql`SELECT key, entry, hung_up_at AS "hungUpAt" FROM simulated_calls ${condition}`),
      (rows) => Effect.orDie(decode(rows))
    )
  return {
    /** Only the first entry under a key is kept. */
    add: (key: string, entry: string) =>
      Effect.flatMap(DateTime.now, ({ epochMillis: now }) =>
        db.commit(() => [
          sql`INSERT INTO simulated_calls (key, at, entry) VALUES (${key}, ${now}, ${db.dialect.texts.sealed(entry)})
            ON CONFLICT (key) DO NOTHING`
        ])
      ),
    /** `at`: milliseconds since 1970. */
    hangUp: (key: string, at: number) =>
      db.commit(() => [
        sql`UPDATE simulated_calls SET hung_up_at = ${int(at)}
          WHERE key = ${key} AND hung_up_at IS NULL`
      ]),
    /** Those of a message: a key is that of its message, a dash and a fence; a dot comes next after a dash. */
    about: (message: string) =>
      where(sql`WHERE key > ${`${message}-`} AND key < ${`${message}.`} ORDER BY key`),
    all: where(raw("ORDER BY at, key"))
  }
})
