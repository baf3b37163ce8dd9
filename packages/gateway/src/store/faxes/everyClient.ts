import { FaxNumber, MessageId } from "@faxingcenter/core"
import { FailureReason } from "@faxingcenter/core/delivery"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { Database, type DatabaseError } from "../database/Database.js"
import type { Dialect } from "../database/Dialect.js"
import { int, join, list, raw, type Statement, sql } from "../database/sql.js"
import type { Texts } from "../database/Texts.js"
import { firstIdAt } from "../ids.js"
import { hourMillis } from "./rollup.js"
import { allCodes } from "./statusCode.js"

/** A message as a list over all clients shows it. Times: milliseconds since 1970. */
export const ListedMessage = Schema.Struct({
  id: MessageId,
  clientId: Schema.String,
  clientName: Schema.String,
  number: FaxNumber,
  reference: Schema.NullOr(Schema.String),
  state: Schema.Literal("Waiting", "Calling", "InDoubt", "Delivered", "Failed"),
  stateAt: Schema.Int,
  pages: Schema.NullOr(Schema.Int),
  reason: Schema.NullOr(FailureReason),
  calls: Schema.Int
})
export interface ListedMessage extends Schema.Schema.Type<typeof ListedMessage> {}

/**
 * Which messages to list. An absent member does not restrict the list. Not `messageList` without its client: one client's
 * list has an index for each of its criteria, and over all clients one look passes so many messages at most.
 */
export interface MessageFilter {
  readonly number?: FaxNumber | undefined
  readonly reference?: string | undefined
  readonly clientId?: string | undefined
  readonly state?: ListedMessage["state"] | undefined
  readonly reason?: FailureReason | undefined
  /** Accepted at or after this time. */
  readonly from?: number | undefined
  /** Accepted before this time. */
  readonly to?: number | undefined
}

/** The newest matching messages. */
export interface MessageList {
  readonly messages: ReadonlyArray<ListedMessage>
  /** Where the list goes on; absent at its end. */
  readonly next?: MessageId
}

/** Messages that one look passes at most, so that a rare wish among millions costs no more than a common one. */
const mostVisited = 20_000
/** Those that are looked at first: enough for a wish that is not rare. */
const firstVisited = 500

const decodeListed = Schema.decodeUnknown(Schema.Array(ListedMessage))
const decodeIds = Schema.decodeUnknown(Schema.Array(Schema.Struct({ id: MessageId })))
const decodeClients = Schema.decodeUnknown(
  Schema.Array(Schema.Struct({ clientId: Schema.String, clientName: Schema.String }))
)
const decodeReasons = Schema.decodeUnknown(
  Schema.Array(Schema.Struct({ reason: FailureReason, n: Schema.Int }))
)
const decodeHours = Schema.decodeUnknown(
  Schema.Array(Schema.Struct({ start: Schema.Int, status: Schema.Int, n: Schema.Int }))
)

/** The sender's own word: for this message, or for the whole job. The id of a job is in those of its messages. */
const reference = raw(`COALESCE(m.reference,
  (SELECT j.reference FROM jobs j WHERE j.id = SUBSTR(m.id, 1, 24) || '00000000'))`)

const columns = sql`m.id, c.id AS "clientId", c.name AS "clientName", m.number, ${reference} AS reference, m.state,
  m.state_at AS "stateAt", m.pages, m.reason, m.calls`

/** The conditions that an index serves, whatever else is wished for. */
const indexed = (
  { anyOf }: Texts,
  { clientId, from, number, reason, state, to }: MessageFilter,
  before: string | undefined
) => [
  ...(before === undefined ? [] : [sql`id < ${before}`]),
  ...(from === undefined ? [] : [sql`id >= ${firstIdAt(from)}`]),
  ...(to === undefined ? [] : [sql`id < ${firstIdAt(to)}`]),
  ...(number === undefined
    ? []
    : [
        sql`number IN ${list(anyOf(number))} AND client IN (SELECT key FROM clients) AND status IN (1, 2, 3)`
      ]),
  ...(clientId === undefined || number !== undefined
    ? []
    : [sql`client = (SELECT key FROM clients WHERE id = ${clientId})`]),
  // Each has an index of its own, which is written as it is declared.
  ...(state === "Calling" || state === "InDoubt" ? [sql`state IN ('Calling', 'InDoubt')`] : []),
  ...(reason === "unknown_outcome" ? [sql`reason = 'unknown_outcome'`] : [])
]

const all = (conditions: ReadonlyArray<Statement>): Statement =>
  conditions.length === 0 ? raw("TRUE") : join(conditions, " AND ")

/**
 * The newest messages that an index gives, so many at most. SQLite would sort all that a client ever sent, or walk past all
 * that nobody calls: each status of a client lies in order in a range of its own, and those on the line are few.
 */
const passed = (
  dialect: Dialect,
  filter: MessageFilter,
  before: string | undefined,
  visits: number
): Statement => {
  const { clientId, number, state } = filter
  const conditions = indexed(dialect.texts, filter, before)
  const isOnTheLine = state === "Calling" || state === "InDoubt"
  const ofClient = clientId !== undefined && number === undefined && !isOnTheLine
  const groups = dialect.name === "sqlite" ? allCodes.map((code) => [code]) : [allCodes]
  const ranges = ofClient
    ? groups.map((group) => [...conditions, sql`status IN (${join(group.map(int), ", ")})`])
    : [conditions]
  const order = dialect.name === "sqlite" && isOnTheLine ? raw("+id") : raw("id")
  return sql`SELECT * FROM (${join(
    ranges.map((range) => sql`SELECT * FROM messages WHERE ${all(range)}`),
    " UNION ALL "
  )}) r ORDER BY ${order} DESC LIMIT ${visits}`
}

/** What no index has made certain. */
const others = (
  { anyOf }: Texts,
  { clientId, number, reason, reference: wanted, state }: MessageFilter
) => [
  ...(clientId === undefined || number === undefined ? [] : [sql`c.id = ${clientId}`]),
  ...(reason === undefined || reason === "unknown_outcome" ? [] : [sql`m.reason = ${reason}`]),
  ...(wanted === undefined ? [] : [sql`${reference} IN ${list(anyOf(wanted))}`]),
  ...(state === undefined ? [] : [sql`m.state = ${state}`])
]

/** Reads the messages of all clients, for those who run the gateway. */
export const makeEveryClient = Effect.map(Database, (db) => {
  const { texts } = db.dialect
  const newest = Effect.fn("everyClient.list")(function* (
    filter: MessageFilter,
    before: MessageId | undefined,
    limit: number
  ): Effect.fn.Return<MessageList, DatabaseError> {
    const wishes = others(texts, filter)
    /** So many of them, and one to tell whether there are more, of the first that are passed. */
    const look = (visits: number) =>
      Effect.flatMap(
        db.query(sql`SELECT ${columns} FROM (${passed(db.dialect, filter, before, visits)}) m
          JOIN clients c ON c.key = m.client WHERE ${all(wishes)}
          ORDER BY m.id DESC LIMIT ${limit + 1}`),
        (rows) => Effect.orDie(decodeListed(rows))
      )
    const first = yield* look(wishes.length === 0 ? limit + 1 : firstVisited)
    const isEnough = wishes.length === 0 || first.length > limit
    const found = isEnough ? first : yield* look(mostVisited)
    const messages = found.slice(0, limit)
    const last = messages.at(-1)
    if (found.length > limit && last !== undefined) return { messages, next: last.id }
    if (isEnough) return { messages }
    const ends = yield* db.query(sql`SELECT id
      FROM (${passed(db.dialect, filter, before, mostVisited)}) m
      ORDER BY m.id DESC LIMIT 1 OFFSET ${mostVisited - 1}`)
    const [end] = yield* Effect.orDie(decodeIds(ends))
    return end === undefined ? { messages } : { messages, next: end.id }
  })

  return {
    list: newest,
    /** The client of a message, as people know it; absent where there is no such message. */
    clientOf: (id: MessageId) =>
      Effect.flatMap(
        db.query(sql`SELECT c.id AS "clientId", c.name AS "clientName" FROM messages m
          JOIN clients c ON c.key = m.client WHERE m.id = ${id}`),
        (rows) => Effect.map(Effect.orDie(decodeClients(rows)), ([client]) => client)
      ),
    /** How the newest failures ended, the most frequent reason first; of `mostVisited` messages at most. */
    reasonsSince: (from: number) =>
      Effect.flatMap(
        db.query(sql`SELECT reason, COUNT(*) AS n FROM
          (SELECT reason FROM messages WHERE id >= ${firstIdAt(from)} ORDER BY id DESC LIMIT ${mostVisited}) m
          WHERE reason IS NOT NULL GROUP BY reason ORDER BY n DESC, reason`),
        (rows) => Effect.orDie(decodeReasons(rows))
      ),
    /** Messages by the hour of their acceptance and the code of their status now. */
    hoursSince: (from: number) =>
      Effect.flatMap(
        db.query(sql`SELECT start, status, CAST(SUM(n) AS BIGINT) AS n FROM rollup
          WHERE span = ${hourMillis} AND start >= ${from} AND client IN (SELECT key FROM clients)
            AND status IN (1, 2, 3) GROUP BY start, status ORDER BY start, status`),
        (rows) => Effect.orDie(decodeHours(rows))
      )
  }
})
