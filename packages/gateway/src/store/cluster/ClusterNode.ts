import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import { Database, type DatabaseError } from "../database/Database.js"
import { sql } from "../database/sql.js"
import { newName } from "../ids.js"
import { waitAtMost } from "./waitAtMost.js"

/** How nodes tell that another one is gone. */
export interface Pulse {
  /** Each node says that it is there this often. */
  readonly every: Duration.DurationInput
  /** One that has said nothing for so long is taken for dead. Several times `every`. */
  readonly deadAfter: Duration.DurationInput
}

/**
 * How often the nodes of this program give a sign of life.
 *
 * @example
 * ```ts
 * import { CurrentPulse } from "@faxingcenter/gateway/manage"
 * import { Layer } from "effect"
 *
 * // Calls of a node that died are taken over within five seconds.
 * const Quick = Layer.succeed(CurrentPulse, { every: "1 second", deadAfter: "5 seconds" })
 * ```
 */
export class CurrentPulse extends Context.Reference<CurrentPulse>()(
  "@faxingcenter/gateway/CurrentPulse",
  { defaultValue: (): Pulse => ({ every: "1 second", deadAfter: "6 seconds" }) }
) {}

const decode = Schema.decodeUnknown(
  Schema.Array(
    Schema.Struct({
      node: Schema.String,
      /** Absent of a node that is unknown or has stopped. */
      seenAt: Schema.NullOr(Schema.Int)
    })
  )
)

/** The last sign of life of another node, and when this one first saw it: clocks of nodes, and steps of them, do not matter. */
interface Sign {
  readonly seenAt: number
  /** By a clock that is never set. */
  readonly noticedAt: bigint
}

/** This process among those that work on the same database. */
export class ClusterNode extends Context.Tag("@faxingcenter/gateway/ClusterNode")<
  ClusterNode,
  {
    readonly id: string
    /** Writes down that it is there. */
    readonly beat: Effect.Effect<void, DatabaseError>
    /** The same, unless the last beat was written a moment ago: what it proves is proven then. */
    readonly beatIfDue: Effect.Effect<void, DatabaseError>
    /** Other nodes that have open attempts, and are stopped, dead or unknown. */
    readonly gone: Effect.Effect<ReadonlyArray<string>, DatabaseError>
  }
>() {}

const make = Effect.gen(function* () {
  const db = yield* Database
  const { every, deadAfter } = yield* CurrentPulse
  const id = newName()
  const now = Effect.map(DateTime.now, DateTime.toEpochMillis)
  const nanosOf = (duration: Duration.DurationInput) =>
    BigInt(Math.round(Duration.toMillis(duration) * 1e6))
  const everyNanos = nanosOf(every)
  const deadAfterNanos = nanosOf(deadAfter)
  const clock = yield* Effect.clock
  let firstBeat = clock.unsafeCurrentTimeNanos()
  let lastBeat = firstBeat
  let signs: ReadonlyMap<string, Sign> = new Map()

  /** When this node's last beat was written; absent after one that was not. */
  let provenAt: bigint | undefined
  const beat = Effect.gen(function* () {
    const at = yield* now
    yield* db.commit(() => [
      sql`INSERT INTO nodes (id, started_at, seen_at) VALUES (${id}, ${at}, ${at})
        ON CONFLICT (id) DO UPDATE SET seen_at = ${at}`
    ])
    const beatAt = clock.unsafeCurrentTimeNanos()
    if (beatAt - lastBeat > deadAfterNanos) firstBeat = beatAt
    lastBeat = beatAt
    provenAt = beatAt
  }).pipe(
    Effect.tapErrorCause(() =>
      Effect.sync(() => {
        provenAt = undefined
      })
    )
  )
  yield* beat
  yield* Effect.forkScoped(
    Effect.repeat(
      Effect.catchAllCause(beat, (cause) => Effect.logWarning("No sign of life was given", cause)),
      Schedule.spaced(every)
    )
  )
  yield* Effect.addFinalizer(() =>
    waitAtMost(
      Effect.flatMap(now, (at) =>
        db.commit(() => [sql`UPDATE nodes SET stopped_at = ${at} WHERE id = ${id}`])
      ),
      "2 seconds"
    )
  )

  return ClusterNode.of({
    id,
    beat,
    beatIfDue: Effect.suspend(() =>
      provenAt !== undefined && clock.unsafeCurrentTimeNanos() - provenAt < 2n * everyNanos
        ? Effect.void
        : beat
    ),
    gone: Effect.gen(function* () {
      const rows = yield* db.query(sql`SELECT DISTINCT a.node AS node,
          CASE WHEN n.stopped_at IS NULL THEN n.seen_at END AS "seenAt"
        FROM attempts a LEFT JOIN nodes n ON n.id = a.node
        WHERE a.ended_at IS NULL AND a.node <> ${id}`)
      const others = yield* Effect.orDie(decode(rows))
      const looked = clock.unsafeCurrentTimeNanos()
      const noticed = new Map<string, Sign>()
      for (const { node, seenAt } of others) {
        const sign = signs.get(node)
        if (seenAt !== null) {
          noticed.set(node, sign?.seenAt === seenAt ? sign : { seenAt, noticedAt: looked })
        }
      }
      signs = noticed
      // When this one slept or the database was away, the others could give no sign of life either.
      if (looked - firstBeat < deadAfterNanos) return []
      return others.flatMap(({ node }) => {
        const sign = noticed.get(node)
        return sign === undefined || looked - sign.noticedAt >= deadAfterNanos ? [node] : []
      })
    })
  })
})

export const layer = Layer.scoped(ClusterNode, make)
