import { MessageId } from "@faxingcenter/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { Database } from "../database/Database.js"
import { raw, sql } from "../database/sql.js"
import { acceptedAtOf } from "../ids.js"
import { type Place, start } from "../Place.js"
import { turnWords } from "./turnWords.js"

const decodeNewest = Schema.decodeUnknown(
  Schema.NonEmptyArray(Schema.Struct({ id: Schema.NullOr(MessageId) }))
)
const decodeWaiting = Schema.decodeUnknown(
  Schema.Array(Schema.Struct({ id: MessageId, at: Schema.Int, fence: Schema.Int }))
)

/** Messages that are to be called later than the clock would have it if it had not been set back. */
export const makePutOff = Effect.map(Database, (db) => ({
  /** When the newest message was accepted; 0 where there is none. */
  newest: Effect.gen(function* () {
    const [{ id }] = yield* Effect.orDie(
      decodeNewest(yield* db.query(raw("SELECT MAX(id) AS id FROM messages")))
    )
    return id === null ? 0 : acceptedAtOf(id)
  }),
  /** Of so many that wait for later, those that were accepted or called at a time that is yet to come. */
  messages: Effect.fn("putOff.messages")(function* (now: number, after: Place, limit: number) {
    const rows = yield* db.query(sql`SELECT id, wake_at AS at, fence FROM messages
      WHERE ${turnWords(db.dialect).toCall} AND (wake_at, id) > (${Math.max(now, after.at)}, ${after.id})
      ORDER BY wake_at, id LIMIT ${limit}`)
    const waiting = yield* Effect.orDie(decodeWaiting(rows))
    const last = waiting.at(-1)
    return {
      ids: waiting
        .filter(({ fence, id }) => acceptedAtOf(id) > now || fence > now)
        .map(({ id }) => id),
      next: last === undefined || waiting.length < limit ? start : { at: last.at, id: last.id }
    }
  })
}))
