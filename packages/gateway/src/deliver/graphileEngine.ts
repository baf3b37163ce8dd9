import { EventEmitter } from "node:events"
import { MessageId } from "@faxingcenter/core"
import { inTurn, isDue } from "@faxingcenter/core/delivery"
import * as Arr from "effect/Array"
import * as Cause from "effect/Cause"
import * as DateTime from "effect/DateTime"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
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

const decodePayload = Schema.decodeUnknownSync(Schema.Struct({ id: MessageId }))

/** A job that the engine has handed out, and how to tell it what became of it. */
interface Held {
  readonly id: MessageId
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/** What a job is used for: its own message, or one whose turn it is. */
interface Calling {
  readonly job: Held
  readonly message: StoredMessage
}

const clientOf = ({ client }: { readonly client: number }) => client

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
    const runFork = yield* FiberSet.runtime(fibers)<never>()
    const now = Effect.map(DateTime.now, DateTime.toEpochMillis)

    /** Shut while the queue is paused: jobs that were begun wait there, and no more are taken up. */
    const gate = yield* Effect.makeLatch(true)

    const underWay = new Map<number, number>()
    const count = (client: number, by: number) => {
      const n = (underWay.get(client) ?? 0) + by
      if (n === 0) underWay.delete(client)
      else underWay.set(client, n)
    }
    /** The client that the last call was made for. */
    let last = 0

    /**
     * The engine hands out what is oldest, and clients take turns: where it is another's turn, that one's message is
     * called, and the job of the one that is held goes to the line that is free next. Gives what each job is used for.
     */
    const inTheirTurn = (
      held: ReadonlyArray<Calling>,
      exchanges = mostExchanges
    ): Effect.Effect<ReadonlyArray<Calling>, DatabaseError> =>
      Effect.gen(function* () {
        const due = yield* messages.turns(yield* now, 2 * lines + fewDue, last)
        const clients = new Set([...due, ...held.map(({ message }) => message)].map(clientOf))
        if (clients.size === 1) return held
        const ids = new Set(held.map(({ message }) => message.id))
        const others = due.filter(({ id }) => !ids.has(id))
        const free = [...held.map(({ message }) => message), ...(yield* jobs.free(others))]
        const first = inTurn(free, { underWay, after: last }).slice(0, held.length)
        const chosen = new Set(first.map(({ id }) => id))
        const stay = held.filter(({ message }) => chosen.has(message.id))
        const goBack = held.filter(({ message }) => !chosen.has(message.id))
        if (goBack.length === 0 || exchanges === 0) return held
        const instead = first.filter(({ id }) => !ids.has(id))
        const pairs = Arr.zip(goBack, instead)
        const areTaken = yield* jobs.exchange(
          pairs.map(([{ message }, { id }]) => ({ held: message.id, taken: id }))
        )
        const taken = Arr.zip(pairs, areTaken).flatMap(([pair, isTaken]) => (isTaken ? [pair] : []))
        const loaded = yield* messages.loadWithRivals(taken.map(([, { id }]) => id))
        const exchanged = Arr.zip(taken, loaded).flatMap(([[{ job }], exit]) => {
          if (Exit.isSuccess(exit) && exit.value !== undefined) {
            return [{ job, message: exit.value.message }]
          }
          // Whoever looks after what is overdue takes it up.
          job.resolve()
          return []
        })
        const isUsed = new Set(taken.map(([{ job }]) => job))
        const left = goBack.filter(({ job }) => !isUsed.has(job))
        return [
          ...stay,
          ...exchanged,
          ...(left.length === 0 ? [] : yield* inTheirTurn(left, exchanges - 1))
        ]
      })

    /** A job whose message was not called, as while the queue is paused: it is held until that is over. */
    const waitAtGate = ({ job, message }: Calling, isStopping: Effect.Effect<void>) =>
      Effect.gen(function* () {
        if ((yield* queue.paused) === undefined) return
        yield* gate.close
        yield* Effect.raceFirst(gate.await, isStopping)
        // Another time, as it is then.
        yield* dispatcher.tend(yield* messages.load(message.id))
      }).pipe(
        Effect.catchTag("FaxError.NotFound", () => Effect.void),
        Effect.onExit((exit) => Effect.sync(() => answer({ job, message }, Exit.asVoid(exit)))),
        Effect.ignore
      )

    /** Where the number is engaged, the end of that call wakes it. */
    const answer = ({ job, message }: Calling, exit: Exit.Exit<void, DatabaseError>) => {
      if (Exit.isSuccess(exit)) return job.resolve()
      const errors = [...Cause.failures(exit.cause)]
      if (errors.some(({ kind }) => kind === "conflict")) return job.resolve()
      // A job that is held here for another tells nothing: whoever looks after what is overdue takes it up.
      if (message.id === job.id || errors.length === 0) return job.reject(Cause.squash(exit.cause))
      runFork(Effect.logWarning(`${message.id} is postponed: ${errors[0]?.message}`))
      job.resolve()
    }

    /** What the engine has handed out together is taken up together. */
    const tendJobs = Effect.fn("GraphileEngine.tendJobs")(function* (
      handedOut: ReadonlyArray<Held>,
      isStopping: Effect.Effect<void>
    ) {
      // A message that was given a job while it had one: the other does nothing.
      const held = [...new Map(handedOut.map((job) => [job.id, job])).values()]
      for (const job of handedOut) if (!held.includes(job)) job.resolve()
      const loaded = yield* messages.loadWithRivals(held.map(({ id }) => id))
      const found = Arr.zip(held, loaded).flatMap(([job, exit]) => {
        if (Exit.isFailure(exit)) job.reject(Cause.squash(exit.cause))
        else if (exit.value === undefined) job.resolve()
        else return [{ job, ...exit.value }]
        return []
      })
      const at = yield* DateTime.now
      const [others, toCall] = Arr.partition(found, ({ message }) => isDue(message.delivery, at))
      const hasRivals = toCall.some((one) => one.hasRivals)
      const calls: ReadonlyArray<Calling> = hasRivals ? yield* inTheirTurn(toCall) : toCall
      last = calls.at(-1)?.message.client ?? last
      const jobOf = new Map(
        [...others, ...calls].map(({ job, message }) => [message, job] as const)
      )
      const called = new Set(calls.map(({ message }) => message))
      for (const { client } of called) count(client, 1)
      yield* dispatcher.tendAll([...jobOf.keys()], (message, exit) => {
        if (called.has(message)) count(message.client, -1)
        const job = jobOf.get(message)
        if (job === undefined) return
        if (Exit.isSuccess(exit) && !exit.value) runFork(waitAtGate({ job, message }, isStopping))
        else answer({ job, message }, Exit.asVoid(exit))
      })
    })

    /** Gathers the jobs that are handed out in one turn of the event loop. */
    const takeUp = (isStopping: Effect.Effect<void>) => {
      let gathered: Array<Held> = []
      return (payload: unknown): Promise<void> =>
        new Promise((resolve, reject) => {
          if (gathered.push({ ...decodePayload(payload), resolve, reject }) > 1) return
          setImmediate(() => {
            const held = gathered
            gathered = []
            runFork(
              Effect.onError(tendJobs(held, isStopping), (cause) =>
                Effect.sync(() => {
                  for (const job of held) job.reject(Cause.squash(cause))
                })
              )
            )
          })
        })
    }

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
              [tendTask]: takeUp(Deferred.await(isBroken))
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
      const probe = dispatcher.tendAll([first], () => undefined, { isProbe: true })
      yield* FiberSet.run(fibers, probe)
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
