import { FaxNumber, MessageId, type MessageStatus, type SendId } from "@faxingcenter/core"
import { FailureReason } from "@faxingcenter/core/delivery"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { Database } from "../database/Database.js"
import type { Dialect } from "../database/Dialect.js"
import { int, join, list, raw, type Statement, sql } from "../database/sql.js"
import type { Texts } from "../database/Texts.js"
import { acceptedAtOf, firstIdAt, sendIdOf } from "../ids.js"
import { allCodes, codeOf, statusOfCode } from "./statusCode.js"

const states = ["Waiting", "Calling", "InDoubt", "Delivered", "Failed"] as const
type StateName = (typeof states)[number]

/** Which messages of a client. All that is given must hold. Times: milliseconds since 1970. */
export interface MessageCriteria {
  readonly from?: number | undefined
  /** Not included. */
  readonly to?: number | undefined
  /** The message id or the send id begins with it. */
  readonly id?: string | undefined
  readonly number?: FaxNumber | undefined
  readonly status?: MessageStatus | undefined
  readonly state?: StateName | undefined
  readonly reason?: FailureReason | undefined
  /** The sender's own, of the recipient or of the job. */
  readonly reference?: string | undefined
  /** Those that come after this one in the list: accepted before it. */
  readonly before?: MessageId | undefined
  readonly limit: number
}

/** A message in a list. Times: milliseconds since 1970. */
export interface MessageListed {
  readonly messageId: MessageId
  readonly sendId: SendId
  readonly faxNumber: FaxNumber
  readonly reference?: string
  readonly sendReference?: string
  readonly status: MessageStatus
  readonly state: StateName
  readonly acceptedAt: number
  /** When it came into its state. */
  readonly stateAt: number
  readonly callsMade: number
  readonly pages?: number
  readonly reason?: FailureReason
}

const Rows = Schema.Array(
  Schema.Struct({
    id: MessageId,
    number: FaxNumber,
    reference: Schema.NullOr(Schema.String),
    status: Schema.Int,
    state: Schema.Literal(...states),
    state_at: Schema.Int,
    calls: Schema.Int,
    pages: Schema.NullOr(Schema.Int),
    reason: Schema.NullOr(FailureReason)
  })
)
const decodeRows = Schema.decodeUnknown(Rows)
const decodeReferences = Schema.decodeUnknown(
  Schema.Array(Schema.Struct({ id: Schema.String, reference: Schema.String }))
)

/** What a send id and its message ids have in common. */
const sharedDigits = 24

const conditions = (
  { anyOf }: Texts,
  client: number,
  criteria: MessageCriteria
): ReadonlyArray<Statement> => {
  const { before, from, id, reason, reference, state, to } = criteria
  const prefix = id?.slice(0, id.endsWith("00000000") ? sharedDigits : undefined)
  return [
    sql`client = ${client}`,
    ...(from === undefined ? [] : [sql`messages.id >= ${firstIdAt(from)}`]),
    ...(to === undefined ? [] : [sql`messages.id < ${firstIdAt(to)}`]),
    ...(prefix === undefined
      ? []
      : [sql`messages.id >= ${prefix} AND messages.id < ${`${prefix}g`}`]),
    ...(before === undefined ? [] : [sql`messages.id < ${before}`]),
    ...(state === undefined ? [] : [sql`state = ${state}`]),
    ...(reason === undefined ? [] : [sql`reason = ${reason}`]),
    ...(reference === undefined
      ? []
      : [
          sql`(messages.reference IN ${list(anyOf(reference))} OR substr(messages.id, 1, ${sharedDigits}) IN
            (SELECT substr(jobs.id, 1, ${sharedDigits}) FROM jobs
              WHERE jobs.client = ${client} AND jobs.reference IN ${list(anyOf(reference))}))`
        ])
  ]
}

const columns = raw("id, number, reference, status, state, state_at, calls, pages, reason")

/**
 * Without statistics, SQLite would sort all that a client ever sent. But each status lies in the order of ids in a range
 * of its own, which it merges until it has enough. PostgreSQL knows to walk back through the ids.
 */
const newest = (dialect: Dialect, client: number, criteria: MessageCriteria): Statement => {
  const { texts } = dialect
  const { number, status } = criteria
  const codes = status === undefined ? allCodes : [codeOf(status)]
  const groups = dialect.name === "sqlite" ? codes.map((code) => [code]) : [codes]
  const numbers =
    number === undefined ? [sql``] : texts.anyOf(number).map((text) => sql`AND number = ${text}`)
  const all = join(conditions(texts, client, criteria), " AND ")
  const ranges = groups.flatMap((group) =>
    numbers.map(
      (ofNumber) => sql`SELECT ${columns} FROM messages
        WHERE status IN (${join(group.map(int), ", ")}) ${ofNumber} AND ${all}`
    )
  )
  return sql`${join(ranges, " UNION ALL ")} ORDER BY id DESC LIMIT ${criteria.limit}`
}

const listedOf = (
  row: (typeof Rows.Type)[number],
  sendReference: string | undefined
): MessageListed => ({
  messageId: row.id,
  sendId: sendIdOf(row.id),
  faxNumber: row.number,
  ...(row.reference === null ? {} : { reference: row.reference }),
  ...(sendReference === undefined ? {} : { sendReference }),
  status: statusOfCode(row.status),
  state: row.state,
  acceptedAt: acceptedAtOf(row.id),
  stateAt: row.state_at,
  callsMade: row.calls,
  ...(row.pages === null ? {} : { pages: row.pages }),
  ...(row.reason === null ? {} : { reason: row.reason })
})

/** Lists the messages of a client, the newest first. It looks at what is in the time and of the number that are given. */
export const makeMessageList = Effect.map(Database, (db) => ({
  list: Effect.fn("MessageList.list")(function* (client: number, criteria: MessageCriteria) {
    const found = yield* db.query(newest(db.dialect, client, criteria))
    const rows = yield* Effect.orDie(decodeRows(found))
    const jobs = [...new Set(rows.map(({ id }) => sendIdOf(id)))]
    const named =
      jobs.length === 0
        ? []
        : yield* db.query(
            sql`SELECT id, reference FROM jobs WHERE reference IS NOT NULL
              AND id IN (SELECT id FROM ${db.dialect.rows(
                { id: "text" },
                jobs.map((id) => [id])
              )})`
          )
    const references = new Map(
      (yield* Effect.orDie(decodeReferences(named))).map(({ id, reference }) => [id, reference])
    )
    return rows.map((row) => listedOf(row, references.get(sendIdOf(row.id))))
  })
}))
