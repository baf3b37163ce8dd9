import { EventEmitter } from "node:events"
import { type FaxError, MessageId } from "@faxingcenter/core"
import { inTurn, isDue } from "@faxingcenter/core/delivery"
import * as DateTime from "effect/DateTime"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FiberId from "effect/FiberId"
import * as FiberSet from "effect/FiberSet"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import type * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import type { Runner, WorkerEvents } from "graphile-worker"
import { lines as lineCount } from "../measure/metrics.js"
import { ClusterNode, CurrentPulse } from "../store/cluster/ClusterNode.js"
import {
  firstRound,
  graphileWorker,
  makeGraphileJobs,
  tendTask
} from "../store/cluster/graphileJobs.js"
import { waitAtMost } from "../store/cluster/waitAtMost.js"
import type { DatabaseError } from "../store/database/Database.js"
import { addressOf, makePool } from "../store/database/postgresPool.js"
import { Messages, type StoredMessage } from "../store/faxes/Messages.js"
import { Capacity } from "./Capacity.js"
import { Dispatcher } from "./Dispatcher.js"
import { FaxQueue, isTimeToProbe } from "./FaxQueue.js"
import { fetchForLines, fetchingTogether } from "./fetchForLines.js"
import { Transport } from "./transport/Transport.js"

/** What waits for so long after its time is given to the engine anew, if the engine does not know it. */
const overdue = Duration.seconds(15)

/** Milliseconds: what is to be done later is found by looking, by each line that is free. */
const pollInterval = 500

/** Messages that are looked at to find whose turn it is, beside those that lines may have taken up just now. */
const fewDue = 8
/** Messages that have a job, or more where there are many lines: the next of them are taken up before others are given one. */
const fewFed = 500
/** Two lines that want the same message: one of them looks again so often. */
const mostExchanges = 3

/**
 * One by one, the engine reports what is done without waiting for the answer, and a database that goes
 * away in between ends the process. In batches, even of one, it waits and can be started again.
 */
const presetFor = (lines: number) => ({
  worker: {
    completeJobBatchDelay: 0,
    failJobBatchDelay: 0,
    localQueue: fetchingTogether(lines)
  }
})

const decodePayload = Schema.decodeUnknown(Schema.Struct({ id: MessageId }))

/** Works through a database together with any number of other nodes. */
const make = (url: Redacted.Redacted) =>
  Effect.gen(function* () {
    const jobs = yield* makeGraphileJobs
    const { logger, run } = yield* graphileWorker
    const messages = yield* Messages
    const dispatcher = yield* Dispatcher
    const queue = yield* FaxQueue
    const node = yield* ClusterNode
    const { drain, lines: ofNode } = yield* Capacity
    const { lines: ofLine = ofNode } = yield* Transport
    const lines = Math.min(ofNode, ofLine)
    yield* Metric.set(lineCount, lines)
    const { deadAfter } = yield* CurrentPulse
    const fibers = yield* FiberSet.make<void, unknown>()
    const pgPool = yield* makePool(
      {
        connectionString: addressOf(url),
        max: 4,
        application_name: "faxingcenter-worker"
      },
      // Its commits wait for no disk: the tables are authoritative, and what it forgets with a crash is found in them.
      { synchronous_commit: "off" }
    )
    const runPromise = yield* FiberSet.runtimePromise(fibers)<never>()
    const now = Effect.map(DateTime.now, DateTime.toEpochMillis)

    /** Shut while the queue is paused: jobs that were begun wait there, and no more are taken up. */
    const gate = yield* Effect.makeLatch(true)

    const underWay = new Map<number, number>()
    const count = (client: number, by: number) =>
      Effect.sync(() => {
        const n = (underWay.get(client) ?? 0) + by
        if (n === 0) underWay.delete(client)
        else underWay.set(client, n)
      })
    /** The client that the last call was made for. */
    let last = 0

    /**
     * The engine hands out what is oldest, and clients take turns: where it is another's turn, that one's message is
     * called, and the job of this one goes to the line that is free next.
     */
    const inItsTurn = (
      message: StoredMessage,
      exchanges = mostExchanges
    ): Effect.Effect<StoredMessage, DatabaseError | FaxError.NotFound> =>
      Effect.gen(function* () {
        const due = yield* messages.turns(yield* now, 2 * lines + fewDue, last)
        if (due.every(({ client }) => client === message.client)) return message
        const others = due.filter(({ client }) => client !== message.client)
        const free = [message, ...(yield* jobs.free(others))]
        const first = inTurn(free, { underWay, after: last })[0]?.id ?? message.id
        if (first === message.id || exchanges === 0) return message
        const isTaken = yield* jobs.exchange(message.id, first)
        return yield* isTaken ? messages.load(first) : inItsTurn(message, exchanges - 1)
      })

    const call = (message: StoredMessage) =>
      Effect.suspend(() => {
        last = message.client
        return Effect.acquireUseRelease(
          count(message.client, 1),
          () => dispatcher.tend(message),
          () => count(message.client, -1)
        )
      })

    // Where the number is engaged, the end of that call wakes it.
    const tend = (
      id: MessageId,
      isStopping: Effect.Effect<void>
    ): Effect.Effect<void, DatabaseError> =>
      Effect.gen(function* () {
        const { hasRivals, message } = yield* messages.loadWithRivals(id)
        const isToCall = isDue(message.delivery, yield* DateTime.now)
        const first = isToCall && hasRivals ? yield* inItsTurn(message) : message
        const calling = isToCall ? call(first) : dispatcher.tend(first)
        // A job that is held here for another tells nothing: whoever looks after what is overdue takes it up.
        const isCalled = yield* first.id === id
          ? calling
          : Effect.catchTag(calling, "DatabaseError", (error) =>
              Effect.as(Effect.logWarning(`${first.id} is postponed: ${error.message}`), true)
            )
        if (isCalled || (yield* queue.paused) === undefined) return
        yield* gate.close
        yield* Effect.raceFirst(gate.await, isStopping)
        // Another time, as it is then.
        yield* dispatcher.tend(yield* messages.load(first.id))
      }).pipe(
        Effect.catchTag("FaxError.NotFound", () => Effect.void),
        Effect.catchIf(
          (error) => error.kind === "conflict",
          () => Effect.void
        )
      )

    const started = (runner: Runner, pool: string, isBroken: Deferred.Deferred<void>) =>
      Effect.zipRight(
        jobs.hold(node.id, pool),
        Effect.raceFirst(
          Effect.tryPromise(() => runner.promise),
          Deferred.await(isBroken)
        )
      )

    /**
     * Runs the engine until it breaks, which it does when the database goes away. It takes up nothing
     * more then, and its own stop may never come to an end: whoever waits for that stays without one.
     */
    const work = Effect.suspend(() => {
      const events: WorkerEvents = new EventEmitter()
      fetchForLines(events, lines)
      let pool = ""
      events.on("pool:create", ({ workerPool }) => {
        pool = workerPool.id
      })
      const isBroken = Deferred.unsafeMake<void>(FiberId.none)
      events.on("pool:gracefulShutdown", () => Deferred.unsafeDone(isBroken, Effect.void))
      return Effect.acquireUseRelease(
        Effect.tryPromise(() =>
          run({
            pgPool,
            concurrency: lines,
            noHandleSignals: true,
            pollInterval,
            logger,
            events,
            parsedCronItems: [],
            preset: presetFor(lines),
            taskList: {
              [tendTask]: (payload) =>
                runPromise(
                  Effect.flatMap(Effect.orDie(decodePayload(payload)), ({ id }) =>
                    tend(id, Deferred.await(isBroken))
                  )
                )
            }
          })
        ),
        (runner) => started(runner, pool, isBroken),
        (runner) =>
          Effect.unlessEffect(
            waitAtMost(
              Effect.promise(() => runner.stop().catch(() => undefined)),
              drain
            ),
            Deferred.isDone(isBroken)
          )
      )
    })

    /** What is held by an engine that is gone is set free; and nothing due is left, whatever happens. */
    let round = firstRound
    const lookAfter = Effect.gen(function* () {
      const at = yield* now
      const since = at - Duration.toMillis(deadAfter)
      round = yield* jobs.lookAfter(since, at - Duration.toMillis(overdue), round)
    })

    const feed = Effect.flatMap(now, (at) => jobs.feed(at, Math.max(fewFed, 4 * lines), last))

    /** While the queue is paused, its lines hold jobs that wait: what is to be asked goes past them, */
    const askWhilePaused = Effect.gen(function* () {
      if ((yield* queue.paused) === undefined) return
      const toAsk = yield* messages.toAsk(yield* now, lines)
      yield* Effect.forEach(toAsk, (message) => dispatcher.tend(message), { concurrency: lines })
    })

    /** and so does a probe, which waits for no answer to what is asked. */
    const heedPause = Effect.gen(function* () {
      const at = yield* DateTime.now
      const pause = yield* queue.paused
      if (pause === undefined) return yield* gate.open
      yield* gate.close
      if (!isTimeToProbe(pause, at)) return
      const [first] = yield* messages.due(at.epochMillis, 1, last)
      if (first === undefined || !(yield* queue.takeProbe)) return
      yield* FiberSet.run(fibers, dispatcher.tend(first, { isProbe: true }))
    })

    const forever = (effect: Effect.Effect<void, unknown>, pause: Duration.DurationInput) =>
      effect.pipe(
        Effect.catchAllCause((cause) =>
          Effect.logWarning("The engine failed and is restarted", cause)
        ),
        Effect.repeat(Schedule.spaced(pause)),
        Effect.forkScoped
      )
    yield* forever(lookAfter, Duration.times(deadAfter, 0.5))
    yield* forever(feed, "1 second")
    yield* forever(work, "1 second")
    yield* Effect.forkScoped(
      Effect.ignoreLogged(Effect.repeat(jobs.takeBack(), { until: (n) => n === 0 }))
    )
    yield* forever(askWhilePaused, "1 second")
    yield* forever(Effect.asVoid(heedPause), "1 second")
  })

export const layer = (url: Redacted.Redacted) => Layer.scopedDiscard(make(url))
