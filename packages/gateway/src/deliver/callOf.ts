import type { MessageId, SendId } from "@faxingcenter/core"
import type { Attempt } from "@faxingcenter/core/delivery"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import { Database, type DatabaseError } from "../store/database/Database.js"
import { int, sql, text } from "../store/database/sql.js"
import { Contents, DocumentRecord } from "../store/documents/Contents.js"
import { sendIdOf } from "../store/faxes/ids.js"
import type { StoredMessage } from "../store/faxes/Messages.js"
import { eventStatement } from "../store/outbox/eventStatement.js"
import { attemptKeyOf, type Call, type CallReport } from "./transport/Transport.js"

const decode = Schema.decodeUnknown(
  Schema.Array(Schema.Struct({ documents: Schema.parseJson(Schema.Array(DocumentRecord)) }))
)

const decodeClaimed = Schema.decodeUnknown(
  Schema.Array(Schema.Struct({ remote_id: Schema.String }))
)

/** An attempt of a message as a transport is given it. */
export const makeCallOf = Effect.gen(function* () {
  const db = yield* Database
  const contents = yield* Contents

  const documentsOf = Effect.fn("Call.documentsOf")(function* (sendId: SendId) {
    const rows = yield* db.query(sql`SELECT documents FROM jobs WHERE id = ${sendId}`)
    const [job] = yield* Effect.orDie(decode(rows))
    return (job?.documents ?? []).map(contents.document)
  })

  const claimed = Effect.fn("Call.claimed")(function* (
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
  })

  const note = Effect.fn("Call.report")(function* (
    { id, client, delivery }: StoredMessage,
    fence: number,
    { remoteId, pages }: CallReport
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
    yield* db.notify("events")
  })

  return (message: StoredMessage, attempt: Attempt): Effect.Effect<Call, DatabaseError> =>
    Effect.map(documentsOf(sendIdOf(message.id)), (documents): Call => {
      const remoteId = message.calls.find(({ fence }) => fence === attempt.fence)?.remoteId
      return {
        attemptKey: attemptKeyOf(message.id, attempt.fence),
        messageId: message.id,
        number: message.delivery.destination,
        startedAt: attempt.startedAt,
        documents,
        ...(remoteId === undefined ? {} : { remoteId }),
        claimed: (remoteIds) => claimed(message.id, attempt.fence, remoteIds),
        report: (report) => {
          const noted = note(message, attempt.fence, report)
          // What the call is called must be known before anything else happens to it.
          return report.remoteId === undefined
            ? Effect.ignoreLogged(noted)
            : Effect.orDie(Effect.retry(noted, Schedule.spaced("1 second")))
        }
      }
    })
})
