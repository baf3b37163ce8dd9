import { FaxNumber, type Message, MessageId } from "@faxingcenter/core"
import { DateTime, Effect, Schema } from "effect"
import { raw } from "../database/sql.js"
import { acceptedAtOf, sendIdOf } from "../store/ids.js"
import { statusOfCode } from "../store/statusCode.js"

/** The columns that a message of the contract is made from. */
export const listed = raw("id, number, status, state_at, calls, pages")

const Listed = Schema.Array(
  Schema.Struct({
    id: MessageId,
    number: FaxNumber,
    status: Schema.Int,
    state_at: Schema.Int,
    calls: Schema.Int,
    pages: Schema.NullOr(Schema.Int)
  })
)
const decode = Schema.decodeUnknown(Listed)

const utc = DateTime.zoneMakeOffset(0)
const second = 1000
const moment = (millis: number) =>
  DateTime.unsafeMakeZoned(millis - (millis % second), { timeZone: utc })

const messageOf = (row: (typeof Listed.Type)[number]): Message => ({
  sendId: sendIdOf(row.id),
  messageId: row.id,
  faxNumber: row.number,
  status: statusOfCode(row.status),
  sentOn: moment(acceptedAtOf(row.id)),
  ...(row.status === 2 ? { receivedOn: moment(row.state_at) } : {}),
  ...(row.calls === 0 ? {} : { attempts: row.calls }),
  ...(row.pages === null ? {} : { pages: row.pages })
})

/** Rows of those columns as messages of the contract. */
export const messagesOf = (rows: unknown) =>
  Effect.orDie(Effect.map(decode(rows), (all) => all.map(messageOf)))
