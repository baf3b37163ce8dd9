import { FaxNumber, MessageId, ReceivedFaxId } from "@faxingcenter/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { Database, type DatabaseError } from "../database/Database.js"
import { raw, type Statement, sql } from "../database/sql.js"
import { type GatewayEvent, Happening, ReceptionHappening } from "./GatewayEvent.js"

const Rows = Schema.Array(
  Schema.Struct({
    name: Schema.String,
    id: Schema.Int,
    tx: Schema.Int,
    at: Schema.DateTimeUtcFromNumber,
    client: Schema.Int,
    message: MessageId,
    /** Of a message; a fax that came in has none here. */
    number: Schema.NullOr(FaxNumber),
    reference: Schema.NullOr(Schema.String),
    send_reference: Schema.NullOr(Schema.String),
    data: Schema.parseJson(Schema.Union(Happening, ReceptionHappening))
  })
)
const decode = Schema.decodeUnknown(Rows)

const decodePlaces = Schema.decodeUnknown(
  Schema.Array(Schema.Struct({ tx: Schema.Int, id: Schema.Int }))
)

const EventHead = Schema.Struct({
  tx: Schema.Int,
  id: Schema.Int,
  client: Schema.Int,
  /** The message, or the received fax, that it tells of. */
  message: MessageId
})
export type EventHead = typeof EventHead.Type
const decodeHeads = Schema.decodeUnknown(Schema.Array(EventHead))

export const placeOfRow = ({ id, tx }: { readonly id: number; readonly tx: number }) =>
  `${tx}-${id}`

/** What is no place is before every event. */
const partsOf = (place = ""): readonly [tx: number, id: number] => {
  const [tx = 0, id = 0] = /^\d{1,16}-\d{1,16}$/.test(place) ? place.split("-").map(Number) : []
  return [tx, id]
}

const isReception = (happening: Happening | ReceptionHappening): happening is ReceptionHappening =>
  happening._tag === "Received" || happening._tag === "ReceiveFailed"

const eventOf = (row: (typeof Rows.Type)[number]): ReadonlyArray<GatewayEvent> => {
  const { at, client, data, message, name: id, number, reference, send_reference } = row
  const common = { id, place: placeOfRow(row), at, client }
  if (isReception(data)) {
    return [{ ...common, receivedFaxId: ReceivedFaxId.make(message), happening: data }]
  }
  return number === null
    ? []
    : [
        {
          ...common,
          messageId: message,
          faxNumber: number,
          ...(reference === null ? {} : { reference }),
          ...(send_reference === null ? {} : { sendReference: send_reference }),
          happening: data
        }
      ]
}

/** The id of a job, from that of a message: see `store/ids.ts`. */
const jobOf = raw("SUBSTR(e.message, 1, 24) || '00000000'")

/** Events that are read at once. */
export const eventsAtOnce = 200

/** The outbox as it is read: in an order that never changes. */
export const makeOutboxEvents = Effect.map(Database, (db) => {
  /** What is under way may still come before what is done: it is waited for. */
  const where = (condition: Statement, order: Statement) =>
    sql`SELECT * FROM (SELECT e.name, e.id, e.tx, e.at, e.client, e.message, m.number, m.reference,
        j.reference AS send_reference, e.data
      FROM events e LEFT JOIN messages m ON m.id = e.message
        LEFT JOIN jobs j ON j.id = ${jobOf}
      WHERE e.tx < ${db.dialect.horizon} AND ${condition} ${order}) e`

  /** Apart, because neither database walks an index from the middle of a transaction on. */
  const behind = (
    place: string | undefined,
    rowsWhere: (condition: Statement) => Statement,
    most: number
  ) => {
    const [tx, id] = partsOf(place)
    const rest = rowsWhere(sql`e.tx = ${tx} AND e.id > ${id}`)
    const later = rowsWhere(sql`e.tx > ${tx}`)
    return sql`${rest} UNION ALL ${later} ORDER BY tx, id LIMIT ${most}`
  }

  const read = Effect.fn("OutboxEvents.read")(function* (statement: Statement) {
    return (yield* Effect.orDie(decode(yield* db.query(statement)))).flatMap(eventOf)
  })
  return {
    /** The events after a place, 200 at most. */
    after: (
      place: string | undefined,
      { client, messageId }: { readonly client?: number; readonly messageId?: MessageId },
      most = eventsAtOnce
    ): Effect.Effect<ReadonlyArray<GatewayEvent>, DatabaseError> => {
      const wanted = sql`${client === undefined ? sql`1 = 1` : sql`e.client = ${client}`}
        ${messageId === undefined ? sql`` : sql`AND e.message = ${messageId}`}`
      const order = sql`ORDER BY e.tx, e.id LIMIT ${most}`
      return read(behind(place, (condition) => where(sql`${wanted} AND ${condition}`, order), most))
    },
    /** Who may want to be told of the events after a place, 200 at most: they themselves are read where somebody does. */
    headsAfter: (place: string): Effect.Effect<ReadonlyArray<EventHead>, DatabaseError> => {
      const heads = behind(
        place,
        (condition) => sql`SELECT * FROM (SELECT e.tx, e.id, e.client, e.message FROM events e
          WHERE e.tx < ${db.dialect.horizon} AND ${condition}
          ORDER BY e.tx, e.id LIMIT ${eventsAtOnce}) e`,
        eventsAtOnce
      )
      return Effect.flatMap(db.query(heads), (rows) => Effect.orDie(decodeHeads(rows)))
    },
    newest: Effect.map(
      read(where(sql`1 = 1`, sql`ORDER BY e.tx DESC, e.id DESC LIMIT 1`)),
      ([event]) => event?.place
    ),
    /** Where an event of a client is, if it is kept. */
    placeOf: (name: string, client: number): Effect.Effect<string | undefined, DatabaseError> =>
      Effect.flatMap(
        db.query(sql`SELECT tx, id FROM events WHERE name = ${name} AND client = ${client}`),
        (rows) =>
          Effect.map(Effect.orDie(decodePlaces(rows)), ([row]) =>
            row === undefined ? undefined : placeOfRow(row)
          )
      )
  }
})
