import { EventEmitter } from "node:events"
import { MessageId } from "@faxingcenter/core"
import * as DateTime from "effect/DateTime"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FiberId from "effect/FiberId"
import * as FiberSet from "effect/FiberSet"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import { Logger, type Runner, run, runMigrations, type WorkerEvents } from "graphile-worker"
import { CurrentPulse, Node } from "../store/cluster/Node.js"
import { Database, type DatabaseError } from "../store/database/Database.js"
import { makePool } from "../store/database/postgresPool.js"
import { raw, type Statement, sql } from "../store/database/sql.js"
import { Waker } from "../store/outbox/Waker.js"
import { Capacity } from "./Capacity.js"
import { Dispatcher } from "./Dispatcher.js"

const task = "tend"
/** What waits for so long after its time is given to the engine anew, if the engine does not know it. */
const overdue = Duration.seconds(15)
/** So many of them at once. */
const most = 1000

/** Milliseconds: what is to be done later is found by looking, by each line that is free. */
const pollInterval = 500

/**
 * One by one, the engine reports what is done without waiting for the answer, and a database that goes
 * away in between ends the process. In batches, even of one, it waits and can be started again.
 */
const preset = { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } }

const quiet = new Logger(() => () => {})

/**
 * Adds a job to graphile-worker for each of these rows, in the commit that made the message wait. Jobs
 * have no queue names: with one for each destination, the engine locks all of them whenever a line looks
 * for its next job, and the lines of other nodes find none meanwhile.
 */
const jobsOf = (rows: Statement, guard: Statement = raw("TRUE")): Statement =>
  sql`SELECT COUNT(*) AS n FROM graphile_worker.add_jobs((SELECT array_agg((
      '${raw(task)}', json_build_object('id', r.id), NULL::text, to_timestamp(r.at / 1000.0),
      25::smallint, r.id, 0::smallint, NULL::text[]
    )::graphile_worker.job_spec) FROM ${rows} WHERE ${guard}))`

const engaged = raw(`EXISTS (SELECT 1 FROM messages other
  WHERE other.destination = messages.destination AND other.state IN ('Calling', 'InDoubt'))`)

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
        wake: (wakes, guard) =>
          wakes.length === 0
            ? []
            : [
                jobsOf(
                  dialect.rows(
                    { id: "text", at: "bigint" },
                    wakes.map(({ messageId, at }) => [messageId, at])
                  ),
                  guard
                )
              ],
        wakeNext: (destination, guard) => [
          jobsOf(
            sql`(SELECT id, wake_at AS at FROM messages WHERE destination = ${destination}
              AND state = 'Waiting' ORDER BY wake_at LIMIT 1) r`,
            guard
          )
        ]
      })
    })
  )

const decodePayload = Schema.decodeUnknown(Schema.Struct({ id: MessageId }))

/** Works through a database together with any number of other nodes. */
const make = (url: Redacted.Redacted) =>
  Effect.gen(function* () {
    const db = yield* Database
    const dispatcher = yield* Dispatcher
    const node = yield* Node
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

    // Where the number is engaged, the end of that call wakes it.
    const tend = (id: MessageId): Effect.Effect<void, DatabaseError> =>
      Effect.catchIf(
        dispatcher.tend(id),
        (error) => error.kind === "conflict",
        () => Effect.void
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
      const late = at - Duration.toMillis(overdue)
      yield* db.commit(() => [
        sql`SELECT graphile_worker.force_unlock_workers(ARRAY(
          SELECT DISTINCT locked_by FROM graphile_worker.jobs
          WHERE locked_by IS NOT NULL AND locked_at < to_timestamp(${since} / 1000.0)
            AND locked_by NOT IN (SELECT pool FROM nodes
              WHERE pool IS NOT NULL AND stopped_at IS NULL AND seen_at >= ${since})))`,
        jobsOf(sql`(SELECT id, wake_at AS at FROM messages
          WHERE wake_at < ${late} AND (state <> 'Waiting' OR NOT ${engaged})
            AND NOT EXISTS (SELECT 1 FROM graphile_worker.jobs
              WHERE key = messages.id AND attempts < max_attempts)
          ORDER BY wake_at LIMIT ${most}) r`)
      ])
    })

    const forever = (effect: Effect.Effect<void, unknown>, pause: Duration.DurationInput) =>
      effect.pipe(
        Effect.catchAllCause((cause) => Effect.logWarning("The engine is started again", cause)),
        Effect.repeat(Schedule.spaced(pause)),
        Effect.forkScoped
      )
    yield* forever(lookAfter, Duration.times(deadAfter, 0.5))
    yield* forever(work, "1 second")
  })

export const layer = (url: Redacted.Redacted) => Layer.scopedDiscard(make(url))
