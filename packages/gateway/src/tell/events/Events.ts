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
    name: Schema.String,
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

const decodePlaces = Schema.decodeUnknown(
  Schema.Array(Schema.Struct({ tx: Schema.Int, id: Schema.Int }))
)

/**
 * Whether a text is the id of an event, which is where a listener stands: 32 hexadecimal digits, or what an earlier
 * version wrote.
 *
 * @example
 * ```ts
 * import { isEventId } from "@faxingcenter/gateway"
 *
 * isEventId("018f3a5b9c2d4e6f8091a2b3c4d5e6f7") // true
 * isEventId("the last one") // false
 * ```
 */
export const isEventId = (text: string): boolean => /^([0-9a-f]{32}|\d{1,16}-\d{1,16})$/.test(text)

const placeOfRow = ({ id, tx }: { readonly id: number; readonly tx: number }) => `${tx}-${id}`

/** What is no place is before every event. */
const partsOf = (place: string | undefined): readonly [tx: number, id: number] => {
  const [tx = 0, id = 0] = /^\d{1,16}-\d{1,16}$/.test(place ?? "")
    ? (place ?? "").split("-").map(Number)
    : []
  return [tx, id]
}

const eventOf = (row: (typeof Rows.Type)[number]): GatewayEvent => ({
  id: row.name,
  place: placeOfRow(row),
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
 * const goOn = (client: number, last: string) =>
 *   Stream.unwrap(
 *     Effect.gen(function* () {
 *       const events = yield* Events
 *       return events.stream(yield* events.placeOf(last, client), { client })
 *     })
 *   ).pipe(
 *     Stream.runForEach(({ happening, id, messageId }) =>
 *       Console.log(id, messageId, happening._tag)
 *     )
 *   )
 * ```
 */
export class Events extends Context.Tag("@faxingcenter/gateway/Events")<
  Events,
  {
    /** The events behind that place, or from the first that is kept; 200 at most. */
    readonly after: (
      place: string | undefined,
      filter?: { readonly client?: number; readonly messageId?: MessageId }
    ) => Effect.Effect<ReadonlyArray<GatewayEvent>, DatabaseError>
    /** The place of the newest event, if there is any. */
    readonly newest: Effect.Effect<string | undefined, DatabaseError>
    /**
     * The place of the client's event with this id. There is none when the event is no longer kept, or is
     * not of this database: a backup was put in its place.
     */
    readonly placeOf: (
      id: string,
      client: number
    ) => Effect.Effect<string | undefined, DatabaseError>
    /** The same as `after`, and then those that come, without end. */
    readonly stream: (
      place: string | undefined,
      filter?: { readonly client?: number }
    ) => Stream.Stream<GatewayEvent, DatabaseError>
  }
>() {}

const make = Effect.gen(function* () {
  const db = yield* Database

  const read = Effect.fn("Events.read")(function* (condition: Statement, order: Statement) {
    // What is under way may still come before what is done: it is waited for.
    const rows =
      yield* db.query(sql`SELECT e.name, e.id, e.tx, e.at, e.client, e.message, m.number, e.data
      FROM events e JOIN messages m ON m.id = e.message
      WHERE e.tx < ${db.dialect.horizon} AND ${condition} ${order}`)
    return (yield* Effect.orDie(decode(rows))).map(eventOf)
  })

  const after: Events["Type"]["after"] = (place, filter = {}) => {
    const [tx, id] = partsOf(place)
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
    ([event]) => event?.place
  )

  return Events.of({
    after,
    newest,
    placeOf: (name, client) =>
      Effect.gen(function* () {
        const rows = yield* db.query(
          sql`SELECT tx, id FROM events WHERE name = ${name} AND client = ${client}`
        )
        const [row] = yield* Effect.orDie(decodePlaces(rows))
        return row === undefined ? undefined : placeOfRow(row)
      }),
    stream: (place, filter) =>
      Stream.unwrapScoped(
        Effect.gen(function* () {
          const poke = yield* Queue.sliding<void>(1)
          yield* db.onNotify("events", () => Queue.unsafeOffer(poke, undefined))
          return Stream.paginateChunkEffect(place, (from) =>
            Effect.gen(function* () {
              const events = yield* after(from, filter)
              if (events.length === 0) yield* Effect.timeoutOption(Queue.take(poke), patience)
              const next = events.at(-1)?.place ?? from
              return [Chunk.fromIterable(events), Option.some(next)] as const
            })
          )
        })
      )
  })
})

export const layer = Layer.effect(Events, make)
