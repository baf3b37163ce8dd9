import { FaxNumber, MessageId } from "@faxingcenter/core"
import * as Chunk from "effect/Chunk"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Queue from "effect/Queue"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { Database, type DatabaseError } from "../../store/database/Database.js"
import { type Statement, sql } from "../../store/database/sql.js"
import { type GatewayEvent, Happening } from "../../store/outbox/GatewayEvent.js"

const Rows = Schema.Array(
  Schema.Struct({
    id: Schema.Int,
    tx: Schema.Int,
    at: Schema.DateTimeUtcFromNumber,
    client: Schema.Int,
    message: MessageId,
    number: FaxNumber,
    data: Schema.parseJson(Happening)
  })
)
const decode = Schema.decodeUnknown(Rows)

/**
 * Whether a text is the id of an event, which is where a listener stands.
 *
 * @example
 * ```ts
 * import { isCursor } from "@faxingcenter/gateway"
 *
 * isCursor("0-17") // true
 * isCursor("the last one") // false
 * ```
 */
export const isCursor = (text: string): boolean => /^\d{1,16}-\d{1,16}$/.test(text)

/** What is no cursor is before every event. */
const partsOf = (cursor = ""): readonly [tx: number, id: number] => {
  const [tx = 0, id = 0] = isCursor(cursor) ? cursor.split("-").map(Number) : []
  return [tx, id]
}

/** Whether one is of a later event than the other. */
const isLater = (one: string | undefined, other: string | undefined): boolean => {
  const [tx, id] = partsOf(one)
  const [otherTx, otherId] = partsOf(other)
  return tx > otherTx || (tx === otherTx && id > otherId)
}

const eventOf = (row: (typeof Rows.Type)[number]): GatewayEvent => ({
  id: `${row.tx}-${row.id}`,
  at: row.at,
  client: row.client,
  messageId: row.message,
  faxNumber: row.number,
  happening: row.data
})

const pageSize = 200
/** Were a notification lost, this is how long an event is late. */
const patience = "2 seconds"

/**
 * The outbox: what happened, in an order that never changes, for webhooks, streams and whoever listens.
 *
 * @example
 * ```ts
 * import { Events } from "@faxingcenter/gateway"
 * import { Console, Effect, Stream } from "effect"
 *
 * // From where a listener stopped: the id of the last event that it has dealt with.
 * const goOn = (last: string | undefined) =>
 *   Stream.unwrap(Effect.map(Events, (events) => events.stream(last))).pipe(
 *     Stream.runForEach(({ happening, id, messageId }) =>
 *       Console.log(id, messageId, happening._tag)
 *     )
 *   )
 * ```
 */
export class Events extends Context.Tag("@faxingcenter/gateway/Events")<
  Events,
  {
    /** The events after that one, or from the first that is kept; 200 at most. */
    readonly after: (
      cursor: string | undefined,
      filter?: { readonly client?: number; readonly messageId?: MessageId }
    ) => Effect.Effect<ReadonlyArray<GatewayEvent>, DatabaseError>
    /** The id of the newest event, if there is any. */
    readonly newest: Effect.Effect<string | undefined, DatabaseError>
    /**
     * The same, and then those that come, without end. All that are kept come after an event that is later
     * than the newest: then a backup was put in the place of the database.
     */
    readonly stream: (
      cursor: string | undefined,
      filter?: { readonly client?: number }
    ) => Stream.Stream<GatewayEvent, DatabaseError>
  }
>() {}

const make = Effect.gen(function* () {
  const db = yield* Database

  const read = Effect.fn("Events.read")(function* (condition: Statement, order: Statement) {
    // What is under way may still come before what is done: it is waited for.
    const rows = yield* db.query(sql`SELECT e.id, e.tx, e.at, e.client, e.message, m.number, e.data
      FROM events e JOIN messages m ON m.id = e.message
      WHERE e.tx < ${db.dialect.horizon} AND ${condition} ${order}`)
    return (yield* Effect.orDie(decode(rows))).map(eventOf)
  })

  const after: Events["Type"]["after"] = (cursor, filter = {}) => {
    const [tx, id] = partsOf(cursor)
    const { client, messageId } = filter
    return read(
      sql`(e.tx > ${tx} OR (e.tx = ${tx} AND e.id > ${id}))
        ${client === undefined ? sql`` : sql`AND e.client = ${client}`}
        ${messageId === undefined ? sql`` : sql`AND e.message = ${messageId}`}`,
      sql`ORDER BY e.tx, e.id LIMIT ${pageSize}`
    )
  }

  const newest = Effect.map(
    read(sql`1 = 1`, sql`ORDER BY e.tx DESC, e.id DESC LIMIT 1`),
    ([event]) => event?.id
  )

  return Events.of({
    after,
    newest,
    stream: (cursor, filter) =>
      Stream.unwrapScoped(
        Effect.gen(function* () {
          const poke = yield* Queue.sliding<void>(1)
          yield* db.onNotify("events", () => Queue.unsafeOffer(poke, undefined))
          const start = isLater(cursor, yield* newest) ? undefined : cursor
          return Stream.paginateChunkEffect(start, (from) =>
            Effect.gen(function* () {
              const events = yield* after(from, filter)
              if (events.length === 0) yield* Effect.timeoutOption(Queue.take(poke), patience)
              const next = events.at(-1)?.id ?? from
              return [Chunk.fromIterable(events), Option.some(next)] as const
            })
          )
        })
      )
  })
})

export const layer = Layer.effect(Events, make)
