import { FaxNumber, type Message, MessageId } from "@faxingcenter/core"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { raw } from "../database/sql.js"
import { acceptedAtOf, sendIdOf } from "../ids.js"
import { statusOfCode } from "./statusCode.js"

/** The columns that a message of the contract is made from. */
export const listed = raw("id, number, status, state_at, calls, pages")

/** The last millisecond of a `Date`. */
const latest = 8.64e15

const Listed = Schema.Struct({
  id: Schema.String,
  number: Schema.String,
  status: Schema.Number,
  state_at: Schema.Number.pipe(Schema.between(-latest, latest)),
  calls: Schema.Number,
  pages: Schema.NullOr(Schema.Number)
})
const isListed = Schema.is(Schema.Array(Listed))

const second = 1000
const epoch = DateTime.unsafeMakeZoned(0, { timeZone: 0 })
// Made from another, because it is checked less: a page has two hundred.
const moment = (millis: number) => DateTime.mapEpochMillis(epoch, () => millis - (millis % second))

// What is read here was written from numbers and ids that were checked: to do that again, a hundred times
// for each page, would take longer than finding them.
const unchecked = { disableValidation: true } as const

const messageOf = (row: typeof Listed.Type): Message => {
  const messageId = MessageId.make(row.id, unchecked)
  return {
    sendId: sendIdOf(messageId),
    messageId,
    faxNumber: FaxNumber.make(row.number, unchecked),
    status: statusOfCode(row.status),
    sentOn: moment(acceptedAtOf(messageId)),
    ...(row.status === 2 ? { receivedOn: moment(row.state_at) } : {}),
    ...(row.calls === 0 ? {} : { attempts: row.calls }),
    ...(row.pages === null ? {} : { pages: row.pages })
  }
}

/** Rows of those columns as messages of the contract. */
export const messagesOf = (rows: unknown): Effect.Effect<ReadonlyArray<Message>> =>
  isListed(rows)
    ? Effect.succeed(rows.map(messageOf))
    : Effect.dieMessage("A row of the table messages is malformed")
