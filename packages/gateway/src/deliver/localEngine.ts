import type { MessageId } from "@faxingcenter/core"
import { chooseCalls, isDue } from "@faxingcenter/core/delivery"
import * as Cause from "effect/Cause"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FiberSet from "effect/FiberSet"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import * as Queue from "effect/Queue"
import { lines as lineCount } from "../measure/metrics.js"
import { waitAtMost } from "../store/cluster/waitAtMost.js"
import { Database } from "../store/database/Database.js"
import { Messages, type OnTheLine, type StoredMessage } from "../store/faxes/Messages.js"
import { Waker } from "../store/outbox/Waker.js"
import { Capacity } from "./Capacity.js"
import { Dispatcher, type Tended } from "./Dispatcher.js"
import { FaxQueue, isTimeToProbe } from "./FaxQueue.js"
import { Transport } from "./transport/Transport.js"

/** A message that was overlooked for whatever reason is seen within this time. */
const longestPauseMillis = 2_000
/** What is to be asked about, or has expired, is looked after though no line is free: so many at once. */
const leastLooked = 16
/** What comes in a burst is looked at together, unless as many lines are free at once. */
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
  const queue = yield* FaxQueue
  const { drain, lines: ofNode } = yield* Capacity
  const { lines: ofLine = ofNode } = yield* Transport
  const lines = Math.min(ofNode, ofLine)
  yield* Metric.set(lineCount, lines)

  const poke = yield* Queue.sliding<void>(1)
  // With every line engaged there is nothing to look for before one is free, or something is to be asked.
  yield* db.onNotify("wake", () => {
    if (tended.size < lines) Queue.unsafeOffer(poke, undefined)
  })
  const tended = new Map<MessageId, OnTheLine>()
  /** The client that the last call was made for. */
  let last = 0
  const fibers = yield* FiberSet.make<void>()
  const runFork = yield* FiberSet.makeRuntime<never>()

  /** Lines that have become free since the last look. */
  let freed = 0
  const over = ({ id }: StoredMessage, exit: Tended) => {
    tended.delete(id)
    freed += 1
    Queue.unsafeOffer(poke, undefined)
    if (Exit.isFailure(exit) && !Cause.isInterruptedOnly(exit.cause)) {
      runFork(Effect.logWarning(`${id} is postponed`, exit.cause))
    }
  }

  const tend = (messages: ReadonlyArray<StoredMessage>, isProbe = false) =>
    Effect.suspend(() => {
      for (const { client, delivery, id } of messages) {
        tended.set(id, { id, client, number: delivery.destination })
      }
      return FiberSet.run(fibers, dispatcher.tendAll(messages, over, { isProbe }))
    })

  const look = Effect.gen(function* () {
    freed = 0
    const now = yield* DateTime.now
    const onTheLine = yield* messages.onTheLine
    const engaged = new Map([...tended, ...onTheLine.map((one) => [one.id, one] as const)])
    // Those whose call is about to begin still wait in the table.
    const beginning = engaged.size - onTheLine.length
    const limit = Math.max(lines - engaged.size, leastLooked) + beginning
    // Apart, so that faxes that wait for a line never crowd out the calls that are to be asked about:
    // those keep their lines engaged until somebody asks.
    const toAsk = yield* messages.toAsk(now.epochMillis, leastLooked + tended.size)
    const pause = yield* queue.paused
    const isProbing = isTimeToProbe(pause, now)
    const toCall =
      pause === undefined || isProbing ? yield* messages.due(now.epochMillis, limit, last) : []
    const due = [...toAsk, ...toCall]
    const fresh = due.filter(({ id }) => !tended.has(id))
    const isToCall = ({ delivery }: StoredMessage) => isDue(delivery, now)
    const toLookAfter = fresh.filter((message) => !isToCall(message))
    if (toLookAfter.length > 0) yield* tend(toLookAfter)
    const underWay = new Map<number, number>()
    for (const { client } of engaged.values()) underWay.set(client, (underWay.get(client) ?? 0) + 1)
    const chosen = chooseCalls(
      fresh.filter(isToCall),
      [...engaged.values()].map(({ number }) => number),
      lines,
      now,
      { underWay, after: last }
    )
    const [first] = chosen
    if (!isProbing) {
      if (chosen.length > 0) yield* tend(chosen)
      last = chosen.at(-1)?.client ?? last
    } else if (first !== undefined && (yield* queue.takeProbe)) yield* tend([first], true)

    if (fresh.length > 0) return longestPauseMillis
    const next = yield* messages.nextWakeAfter(now.epochMillis)
    return Math.min(longestPauseMillis, (next ?? Number.POSITIVE_INFINITY) - now.epochMillis)
  })

  const round = look.pipe(
    Effect.catchAllCause((cause) =>
      Effect.as(Effect.logWarning("The queue could not be read", cause), longestPauseMillis)
    ),
    Effect.flatMap((pause) => Effect.timeoutOption(Queue.take(poke), pause)),
    Effect.zipRight(
      Effect.suspend(() => (2 * freed < lines ? Effect.sleep(shortestPause) : Effect.void))
    )
  )

  yield* Effect.addFinalizer(() => waitAtMost(FiberSet.awaitEmpty(fibers), drain))
  yield* Effect.forkScoped(Effect.forever(round))
})

export const layer = Layer.scopedDiscard(run)
