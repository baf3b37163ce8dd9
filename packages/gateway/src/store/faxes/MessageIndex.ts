import type { FaxNumber, Message, MessageId, MessageStatus, SendId } from "@faxingcenter/core"
import { andThen } from "@faxingcenter/core/wire"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { Database, type DatabaseError } from "../database/Database.js"
import { int, join, type Statement, sql } from "../database/sql.js"
import type { Texts } from "../database/Texts.js"
import { firstIdAt, messageIdOf, pastMessagesOf, sendIdOf } from "../ids.js"
import { listed, messagesOf } from "./listing.js"
import { spans } from "./rollup.js"
import { type Segment, type Stretch, segmentsOf } from "./Segments.js"
import { allCodes, codeOf } from "./statusCode.js"

export interface Criteria extends Stretch {
  readonly client: number
  readonly number?: FaxNumber | undefined
  readonly status?: MessageStatus | undefined
}

/** So many messages were accepted in this stretch of time. */
interface Count extends Segment {
  readonly n: number
}

const isCount = Schema.is(Schema.Struct({ start: Schema.Int, n: Schema.Int }))

const codesOf = ({ status }: Criteria) => (status === undefined ? allCodes : [codeOf(status)])

/** Each a range of an index: without a number and a status of its own, the planner has none to walk. */
const rangesOf = (
  { anyOf }: Texts,
  criteria: Criteria,
  { from, to }: Stretch
): ReadonlyArray<Statement> => {
  const { client, number } = criteria
  const numbers =
    number === undefined ? [sql``] : anyOf(number).map((text) => sql`AND number = ${text}`)
  return codesOf(criteria).flatMap((status) =>
    numbers.map(
      (ofNumber) => sql`client = ${client} ${ofNumber}
        AND status = ${status} AND id >= ${firstIdAt(from)} AND id < ${firstIdAt(to)}`
    )
  )
}

/** One row: how many in this stretch, counted in an index. */
const counted = (texts: Texts, criteria: Criteria, stretch: Stretch): ReadonlyArray<Statement> =>
  rangesOf(texts, criteria, stretch).map(
    (range) => sql`SELECT ${int(stretch.from)} AS start, COUNT(*) AS n FROM messages WHERE ${range}`
  )

/** A row for each span of the stretch that has messages. */
const summed = (
  criteria: Criteria,
  span: number,
  { from, to }: Stretch
): ReadonlyArray<Statement> =>
  codesOf(criteria).map(
    (status) => sql`SELECT start, n FROM rollup WHERE client = ${criteria.client}
      AND status = ${status} AND span = ${span} AND start >= ${from} AND start < ${to}`
  )

/**
 * Whose a message is, where its id has been given. The sign keeps a planner without statistics from walking through
 * all that the client ever sent, because it takes any number that is given for rarer than a range.
 */
const isOf = (client: number): Statement => sql`+client = ${client}`

// The texts of what is asked most often are put together once: that takes a tenth of the time of a read.
const textOfOne = sql`SELECT ${listed} FROM messages WHERE id = ${""} AND ${isOf(0)}`.text
const textOfJob = sql`SELECT ${listed} FROM messages WHERE id > ${""} AND id < ${""} AND ${isOf(0)}
  ORDER BY id LIMIT ${0} OFFSET ${0}`.text
/** The first message of a job, and whether there is a second. */
const textOfFirst = sql`SELECT ${listed}, (SELECT 1 FROM messages WHERE id = ${""}) AS has_second
  FROM messages WHERE id = ${""} AND ${isOf(0)}`.text

const statementsOf = (
  texts: Texts,
  criteria: Criteria,
  segment: Segment
): ReadonlyArray<Statement> =>
  segment.by === "index" ? counted(texts, criteria, segment) : summed(criteria, segment.by, segment)

/** Some of the messages that were asked for, and the number of all. */
interface Found {
  readonly total: number
  readonly messages: ReadonlyArray<Message>
}

const decodeTotal = Schema.decodeUnknown(Schema.NonEmptyArray(Schema.Struct({ n: Schema.Int })))

/** Finds messages by the time of their acceptance, at a cost that hardly grows with their number. */
export class MessageIndex extends Context.Tag("@faxingcenter/gateway/MessageIndex")<
  MessageIndex,
  {
    /** The number of all that match, exactly, and those from `offset` on, `limit` at most. */
    readonly page: (
      criteria: Criteria,
      offset: number,
      limit: number
    ) => Effect.Effect<Found, DatabaseError>
    /** The messages of a job, in the order of its recipients; the same numbers. It is asked when it is called. */
    readonly ofJob: (
      client: number,
      id: SendId,
      offset: number,
      limit: number
    ) => Effect.Effect<Found, DatabaseError>
    /** It is asked when it is called. */
    readonly one: (
      client: number,
      id: MessageId
    ) => Effect.Effect<Message | undefined, DatabaseError>
  }
>() {}

const make = Effect.gen(function* () {
  const db = yield* Database
  const { texts } = db.dialect

  /** One statement, so that all numbers are of the same moment. */
  const countsOf = Effect.fn("MessageIndex.countsOf")(function* (
    criteria: Criteria,
    segments: ReadonlyArray<Segment>
  ) {
    if (segments.length === 0) return []
    const parts = segments.flatMap((segment) => statementsOf(texts, criteria, segment))
    const rows = yield* db.query(
      sql`SELECT start, CAST(SUM(n) AS BIGINT) AS n FROM (${join(parts, " UNION ALL ")}) s GROUP BY start ORDER BY start`
    )
    // A hundred rows for a year: only looked at, because decoding them is most of a page's garbage.
    if (!rows.every(isCount)) return yield* Effect.dieMessage("a count of messages is no number")
    return rows.map(({ start, n }): Count => {
      const segment = segments.findLast(({ from }) => from <= start)
      const by = segment?.by ?? "index"
      const to = by === "index" ? (segment?.to ?? start) : start + by
      return { from: start, to, by, n }
    })
  })

  const countOf = (criteria: Criteria) =>
    // A number has few messages, and the rollup does not know of numbers.
    countsOf(
      criteria,
      criteria.number === undefined
        ? segmentsOf(criteria)
        : criteria.from < criteria.to
          ? [{ from: criteria.from, to: criteria.to, by: "index" }]
          : []
    )

  /** Where to begin for the `offset`th, and how many to leave out from there. */
  const seek = (
    criteria: Criteria,
    counts: ReadonlyArray<Count>,
    offset: number
  ): Effect.Effect<{ readonly from: number; readonly skip: number }, DatabaseError> => {
    let skip = offset
    for (const count of counts) {
      if (skip < count.n) {
        const shorter = spans.findLast((span) => count.by !== "index" && span < count.by)
        return shorter === undefined
          ? Effect.succeed({ from: count.from, skip })
          : Effect.flatMap(
              countsOf(criteria, [{ from: count.from, to: count.to, by: shorter }]),
              (counts) => seek(criteria, counts, skip)
            )
      }
      skip -= count.n
    }
    return Effect.succeed({ from: criteria.to, skip: 0 })
  }

  const countOfJob = (its: Statement) =>
    Effect.flatMap(db.query(sql`SELECT COUNT(*) AS n FROM messages WHERE ${its}`), (rows) =>
      Effect.map(Effect.orDie(decodeTotal(rows)), ([{ n }]) => n)
    )

  const pageOfJob = (
    client: number,
    id: SendId,
    offset: number,
    limit: number
  ): Effect.Effect<Found, DatabaseError> => {
    const past = pastMessagesOf(id)
    const page = { text: textOfJob, values: [id, past, client, limit, offset] }
    return andThen(db.queryAtOnce(page), (rows) =>
      andThen(messagesOf(rows), (messages) => {
        // A page that is not full is the last, and the messages before it are known by their number.
        const isLast = rows.length < limit && (rows.length > 0 || offset === 0)
        return isLast
          ? Effect.succeed({ total: offset + rows.length, messages })
          : Effect.map(
              countOfJob(sql`id > ${id} AND id < ${past} AND ${isOf(client)}`),
              (total) => ({ total, messages })
            )
      })
    )
  }

  return MessageIndex.of({
    page: Effect.fn("MessageIndex.page")(function* (criteria, offset, limit) {
      const counts = yield* countOf(criteria)
      const total = counts.reduce((sum, { n }) => sum + n, 0)
      if (offset >= total) return { total, messages: [] }
      const { from, skip } = yield* seek(criteria, counts, offset)
      const stretch = { from, to: criteria.to }
      // Each status lies in order in its own range of the index; the database merges them. PostgreSQL would rather sort all
      // of them, unless it is told how many of each are enough.
      const ranges = rangesOf(texts, criteria, stretch).map((range) =>
        db.dialect.name === "sqlite"
          ? sql`SELECT id FROM messages WHERE ${range}`
          : sql`SELECT id FROM (SELECT id FROM messages WHERE ${range} ORDER BY id LIMIT ${skip + limit}) first`
      )
      const ids = sql`${join(ranges, " UNION ALL ")} ORDER BY id LIMIT ${limit} OFFSET ${skip}`
      const rows = yield* db.query(
        sql`SELECT ${listed} FROM messages WHERE id IN (SELECT id FROM (${ids}) p) ORDER BY id`
      )
      return { total, messages: yield* messagesOf(rows) }
    }),
    // Few steps, and no span: this is asked more often than all else. Most jobs have one message, and SQLite gives the only
    // row of a statement in less than half the time of a list of one.
    ofJob: (client, id, offset, limit) => {
      const first = messageIdOf(id, 0)
      if (offset > 0 || sendIdOf(first) !== id) return pageOfJob(client, id, offset, limit)
      const values = [messageIdOf(id, 1), first, client]
      return andThen(db.queryAtOnce({ text: textOfFirst, values, isOneRow: true }), (rows) =>
        rows[0]?.has_second === null
          ? andThen(messagesOf(rows), (messages) => Effect.succeed({ total: 1, messages }))
          : pageOfJob(client, id, offset, limit)
      )
    },
    one: (client, id) =>
      andThen(db.queryAtOnce({ text: textOfOne, values: [id, client], isOneRow: true }), (rows) =>
        andThen(messagesOf(rows), ([message]) => Effect.succeed(message))
      )
  })
})

export const layer = Layer.effect(MessageIndex, make)
