import { MessageId } from "@faxingcenter/core"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import { Database, type DatabaseError } from "../database/Database.js"
import { postgresError } from "../database/postgresDatabase.js"
import { addressOf, makePool } from "../database/postgresPool.js"
import { postgresRefusal } from "../database/postgresRefusal.js"
import { raw, type Statement, sql } from "../database/sql.js"
import { dueInTurn } from "../faxes/dueInTurn.js"
import { stepForward } from "../faxes/frontOf.js"
import type { Due } from "../faxes/Messages.js"
import { turnWords } from "../faxes/turnWords.js"
import { Waker } from "../outbox/Waker.js"

/** The task that a job of ours asks for; its payload is `{ id }` of a message. */
export const tendTask = "tend"

/** Messages and destinations that are looked after at once. */
const sliceSize = 500

/**
 * Milliseconds before its time that a message gets a job. To find its next job, the engine passes all that are to be done
 * later: of those that wait for tomorrow, it knows nothing.
 */
const soon = 5_000
const bySoon = raw(`(extract(epoch FROM clock_timestamp()) * 1000 + ${soon})`)

/** Loaded when it is used, which is on PostgreSQL alone. */
export const graphileWorker = Effect.promise(async () => {
  const { Logger, run, runMigrations } = await import("graphile-worker")
  return { run, runMigrations, logger: new Logger(() => () => {}) }
})

/**
 * Adds a job to graphile-worker for each of these rows, in the commit that made the message wait. Jobs
 * have no queue names: with one for each destination, the engine locks all of them whenever a line looks
 * for its next job, and the lines of other nodes find none meanwhile.
 */
const jobsOf = (rows: Statement, guard: Statement = raw("TRUE")): Statement =>
  sql`SELECT COUNT(*) AS n FROM (SELECT array_agg((
      '${raw(tendTask)}', json_build_object('id', r.id), NULL::text, to_timestamp(r.at / 1000.0),
      25::smallint, r.id, 0::smallint, NULL::text[]
    )::graphile_worker.job_spec) AS specs FROM ${rows} WHERE ${guard}) s
    CROSS JOIN LATERAL graphile_worker.add_jobs(s.specs) WHERE s.specs IS NOT NULL`

const migrateWorker = (url: Redacted.Redacted) =>
  Effect.gen(function* () {
    const { logger, runMigrations } = yield* graphileWorker
    const pgPool = yield* makePool({ connectionString: addressOf(url), max: 2 })
    yield* Effect.tryPromise({
      try: () => runMigrations({ pgPool, logger }),
      catch: (error) => error
    })
  }).pipe(
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
        wake: (ids, guard) =>
          ids.length === 0
            ? []
            : [
                jobsOf(
                  sql`(SELECT id, wake_at AS at FROM messages WHERE in_front = 1
                    AND (wake_at <= ${bySoon} OR (wake_at IS NOT NULL AND state <> 'Waiting')) AND id IN (SELECT id FROM ${dialect.rows(
                      { id: "text" },
                      ids.map((id) => [id])
                    )})) r`,
                  guard
                )
              ],
        // Each is looked up in the index of those in front: whatever its statistics say, PostgreSQL can do no other.
        wakeNext: (destinations) =>
          destinations.length === 0
            ? []
            : [
                jobsOf(
                  sql`(SELECT m.id, m.at FROM ${dialect.rows(
                    { destination: "text" },
                    destinations.map((destination) => [destination])
                  )} CROSS JOIN LATERAL (SELECT id, wake_at AS at, state FROM messages
                    WHERE destination = r.destination AND in_front = 1 OFFSET 0) m
                  WHERE m.state = 'Waiting' AND m.at <= ${bySoon}) r`
                )
              ]
      })
    })
  )

/** Where a round through all that is overdue has come to. */
export interface Round {
  readonly wakeAt: number
  readonly id: string
  readonly destination: string
}

export const firstRound: Round = { wakeAt: 0, id: "", destination: "" }

const Slice = Schema.Array(Schema.Struct({ id: Schema.String, at: Schema.Int }))
type Slice = typeof Slice.Type
const decodeIds = Schema.decodeUnknown(Schema.Array(Schema.Struct({ id: MessageId })))
const decodeSlice = Schema.decodeUnknown(Slice)
const decodeDestinations = Schema.decodeUnknown(
  Schema.Array(Schema.Struct({ destination: Schema.String }))
)

/** What the engines of all nodes hold. Times: milliseconds since 1970. */
export const makeGraphileJobs = Effect.map(Database, (db) => {
  const { toCall } = turnWords(db.dialect)
  /** There is none that wakes this message. */
  const isJobless = (id: Statement): Statement =>
    sql`(SELECT COUNT(*) FROM graphile_worker.jobs j
      WHERE j.key = ${id} AND j.attempts < j.max_attempts) = 0`

  /** Those of these messages that no job will wake: a job too many does nothing. */
  const jobless = (slice: Slice): Statement =>
    sql`(SELECT m.id, m.at FROM (SELECT id, at FROM ${db.dialect.rows(
      { id: "text", at: "bigint" },
      slice.map(({ at, id }) => [id, at])
    )}) m
      WHERE ${isJobless(raw("m.id"))}) r`

  /** Sets free those of these messages whose engine has given no sign of life since then. */
  const setFree = (slice: Slice, since: number): Statement =>
    sql`SELECT graphile_worker.force_unlock_workers(held.by) FROM (
      SELECT array_agg(DISTINCT m.locked_by) AS by FROM (
        SELECT (SELECT j.locked_by FROM graphile_worker.jobs j WHERE j.key = r.id
          AND j.locked_at < to_timestamp(${since} / 1000.0)) AS locked_by
        FROM ${db.dialect.rows(
          { id: "text" },
          slice.map(({ id }) => [id])
        )}) m
      WHERE m.locked_by IS NOT NULL AND m.locked_by NOT IN (SELECT pool FROM nodes
        WHERE pool IS NOT NULL AND stopped_at IS NULL AND seen_at >= ${since})) held
      WHERE held.by IS NOT NULL`

  const slice = (condition: Statement) =>
    Effect.flatMap(
      db.query(sql`SELECT id, wake_at AS at FROM messages WHERE ${condition} LIMIT ${sliceSize}`),
      (rows) => Effect.orDie(decodeSlice(rows))
    )

  /** The first destination after this one where somebody stands behind; by `MIN`, PostgreSQL may read all of them. */
  const nextBehind = (above: Statement): Statement =>
    sql`(SELECT destination FROM messages WHERE in_front IS NULL AND state = 'Waiting'
      AND destination > ${above} ORDER BY destination LIMIT 1)`

  /** Destinations after this one where somebody stands behind: each is found in one step. */
  const destinationsAfter = (destination: string) =>
    Effect.flatMap(
      db.query(sql`WITH RECURSIVE d AS (
          SELECT ${nextBehind(sql`${destination}`)} AS destination
          UNION ALL SELECT ${nextBehind(raw("d.destination"))} FROM d WHERE d.destination IS NOT NULL)
        SELECT destination FROM d WHERE destination IS NOT NULL LIMIT ${sliceSize}`),
      (rows) =>
        Effect.map(Effect.orDie(decodeDestinations(rows)), (all) =>
          all.map((one) => one.destination)
        )
    )

  return {
    /** Says which jobs a node holds: those that this pool of workers has locked. */
    hold: (node: string, pool: string): Effect.Effect<void, DatabaseError> =>
      Effect.asVoid(db.commit(() => [sql`UPDATE nodes SET pool = ${pool} WHERE id = ${node}`])),

    /**
     * Gives jobs to messages whose time has come, or comes soon: as many as this, the next of each client after `last`
     * first. Which have none is read from the tables, so that nobody is left out, whoever stops when.
     */
    feed: Effect.fn("GraphileJobs.feed")(function* (now: number, limit: number, last: number) {
      const end = now + soon
      const rows = yield* db.query(sql`SELECT d.id, d.wake_at AS at FROM (
          ${dueInTurn(db.dialect, end, limit, last)}) d
        WHERE EXISTS (SELECT wake_at FROM messages WHERE ${toCall} AND wake_at <= ${end}
          ORDER BY wake_at, id LIMIT 1) AND ${isJobless(raw('d.id COLLATE "default"'))}`)
      const fresh = yield* Effect.orDie(decodeSlice(rows))
      if (fresh.length > 0) yield* db.commit(() => [jobsOf(jobless(fresh))])
      return fresh.length
    }),

    /**
     * Takes away jobs of messages that wait for later, as earlier versions added them: their time is in the tables. Some of
     * them, and gives how many.
     */
    takeBack: Effect.fn("GraphileJobs.takeBack")(function* () {
      const [rows] = yield* db.commit(() => [
        sql`SELECT id FROM graphile_worker.complete_jobs(ARRAY(
          SELECT j.id FROM graphile_worker.jobs j JOIN messages m ON m.id = j.key COLLATE "C"
          WHERE j.task_identifier = '${raw(tendTask)}' AND j.locked_at IS NULL AND m.state = 'Waiting'
            AND j.run_at > to_timestamp(${bySoon} / 1000) + interval '1 minute' LIMIT ${sliceSize}))`
      ])
      return rows?.length ?? 0
    }),

    /** Which of these messages no engine has taken up yet. */
    free: (messages: ReadonlyArray<Due>): Effect.Effect<ReadonlyArray<Due>, DatabaseError> =>
      Effect.flatMap(
        db.query(
          sql`SELECT id FROM ${db.dialect.rows(
            { id: "text" },
            messages.map(({ id }) => [id])
          )} WHERE (SELECT COUNT(*) FROM graphile_worker.jobs j WHERE j.key = r.id AND j.locked_at IS NULL) > 0`
        ),
        (rows) =>
          Effect.map(Effect.orDie(decodeIds(rows)), (free) => {
            const ids = new Set(free.map(({ id }) => id))
            return messages.filter(({ id }) => ids.has(id))
          })
      ),

    /**
     * Takes the job of a message away for one whose job is held here, and gives that one another: whose turn it is goes
     * first. For each pair, `false`: an engine has taken it up meanwhile.
     */
    exchange: (
      pairs: ReadonlyArray<{ readonly held: MessageId; readonly taken: MessageId }>
    ): Effect.Effect<ReadonlyArray<boolean>, DatabaseError> =>
      Effect.map(
        db.commit(() =>
          pairs.map(
            ({
              held,
              taken
            }) => sql`WITH gone AS (SELECT id FROM graphile_worker.complete_jobs(ARRAY(
              SELECT id FROM graphile_worker.jobs WHERE key = ${taken} AND locked_at IS NULL)))
            ${jobsOf(
              sql`(SELECT id, wake_at AS at FROM messages WHERE id = ${held}) r`,
              sql`EXISTS (SELECT 1 FROM gone)`
            )}`
          )
        ),
        (results) => results.map((rows) => Number(rows[0]?.n) > 0)
      ),

    /**
     * Looks after what should have been taken up by `late`, so that nothing due is left, whatever happens: a
     * part of it each time, however much there is. It sets free what is held by an engine that has given no sign of
     * life since `since`, gives jobs to messages that have none, and somebody a place in front where nobody is.
     */
    lookAfter: Effect.fn("GraphileJobs.lookAfter")(function* (
      since: number,
      late: number,
      round: Round
    ) {
      const { epochMillis: now } = yield* DateTime.now
      const due = sql`${toCall} AND wake_at < ${late}`
      const onTheLine = yield* slice(
        sql`state IN ('Calling', 'InDoubt') AND wake_at < ${late} ORDER BY wake_at`
      )
      const oldest = yield* slice(sql`${due} ORDER BY wake_at, id`)
      const next = yield* slice(
        sql`${due} AND (wake_at, id) > (${round.wakeAt}, ${round.id}) ORDER BY wake_at, id`
      )
      const destinations = yield* destinationsAfter(round.destination)
      const overdue = [
        ...new Map([...onTheLine, ...oldest, ...next].map((one) => [one.id, one])).values()
      ]
      const script = [
        ...(overdue.length === 0 ? [] : [setFree(overdue, since), jobsOf(jobless(overdue))]),
        ...stepForward(
          db.dialect,
          destinations.map((destination) => ({ destination })),
          now
        )
      ]
      if (script.length > 0) yield* db.commit(() => script)
      const last = next.at(-1)
      return {
        wakeAt: next.length < sliceSize ? 0 : (last?.at ?? 0),
        id: next.length < sliceSize ? "" : (last?.id ?? ""),
        destination: destinations.length < sliceSize ? "" : (destinations.at(-1) ?? "")
      } satisfies Round
    })
  }
})
