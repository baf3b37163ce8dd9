import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { Database } from "../../../store/database/Database.js"
import { int, raw, sql } from "../../../store/database/sql.js"
import { type CallLog, Entry } from "./CallLog.js"

const Rows = Schema.Array(
  Schema.Struct({
    key: Schema.String,
    entry: Schema.parseJson(Entry),
    hung_up_at: Schema.NullOr(Schema.Int)
  })
)
const decode = Schema.decodeUnknown(Rows)
const encode = Schema.encodeSync(Schema.parseJson(Entry))

const entriesOf = (rows: typeof Rows.Type): ReadonlyArray<Entry> =>
  rows.flatMap(({ entry, hung_up_at: at, key }) =>
    at === null ? [entry] : [entry, { _tag: "HangUp" as const, key, at }]
  )

/** In a table: a row an attempt, which is there from the first that is said of it. */
export const storedCallLog: Effect.Effect<CallLog, never, Database> = Effect.map(
  Database,
  (db): CallLog => ({
    append: (entry) =>
      Effect.flatMap(DateTime.now, ({ epochMillis: now }) =>
        db.commit(() =>
          entry._tag === "HangUp"
            ? [
                sql`UPDATE simulated_calls SET hung_up_at = ${int(entry.at)}
                  WHERE key = ${entry.key} AND hung_up_at IS NULL`
              ]
            : [
                sql`INSERT INTO simulated_calls (key, at, entry)
                  VALUES (${entry.key}, ${now}, ${encode(entry)}) ON CONFLICT (key) DO NOTHING`
              ]
        )
      ),
    about: (message) =>
      Effect.flatMap(
        // A key is that of its message, a dash and a fence; a dot comes next after a dash.
        db.query(sql`SELECT key, entry, hung_up_at FROM simulated_calls
          WHERE key > ${`${message}-`} AND key < ${`${message}.`} ORDER BY key`),
        (rows) => Effect.map(Effect.orDie(decode(rows)), entriesOf)
      ),
    all: Effect.flatMap(
      db.query(raw("SELECT key, entry, hung_up_at FROM simulated_calls ORDER BY at, key")),
      (rows) => Effect.map(Effect.orDie(decode(rows)), entriesOf)
    )
  })
)
