import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import { retentionAt, retentionRemoved } from "../../measure/metrics.js"
import { Database, type DatabaseError } from "../database/Database.js"
import type { Bracket } from "../database/Dialect.js"
import { type Statement, sql } from "../database/sql.js"
import { firstIdAt } from "../ids.js"
import { DocumentRecord } from "./Contents.js"

/** How long things are kept. What is evidence (hashes, pages, attempts, times) is kept for good. */
export interface RetentionOptions {
  /** The content of documents, from acceptance; never less than until the end of their messages. */
  readonly content: Duration.DurationInput
  readonly events: Duration.DurationInput
  /** At least 24 hours. */
  readonly idempotencyKeys: Duration.DurationInput
}

/**
 * How long this gateway keeps data.
 *
 * @example
 * ```ts
 * import { Retention } from "@faxingcenter/gateway/manage"
 * import { Duration, Effect, Layer } from "effect"
 *
 * // The content of documents goes a week after the end of their fax.
 * const AWeek = Layer.effect(
 *   Retention,
 *   Effect.map(Retention, (usual) => ({ ...usual, content: Duration.days(7) }))
 * )
 * ```
 */
export class Retention extends Context.Reference<Retention>()("@faxingcenter/gateway/Retention", {
  defaultValue: (): RetentionOptions => ({
    content: "30 days",
    events: "30 days",
    idempotencyKeys: "48 hours"
  })
}) {}

/** A spooled document that no job has come for. */
const uploads = Duration.hours(1)

const decodeActive = Schema.decodeUnknown(
  Schema.Array(
    Schema.Struct({
      documents: Schema.parseJson(Schema.Array(DocumentRecord)),
      image: Schema.NullOr(Schema.parseJson(DocumentRecord))
    })
  )
)

/** Rows of a kind that one commit removes, so that none takes long. */
const few = 500
/** Parts of documents, which are overwritten as they go, */
const fewParts = 64
/** and their bytes: one part more at most, so that nobody who sends a fax waits for long. */
const fewBytes = 256 * 1024

/** Removes few of these parts. */
const deleteFew = (parts: Statement): Statement =>
  sql`DELETE FROM contents WHERE (content, part) IN (SELECT content, part
    FROM (SELECT content, part, size, SUM(size) OVER (ORDER BY content, part) AS so_far
      FROM (SELECT c.content, c.part, LENGTH(c.bytes) AS size FROM ${parts}
        ORDER BY c.content, c.part LIMIT ${fewParts}) few) summed
    WHERE so_far - size < ${fewBytes}) RETURNING part`

/** Removes some after the other until there are none. */
const untilNone = (
  some: Effect.Effect<number, DatabaseError>
): Effect.Effect<number, DatabaseError> =>
  Effect.iterate(
    { last: Number.POSITIVE_INFINITY, all: 0 },
    {
      while: ({ last }) => last > 0,
      body: ({ all }) => Effect.map(some, (last) => ({ last, all: all + last }))
    }
  ).pipe(Effect.map(({ all }) => all))

const each = ({ query }: Database["Type"], statements: ReadonlyArray<Statement>) =>
  Effect.forEach(statements, query, { discard: true })

const within = <A, E, R>(
  db: Database["Type"],
  { begin, end }: Bracket,
  what: Effect.Effect<A, E, R>
) =>
  Effect.acquireUseRelease(
    each(db, begin),
    () => what,
    () => Effect.orDie(each(db, end))
  )

/** Databases that may still have something deleted beside their tables. */
const unscrubbed = new WeakSet<Database["Type"]>()

/** Another time, if another process reads. */
const scrub = (db: Database["Type"]) =>
  Effect.map(
    within(db, db.dialect.withoutWaiting, Effect.forEach(db.dialect.scrub, db.query)),
    (results) => {
      if (results.flat().every(({ busy }) => busy === 0)) unscrubbed.delete(db)
    }
  )

const removeExpired = Effect.gen(function* () {
  const db = yield* Database
  const retention = yield* Retention
  const now = DateTime.toEpochMillis(yield* DateTime.now)
  const before = (age: Duration.DurationInput) => now - Duration.toMillis(age)
  const oldest = firstIdAt(before(retention.content))

  // Client by client, in the index of what is processed: what has ended is never looked at.
  const active = yield* db.query(sql`SELECT documents, image FROM jobs
    LEFT JOIN fax_images ON fax_images.job = jobs.id WHERE id IN
      (SELECT SUBSTR(m.id, 1, 24) || '00000000' FROM clients c
        CROSS JOIN messages m WHERE m.client = c.key AND m.status = 1 AND m.id < ${oldest})`)
  const needed = (yield* Effect.orDie(decodeActive(active))).flatMap(({ documents, image }) =>
    [...documents, ...(image === null ? [] : [image])].map(({ content }) => [content])
  )
  const removed = (statement: Statement) =>
    Effect.map(
      db.commit(() => [statement]),
      ([rows]) => rows?.length ?? 0
    )
  const isNeeded = sql`SELECT content FROM ${db.dialect.rows({ content: "text" }, needed)}`
  // As many as there are: what is kept for too long because others came faster would be kept against the rule.
  const purged = yield* untilNone(
    removed(
      deleteFew(sql`contents c WHERE c.content < ${oldest} AND c.content NOT IN (${isNeeded})`)
    )
  )
  // As few at a time, so that their parts are looked up, and nobody looks through all that is kept.
  const abandoned = sql`SELECT content FROM (SELECT content, at FROM uploads
    ORDER BY content LIMIT ${fewParts}) oldest WHERE at < ${before(uploads)}`
  let left = 0
  yield* untilNone(
    Effect.gen(function* () {
      left += yield* untilNone(
        removed(deleteFew(sql`contents c WHERE c.content ${db.dialect.among(abandoned)}`))
      )
      return yield* removed(
        sql`DELETE FROM uploads WHERE content ${db.dialect.among(abandoned)} RETURNING content`
      )
    })
  )
  const events = yield* untilNone(
    removed(sql`DELETE FROM events WHERE id IN (SELECT id FROM
      (SELECT id, at FROM events ORDER BY id LIMIT ${few}) oldest
      WHERE at < ${before(retention.events)}) RETURNING id`)
  )
  yield* untilNone(
    removed(sql`DELETE FROM simulated_calls WHERE key IN (SELECT key FROM simulated_calls
      WHERE at < ${before(retention.events)} ORDER BY at LIMIT ${few}) RETURNING key`)
  )
  const keys = yield* untilNone(
    removed(sql`DELETE FROM idempotency WHERE (client, key) IN (SELECT client, key
      FROM idempotency WHERE at < ${before(retention.idempotencyKeys)} ORDER BY at LIMIT ${few})
      RETURNING key`)
  )
  yield* db.commit(() => [
    sql`DELETE FROM tokens WHERE expires_at < ${now}`,
    sql`DELETE FROM nodes WHERE seen_at < ${before("1 day")} AND id NOT IN
      (SELECT node FROM attempts WHERE ended_at IS NULL)`
  ])
  for (const [kind, n] of [
    ["content", purged + left],
    ["event", events],
    ["idempotency_key", keys]
  ] as const) {
    yield* Metric.incrementBy(Metric.tagged(retentionRemoved, "kind", kind), n)
  }
  if (purged + left > 0) unscrubbed.add(db)
  if (unscrubbed.has(db)) yield* scrub(db)
  yield* Metric.set(retentionAt, now / 1000)
})

/** Removes what has been kept for long enough. */
export const purge = Effect.flatMap(Database, (db) =>
  within(db, db.dialect.inSmallPortions, removeExpired)
)

/** Purges from time to time. */
export const layer = Layer.scopedDiscard(
  purge.pipe(
    Effect.catchAllCause((cause) => Effect.logWarning("Expired data could not be removed", cause)),
    Effect.repeat(Schedule.spaced("1 minute")),
    Effect.forkScoped
  )
)
