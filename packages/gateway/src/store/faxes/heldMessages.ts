import { MessageId } from "@faxingcenter/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { Database } from "../database/Database.js"
import { type Statement, sql } from "../database/sql.js"

const decodeWaiting = Schema.decodeUnknown(
  Schema.Array(Schema.Struct({ id: MessageId, wakeAt: Schema.Int, deadline: Schema.Int }))
)
const decodeNext = Schema.decodeUnknown(
  Schema.NonEmptyArray(Schema.Struct({ destination: Schema.NullOr(Schema.String) }))
)

/** Messages that wait though their time has come, some at a time. Times: milliseconds since 1970. */
export const makeHeldMessages = Effect.map(Database, (db) => {
  const waiting = (condition: Statement, after: number, limit: number) =>
    Effect.flatMap(
      db.query(sql`SELECT id, wake_at AS "wakeAt", deadline FROM messages
        WHERE ${condition} AND wake_at > ${after} ORDER BY wake_at LIMIT ${limit}`),
      (rows) => Effect.orDie(decodeWaiting(rows))
    )
  return {
    /** The next destination that is held, after this one. */
    next: (after: string) =>
      Effect.flatMap(
        db.query(
          sql`SELECT MIN(destination) AS destination FROM holds WHERE destination > ${after}`
        ),
        (rows) =>
          Effect.map(
            Effect.orDie(decodeNext(rows)),
            ([{ destination }]) => destination ?? undefined
          )
      ),
    /** Those that wait at a destination that is held, whose time came after this. */
    at: (destination: string, after: number, limit: number) =>
      waiting(
        sql`destination = ${destination} AND in_front IS NULL AND state = 'Waiting'`,
        after,
        limit
      ),
    /** Those that would be called now, whose time came after this. */
    inFront: (now: number, after: number, limit: number) =>
      waiting(sql`in_front = 1 AND state = 'Waiting' AND wake_at <= ${now}`, after, limit)
  }
})
