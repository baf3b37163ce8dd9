import { MessageId } from "@faxingcenter/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { Database } from "../database/Database.js"
import { type Statement, sql } from "../database/sql.js"
import { turnWords } from "./turnWords.js"

const decodeWaiting = Schema.decodeUnknown(
  Schema.Array(
    Schema.Struct({
      id: MessageId,
      client: Schema.Int,
      wakeAt: Schema.Int,
      deadline: Schema.Int
    })
  )
)
const decodeNext = Schema.decodeUnknown(
  Schema.NonEmptyArray(Schema.Struct({ destination: Schema.NullOr(Schema.String) }))
)

/** Where a round through those of each client, one client after the other, has come to. */
export interface PlaceInTurn {
  readonly client: number
  /** Milliseconds since 1970. */
  readonly wakeAt: number
}

/** Messages that wait and may not be called, some at a time. Times: milliseconds since 1970. */
export const makeHeldMessages = Effect.map(Database, (db) => {
  const inTurn = turnWords(db.dialect)
  const waiting = (
    condition: Statement,
    { client, wakeAt }: PlaceInTurn,
    limit: number,
    clientWord: Statement
  ) =>
    Effect.flatMap(
      db.query(sql`SELECT id, client, wake_at AS "wakeAt", deadline FROM messages
        WHERE ${condition} AND (${clientWord}, wake_at) > (${client}, ${wakeAt})
        ORDER BY ${clientWord}, wake_at LIMIT ${limit}`),
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
    /** Those that wait at a destination that is held, after this place. */
    at: (destination: string, after: PlaceInTurn, limit: number) =>
      waiting(
        sql`destination = ${destination} AND in_front IS NULL AND state = 'Waiting'`,
        after,
        limit,
        sql`client`
      ),
    /** Those that are in front, after this place. */
    inFront: (after: PlaceInTurn, limit: number) =>
      waiting(inTurn.waiting, after, limit, inTurn.client)
  }
})
