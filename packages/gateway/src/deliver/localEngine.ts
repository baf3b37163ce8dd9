import { FaxNumber, MessageId } from "@faxingcenter/core"
import { chooseCalls, isDue } from "@faxingcenter/core/delivery"
import * as Cause from "effect/Cause"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FiberSet from "effect/FiberSet"
import * as Layer from "effect/Layer"
import * as Queue from "effect/Queue"
import * as Schema from "effect/Schema"
import { Database } from "../store/database/Database.js"
import { raw, sql } from "../store/database/sql.js"
import { Messages, type StoredMessage } from "../store/faxes/Messages.js"
import { Waker } from "../store/outbox/Waker.js"
import { Capacity } from "./Capacity.js"
import { Dispatcher } from "./Dispatcher.js"

const OnTheLine = Schema.Array(Schema.Struct({ id: MessageId, number: FaxNumber }))
const decodeOnTheLine = Schema.decodeUnknown(OnTheLine)
const decodeNext = Schema.decodeUnknown(
  Schema.Array(Schema.Struct({ at: Schema.NullOr(Schema.Int) }))
)

/** A message that was overlooked for whatever reason is seen within this time. */
const longestPause = 2_000
/** What comes in a burst is looked at together. */
const shortestPause = Duration.millis(5)

/** This engine reads the tables itself. */
export const layerWaker: Layer.Layer<Waker> = Layer.succeed(Waker, {
  wake: () => [],
  wakeNext: () => []
})

/** Works through a database from one process: takes up what is due, and sleeps until something is. */
const run = Effect.gen(function* () {
  const db = yield* Database
  const messages = yield* Messages
  const dispatcher = yield* Dispatcher
  const { lines, drain } = yield* Capacity

  const poke = yield* Queue.sliding<void>(1)
  // With every line engaged there is nothing to look for before one is free, or something is to be asked.
  yield* db.onNotify("wake", () => {
    if (tended.size < lines) Queue.unsafeOffer(poke, undefined)
  })
  const tended = new Map<MessageId, FaxNumber>()
  const fibers = yield* FiberSet.make<void>()

  const tend = ({ id, delivery }: StoredMessage) => {
    tended.set(id, delivery.destination)
    return dispatcher.tend(id).pipe(
      Effect.catchAllCause((cause) =>
        Cause.isInterruptedOnly(cause)
          ? Effect.void
          : Effect.logWarning(`${id} is left for later`, cause)
      ),
      Effect.ensuring(
        Effect.sync(() => {
          tended.delete(id)
          Queue.unsafeOffer(poke, undefined)
        })
      ),
      FiberSet.run(fibers)
    )
  }

  const onTheLine = Effect.gen(function* () {
    const rows = yield* db.query(
      raw("SELECT id, number FROM messages WHERE state IN ('Calling', 'InDoubt')")
    )
    const all = yield* Effect.orDie(decodeOnTheLine(rows))
    return new Map([...tended, ...all.map(({ id, number }) => [id, number] as const)])
  })

  const look = Effect.gen(function* () {
    const now = yield* DateTime.now
    const most = 2 * lines + tended.size
    // Apart, so that faxes that wait for a line never crowd out the calls that are to be asked about:
    // those keep their lines engaged until somebody asks.
    const toAsk = yield* messages.where(sql`wake_at <= ${now.epochMillis} AND state <> 'Waiting'
      ORDER BY wake_at LIMIT ${most}`)
    // Those whose number is engaged are left out, so that they never crowd out the others.
    const toCall = yield* messages.where(sql`wake_at <= ${now.epochMillis} AND state = 'Waiting'
      AND NOT EXISTS (SELECT 1 FROM messages other WHERE other.destination = messages.destination
        AND other.state IN ('Calling', 'InDoubt'))
      ORDER BY wake_at LIMIT ${most}`)
    const due = [...toAsk, ...toCall]
    const fresh = due.filter(({ id }) => !tended.has(id))
    const isToCall = ({ delivery }: StoredMessage) => isDue(delivery, now)
    yield* Effect.forEach(
      fresh.filter((message) => !isToCall(message)),
      tend,
      { discard: true }
    )
    const engaged = [...(yield* onTheLine).values()]
    const chosen = chooseCalls(fresh.filter(isToCall), engaged, lines, now)
    yield* Effect.forEach(chosen, tend, { discard: true })

    if (fresh.length > 0) return longestPause
    const rows = yield* db.query(sql`SELECT MIN(wake_at) AS at FROM messages
      WHERE wake_at > ${now.epochMillis}`)
    const [next] = yield* Effect.orDie(decodeNext(rows))
    return Math.min(longestPause, (next?.at ?? Number.POSITIVE_INFINITY) - now.epochMillis)
  })

  const round = look.pipe(
    Effect.catchAllCause((cause) =>
      Effect.as(Effect.logWarning("The queue could not be read", cause), longestPause)
    ),
    Effect.flatMap((pause) => Effect.timeoutOption(Queue.take(poke), pause)),
    Effect.zipRight(Effect.sleep(shortestPause))
  )

  yield* Effect.addFinalizer(() =>
    Effect.ignore(Effect.timeout(FiberSet.awaitEmpty(fibers), drain))
  )
  yield* Effect.forkScoped(Effect.forever(round))
})

export const layer = Layer.scopedDiscard(run)
