import type { MessageId } from "@faxingcenter/core"
import * as Chunk from "effect/Chunk"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import { Database, type DatabaseError } from "../../store/database/Database.js"
import { makeFairTurns } from "../../store/database/fairTurns.js"
import type { GatewayEvent } from "../../store/outbox/GatewayEvent.js"
import { makeOutboxEvents } from "../../store/outbox/outboxEvents.js"

/**
 * Whether a text is the id of an event, which is where a listener stands: 32 hexadecimal digits, or what an earlier
 * version wrote.
 *
 * @example
 * ```ts
 * import { isEventId } from "@faxingcenter/gateway/manage"
 *
 * isEventId("018f3a5b9c2d4e6f8091a2b3c4d5e6f7") // true
 * isEventId("the last one") // false
 * ```
 */
export const isEventId = (text: string): boolean => /^([0-9a-f]{32}|\d{1,16}-\d{1,16})$/.test(text)

/** Were a notification lost, this is how long an event is late. */
const longestPause = "2 seconds"

/** Events that a stream reads in its turn: about a millisecond of work until they are written. */
const mostInTurn = 20

/** Console pages listen to all clients, and take their turn as one more. */
const everybody = 0

/** SQLite answers within the turn; PostgreSQL has other connections for what else is asked. */
const looksAtOnce = { sqlite: 1, postgres: 2 }

/**
 * The outbox: what happened, in an order that never changes, for webhooks, streams and other listeners.
 *
 * @example
 * ```ts
 * import { Events, isMessageEvent } from "@faxingcenter/gateway"
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
 *     Stream.filter(isMessageEvent),
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

  const outbox = yield* makeOutboxEvents

  // However many streams a client has, and however much each of them has to read, another's are read in between.
  const inTurn = makeFairTurns(looksAtOnce[db.dialect.name])

  const after: Events["Type"]["after"] = (place, filter = {}) => outbox.after(place, filter)

  return Events.of({
    after,
    newest: outbox.newest,
    placeOf: outbox.placeOf,
    stream: (place, filter) =>
      Stream.unwrapScoped(
        Effect.gen(function* () {
          const poke = yield* Queue.sliding<void>(1)
          yield* db.onNotify("events", () => Queue.unsafeOffer(poke, undefined))
          return Stream.paginateChunkEffect(place, (from) =>
            Effect.gen(function* () {
              const look = outbox.after(from, filter ?? {}, mostInTurn)
              const events = yield* inTurn(filter?.client ?? everybody)(look)
              if (events.length === 0) yield* Effect.timeoutOption(Queue.take(poke), longestPause)
              const next = events.at(-1)?.place ?? from
              return [Chunk.fromIterable(events), Option.some(next)] as const
            })
          )
        })
      )
  })
})

export const layer = Layer.effect(Events, make)
