import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import { Logger, runMigrations } from "graphile-worker"
import { Database, type DatabaseError } from "../database/Database.js"
import { postgresError } from "../database/postgresDatabase.js"
import { addressOf, makePool } from "../database/postgresPool.js"
import { postgresRefusal } from "../database/postgresRefusal.js"
import { raw, type Statement, sql } from "../database/sql.js"
import { Waker } from "../outbox/Waker.js"

/** The task that a job of ours asks for; its payload is `{ id }` of a message. */
export const tendTask = "tend"

/** Jobs that are given to the engine anew at once. */
const mostOverdue = 1000

export const quietLogger = new Logger(() => () => {})

/**
 * Adds a job to graphile-worker for each of these rows, in the commit that made the message wait. Jobs
 * have no queue names: with one for each destination, the engine locks all of them whenever a line looks
 * for its next job, and the lines of other nodes find none meanwhile.
 */
const jobsOf = (rows: Statement, guard: Statement = raw("TRUE")): Statement =>
  sql`SELECT COUNT(*) AS n FROM graphile_worker.add_jobs((SELECT array_agg((
      '${raw(tendTask)}', json_build_object('id', r.id), NULL::text, to_timestamp(r.at / 1000.0),
      25::smallint, r.id, 0::smallint, NULL::text[]
    )::graphile_worker.job_spec) FROM ${rows} WHERE ${guard}))`

const engaged = raw(`EXISTS (SELECT 1 FROM messages other
  WHERE other.destination = messages.destination AND other.state IN ('Calling', 'InDoubt'))`)

const migrateWorker = (url: Redacted.Redacted) =>
  Effect.flatMap(makePool({ connectionString: addressOf(url), max: 2 }), (pgPool) =>
    Effect.tryPromise({
      try: () => runMigrations({ pgPool, logger: quietLogger }),
      catch: (error) => error
    })
  ).pipe(
    // Nodes that start at once may get in each other's way; whoever comes later finds it done.
    Effect.retry({
      schedule: Schedule.spaced("500 millis").pipe(Schedule.intersect(Schedule.recurs(20))),
      while: (error) => postgresRefusal(error) === undefined
    }),
    Effect.catchAll(postgresError),
    Effect.scoped
  )

/** Wakes messages with jobs for graphile-worker. */
export const layerWaker = (url: Redacted.Redacted): Layer.Layer<Waker, DatabaseError, Database> =>
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

/** What the engines of all nodes hold. Times: milliseconds since 1970. */
export const makeGraphileJobs = Effect.map(Database, (db) => ({
  /** Says which jobs a node holds: those that this pool of workers has locked. */
  hold: (node: string, pool: string): Effect.Effect<void, DatabaseError> =>
    Effect.asVoid(db.commit(() => [sql`UPDATE nodes SET pool = ${pool} WHERE id = ${node}`])),
  /**
   * Sets free what is held by an engine that has given no sign of life since then; and gives jobs to
   * messages that are `late` and have none, so that nothing due is left, whatever happens.
   */
  lookAfter: (since: number, late: number): Effect.Effect<void, DatabaseError> =>
    Effect.asVoid(
      db.commit(() => [
        sql`SELECT graphile_worker.force_unlock_workers(ARRAY(
          SELECT DISTINCT locked_by FROM graphile_worker.jobs
          WHERE locked_by IS NOT NULL AND locked_at < to_timestamp(${since} / 1000.0)
            AND locked_by NOT IN (SELECT pool FROM nodes
              WHERE pool IS NOT NULL AND stopped_at IS NULL AND seen_at >= ${since})))`,
        jobsOf(sql`(SELECT id, wake_at AS at FROM messages
          WHERE wake_at < ${late} AND (state <> 'Waiting' OR NOT ${engaged})
            AND NOT EXISTS (SELECT 1 FROM graphile_worker.jobs
              WHERE key = messages.id AND attempts < max_attempts)
          ORDER BY wake_at LIMIT ${mostOverdue}) r`)
      ])
    )
}))
