import type { MessageId } from "@faxingcenter/core"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { Database } from "../database/Database.js"
import { int, sql, text } from "../database/sql.js"
import { eventStatement } from "../outbox/eventStatement.js"
import type { StoredMessage } from "./Messages.js"

const decodeClaimed = Schema.decodeUnknown(
  Schema.Array(Schema.Struct({ remote_id: Schema.String }))
)

/** What transports tell of their calls while they are on. */
export const makeCallRecords = Effect.map(Database, (db) => ({
  /** Those of these calls that belong to another attempt than this one. */
  claimed: Effect.fn("CallRecords.claimed")(function* (
    message: MessageId,
    fence: number,
    remoteIds: ReadonlyArray<string>
  ) {
    const rows = yield* db.query(sql`SELECT remote_id FROM attempts
      WHERE remote_id IN (SELECT id FROM ${db.dialect.rows(
        { id: "text" },
        remoteIds.map((id) => [id])
      )}) AND NOT (message = ${message} AND fence = ${fence})`)
    return (yield* Effect.orDie(decodeClaimed(rows))).map((row) => row.remote_id)
  }),

  /** Notes what the call of an attempt is called, or how many pages are over; the latter is an event. */
  note: Effect.fn("CallRecords.note")(function* (
    { client, delivery, id }: StoredMessage,
    fence: number,
    { pages, remoteId }: { readonly remoteId?: string; readonly pages?: number }
  ) {
    const at = DateTime.toEpochMillis(yield* DateTime.now)
    const attempt = delivery.attempts.findIndex((known) => known.fence === fence) + 1
    yield* db.commit(() => [
      sql`UPDATE attempts SET remote_id = COALESCE(${text(remoteId ?? null)}, remote_id),
          pages = COALESCE(${int(pages ?? null)}, pages)
        WHERE message = ${id} AND fence = ${fence}`,
      ...(pages === undefined
        ? []
        : [
            eventStatement(db.dialect, {
              client,
              messageId: id,
              at,
              happening: { _tag: "Progress", attempt, pages }
            })
          ])
    ])
    if (pages !== undefined) yield* db.notify("events")
  })
}))
