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

const decode = Schema.decodeUnknown(Schema.Array(Schema.Struct({ node: Schema.String })))

/** This process among those that work on the same database. */
export class ClusterNode extends Context.Tag("@faxingcenter/gateway/ClusterNode")<
  ClusterNode,
  {
    readonly id: string
    /** Writes down that it is there. */
    readonly beat: Effect.Effect<void, DatabaseError>
    /** Other nodes that have open attempts, and are stopped, dead or unknown. */
    readonly gone: Effect.Effect<ReadonlyArray<string>, DatabaseError>
  }
>() {}

const make = Effect.gen(function* () {
  const db = yield* Database
  const { every, deadAfter } = yield* CurrentPulse
  const id = newName()
  const now = Effect.map(DateTime.now, DateTime.toEpochMillis)
  const deadAfterMillis = Duration.toMillis(deadAfter)
  let firstBeat = 0
  let lastBeat = 0

  const beat = Effect.gen(function* () {
    const at = yield* now
    yield* db.commit(() => [
      sql`INSERT INTO nodes (id, started_at, seen_at) VALUES (${id}, ${at}, ${at})
        ON CONFLICT (id) DO UPDATE SET seen_at = ${at}`
    ])
    if (at - lastBeat > deadAfterMillis) firstBeat = at
    lastBeat = at
  })
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
    gone: Effect.gen(function* () {
      const since = (yield* now) - deadAfterMillis
      // When this one slept or the database was away, the others could give no sign of life either.
      if (firstBeat > since) return []
      const rows = yield* db.query(sql`SELECT DISTINCT a.node AS node FROM attempts a
        LEFT JOIN nodes n ON n.id = a.node
        WHERE a.ended_at IS NULL AND a.node <> ${id}
          AND (n.id IS NULL OR n.stopped_at IS NOT NULL OR n.seen_at < ${since})`)
      return (yield* Effect.orDie(decode(rows))).map(({ node }) => node)
    })
  })
})

export const layer = Layer.scoped(ClusterNode, make)
