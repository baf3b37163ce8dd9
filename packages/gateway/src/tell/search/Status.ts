import { FaxError, itemsPerPage, MessageId, pagerOf, SendId, Status } from "@faxingcenter/core"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { Admission } from "../../admit/Admission.js"
import { Database } from "../../store/database/Database.js"
import { sql } from "../../store/database/sql.js"
import { unavailable } from "../../store/database/unavailable.js"
import { pastMessagesOf, sendIdOf } from "../../store/faxes/ids.js"
import { listed, messagesOf } from "./listing.js"

const decodeTotal = Schema.decodeUnknown(Schema.NonEmptyArray(Schema.Struct({ n: Schema.Int })))

/** Ids are hexadecimal in either case; ours are stored in lower. */
const lower = <A extends string>(
  schema: { readonly make: (id: string, options: { disableValidation: true }) => A },
  id: A
): A => schema.make(id.toLowerCase(), { disableValidation: true })

const missing = (culprit: string, what: string) =>
  new FaxError.NotFound({ culprit, detail: `There is no such ${what}` })

const make = Effect.gen(function* () {
  const db = yield* Database
  const { admitCurrent } = yield* Admission

  const ofSend = Effect.fn("Status.ofSend")(function* (sendId: SendId, page = 1) {
    const client = yield* admitCurrent
    const id = lower(SendId, sendId)
    const its = sql`client = ${client} AND id > ${id} AND id < ${pastMessagesOf(id)}`
    const counted = yield* db.query(sql`SELECT COUNT(*) AS n FROM messages WHERE ${its}`)
    const [{ n }] = yield* Effect.orDie(decodeTotal(counted))
    if (n === 0) return yield* missing(sendId, "job")
    const pager = pagerOf(n, page)
    if (page > pager.last) return yield* missing(String(page), "page")
    const rows = yield* db.query(sql`SELECT ${listed} FROM messages WHERE ${its} ORDER BY id
      LIMIT ${itemsPerPage} OFFSET ${(page - 1) * itemsPerPage}`)
    return { messages: yield* messagesOf(rows), pager }
  })

  const ofMessage = Effect.fn("Status.ofMessage")(function* (
    messageId: MessageId,
    sendId?: SendId
  ) {
    const client = yield* admitCurrent
    const id = lower(MessageId, messageId)
    const isOfJob = sendId === undefined || sendIdOf(id) === lower(SendId, sendId)
    const rows = isOfJob
      ? yield* db.query(sql`SELECT ${listed} FROM messages WHERE id = ${id} AND client = ${client}`)
      : []
    const [message] = yield* messagesOf(rows)
    return message ?? (yield* missing(messageId, "message"))
  })

  return Status.of({
    ofSend: (sendId, page) => Effect.catchTag(ofSend(sendId, page), "DatabaseError", unavailable),
    ofMessage: (messageId, sendId) =>
      Effect.catchTag(ofMessage(messageId, sendId), "DatabaseError", unavailable)
  })
})

/** The vendor's `Status` over the store; each client sees its own messages. */
export const layer = Layer.effect(Status, make)
