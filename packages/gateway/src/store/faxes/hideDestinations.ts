import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Database, DatabaseError } from "../database/Database.js"
import { sql } from "../database/sql.js"
import { stepForward } from "./frontOf.js"
import { everyDestination } from "./holds.js"

const decode = Schema.decodeUnknown(Schema.Array(Schema.Struct({ destination: Schema.String })))

/** Destinations that are looked up at once. */
const few = 500

/**
 * Hashes the destinations of messages that are still to be called, of before there was a key: one call at a time to a
 * number holds only where all of its messages name it in the same way. Those on the line on both sides stay for later.
 */
export const hideDestinations = (db: Database["Type"]): Effect.Effect<void, DatabaseError> => {
  const hide = Effect.fn("hideDestinations.hide")(function* (plain: string) {
    const hashed = db.dialect.texts.hashed(plain)
    const { epochMillis: now } = yield* DateTime.now
    yield* Effect.ignore(
      db.commit(() => [
        sql`UPDATE holds SET destination = ${hashed} WHERE destination = ${plain}`,
        sql`UPDATE messages SET in_front = NULL
          WHERE destination IN (${plain}, ${hashed}) AND in_front = 1 AND state = 'Waiting'`,
        sql`UPDATE messages SET destination = ${hashed}
          WHERE destination = ${plain} AND (in_front = 1 OR (in_front IS NULL AND state = 'Waiting'))`,
        ...stepForward(db.dialect, [{ destination: hashed }], now)
      ])
    )
  })
  const from = (last: string): Effect.Effect<void, DatabaseError> =>
    Effect.gen(function* () {
      // What is hashed begins with a letter.
      const rows = yield* db.query(sql`SELECT destination FROM messages WHERE in_front = 1
        AND destination > ${last} AND destination < 'a' ORDER BY destination LIMIT ${few}`)
      const plain = yield* Effect.orDie(decode(rows))
      yield* Effect.forEach(plain, ({ destination }) => hide(destination), { discard: true })
      const next = plain.at(-1)?.destination
      if (next !== undefined && plain.length === few) yield* from(next)
    })
  // Nobody is in front of a destination that is held.
  const held = Effect.gen(function* () {
    const rows = yield* db.query(sql`SELECT destination FROM holds
      WHERE destination < 'a' AND destination <> ${everyDestination}`)
    const plain = yield* Effect.orDie(decode(rows))
    yield* Effect.forEach(plain, ({ destination }) => hide(destination), { discard: true })
  })
  // Of zeros alone nothing is left, which comes after no text.
  return Effect.all([held, hide(""), from("")], { discard: true })
}
