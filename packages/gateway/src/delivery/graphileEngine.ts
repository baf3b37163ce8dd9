import { EventEmitter } from "node:events"
import { MessageId } from "@faxingcenter/core"
import { destinationKey } from "@faxingcenter/core/delivery"
import {
  DateTime,
  Deferred,
  Duration,
  Effect,
  FiberId,
  FiberSet,
  Layer,
  Redacted,
  Schedule,
  Schema
} from "effect"
import { Logger, type Runner, run, runMigrations, type WorkerEvents } from "graphile-worker"
import { Database, type DatabaseError } from "../database/Database.js"
import { makePool } from "../database/postgresPool.js"
import { raw, type Statement, sql } from "../database/sql.js"
import { Messages, type StoredMessage } from "../store/Messages.js"
import { type Wake, Waker } from "../store/Waker.js"
import { Capacity } from "./Capacity.js"
import { Dispatcher } from "./Dispatcher.js"
import { CurrentPulse, Node } from "./Node.js"

const task = "tend"
/** A message whose number was engaged is looked at again after this. */
const engagedPause = 2_000
/** What the engine has not taken up so long after its time is looked for in the tables. */
const overdue = Duration.seconds(15)

/**
 * The engine looks for the next job of a named queue before it has set the queue free, finds none, and
 * looks again after this many milliseconds.
 */
const pollInterval = 500

/**
 * One by one, the engine reports what is done without waiting for the answer, and a database that goes
 * away in between ends the process. In batches, even of one, it waits and can be started again.
 */
const preset = { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } }

const quiet = new Logger(() => () => {})

/**
 * Adds a job to graphile-worker in the commit that made the message wait. Jobs of one destination
 * share a named queue, which is worked through one by one over all nodes.
 */
const wakeStatement = (rows: (wakes: ReadonlyArray<Wake>) => Statement) => {
  return (wakes: ReadonlyArray<Wake>, guard: Statement = raw("TRUE")) =>
    wakes.length === 0
      ? []
      : [
          sql`SELECT COUNT(*) AS n FROM graphile_worker.add_jobs((SELECT array_agg((
              '${raw(task)}', json_build_object('id', r.id), 'to ' || r.destination,
              to_timestamp(r.at / 1000.0), 25::smallint, r.id, 0::smallint, NULL::text[]
            )::graphile_worker.job_spec) FROM ${rows(wakes)} WHERE ${guard}))`
        ]
}

const migrateWorker = (url: Redacted.Redacted) =>
  Effect.flatMap(makePool({ connectionString: Redacted.value(url), max: 2 }), (pgPool) =>
    Effect.tryPromise(() => runMigrations({ pgPool, logger: quiet }))
  ).pipe(
    // Nodes that start at once may get in each other's way; whoever comes later finds it done.
    Effect.retry(Schedule.spaced("500 millis").pipe(Schedule.intersect(Schedule.recurs(20)))),
    Effect.orDie,
    Effect.scoped
  )

export const layerWaker = (url: Redacted.Redacted): Layer.Layer<Waker, never, Database> =>
  Layer.effect(
    Waker,
    Effect.gen(function* () {
      const { dialect } = yield* Database
      yield* migrateWorker(url)
      return Waker.of({
        wake: wakeStatement((wakes) =>
          dialect.rows(
            { id: "text", destination: "text", at: "bigint" },
            wakes.map(({ messageId, destination, at }) => [messageId, destination, at])
          )
        )
      })
    })
  )

const decodePayload = Schema.decodeUnknown(Schema.Struct({ id: MessageId }))

/** Works through a database together with any number of other nodes. */
const make = (url: Redacted.Redacted) =>
  Effect.gen(function* () {
    const db = yield* Database
    const dispatcher = yield* Dispatcher
    const messages = yield* Messages
    const node = yield* Node
    const waker = yield* Waker
    const { lines, drain } = yield* Capacity
    const { deadAfter } = yield* CurrentPulse
    const fibers = yield* FiberSet.make<void, unknown>()
    const pgPool = yield* makePool({
      connectionString: Redacted.value(url),
      max: 4,
      application_name: "faxingcenter-worker"
    })
    const runPromise = yield* FiberSet.runtimePromise(fibers)<never>()
    const now = Effect.map(DateTime.now, DateTime.toEpochMillis)

    const wakeLater = (message: StoredMessage) =>
      Effect.flatMap(now, (at) =>
        db.commit(() =>
          waker.wake([
            {
              messageId: message.id,
              destination: destinationKey(message.delivery.destination),
              at: at + engagedPause
            }
          ])
        )
      )

    const tend = (id: MessageId): Effect.Effect<void, DatabaseError> =>
      Effect.catchIf(
        dispatcher.tend(id),
        (error) => error.kind === "conflict",
        () =>
          messages.load(id).pipe(
            Effect.flatMap(wakeLater),
            Effect.catchTag("NotFound", () => Effect.void)
          )
      )

    const started = (runner: Runner, pool: string, isBroken: Deferred.Deferred<void>) =>
      Effect.zipRight(
        db.commit(() => [sql`UPDATE nodes SET pool = ${pool} WHERE id = ${node.id}`]),
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
            logger: quiet,
            events,
            parsedCronItems: [],
            preset,
            taskList: {
              [task]: (payload) =>
                runPromise(
                  Effect.flatMap(Effect.orDie(decodePayload(payload)), ({ id }) => tend(id))
                )
            }
          })
        ),
        (runner) => started(runner, pool, isBroken),
        (runner) =>
          Effect.unlessEffect(
            Effect.promise(() => runner.stop().catch(() => undefined)).pipe(
              Effect.timeout(drain),
              Effect.ignore
            ),
            Deferred.isDone(isBroken)
          )
      )
    })

    /** What is held by an engine that is gone is set free; and nothing due is left, whatever happens. */
    const lookAfter = Effect.gen(function* () {
      const at = yield* now
      const since = at - Duration.toMillis(deadAfter)
      yield* db.commit(() => [
        sql`SELECT graphile_worker.force_unlock_workers(ARRAY(
          SELECT DISTINCT locked_by FROM graphile_worker.jobs
          WHERE locked_by IS NOT NULL AND locked_at < to_timestamp(${since} / 1000.0)
            AND locked_by NOT IN (SELECT pool FROM nodes
              WHERE pool IS NOT NULL AND stopped_at IS NULL AND seen_at >= ${since})))`
      ])
      const late = yield* messages.where(
        sql`wake_at < ${at - Duration.toMillis(overdue)} ORDER BY wake_at LIMIT ${lines}`
      )
      yield* Effect.forEach(late, ({ id }) => FiberSet.run(fibers)(Effect.ignore(tend(id))), {
        discard: true
      })
    })

    const forever = (effect: Effect.Effect<void, unknown>, pause: Duration.DurationInput) =>
      effect.pipe(
        Effect.catchAllCause((cause) => Effect.logWarning("The engine is started again", cause)),
        Effect.repeat(Schedule.spaced(pause)),
        Effect.forkScoped
      )
    yield* forever(lookAfter, deadAfter)
    yield* forever(work, "1 second")
  })

export const layer = (url: Redacted.Redacted) => Layer.scopedDiscard(make(url))
