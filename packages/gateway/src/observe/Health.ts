import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import * as Schema from "effect/Schema"
import { Acceptance } from "../accept/Acceptance.js"
import { Node } from "../store/cluster/Node.js"
import { Database, DatabaseError } from "../store/database/Database.js"
import { raw } from "../store/database/sql.js"
import { prometheusText } from "./prometheusText.js"

/** What every name of a metric here begins with. */
const prefix = "fax_"

const open = Metric.gauge("fax_messages_open", {
  description: "Messages that have no final state yet, by what is being done"
})
const oldest = Metric.gauge("fax_oldest_due_seconds", {
  description: "How long the message that has been due for longest has waited for its call"
})
const total = Metric.gauge("fax_messages", {
  description: "Messages accepted so far, by status"
})
const webhooks = Metric.gauge("fax_webhooks_open", {
  description: "Webhooks that have not been delivered yet"
})

/** Milliseconds: after a refusal for so long, another fax may try. */
const recently = 5_000
const patience = Duration.seconds(5)

const Counts = Schema.Array(Schema.Struct({ name: Schema.String, n: Schema.Int }))
const decodeCounts = Schema.decodeUnknown(Counts)
const statuses = ["processing", "delivered", "failed"] as const
const states = ["Waiting", "Calling", "InDoubt"] as const

/**
 * How this gateway is, for who watches over it.
 *
 * @example
 * ```ts
 * import { Health } from "@faxingcenter/gateway"
 * import { Effect } from "effect"
 *
 * const isReady = Effect.flatMap(Health, ({ ready }) => Effect.isSuccess(ready))
 * ```
 */
export class Health extends Context.Tag("@faxingcenter/gateway/Health")<
  Health,
  {
    /**
     * Whether faxes can be accepted: the database takes a small write, and no fax has just been refused
     * for its sake. A write may find room where a document finds none.
     */
    readonly ready: Effect.Effect<void, DatabaseError>
    /**
     * Metrics in Prometheus's text format: counted in the database, so that every node tells the same
     * of them. There is no number, name or content in any.
     */
    readonly metrics: Effect.Effect<string, DatabaseError>
  }
>() {}

const make = Effect.gen(function* () {
  const db = yield* Database
  const acceptance = yield* Acceptance
  const node = yield* Node
  // However many ask, one of them writes. A database that hangs does not hang those who ask.
  const probe = yield* node.beat.pipe(
    Effect.disconnect,
    Effect.timeoutFail({
      duration: patience,
      onTimeout: () =>
        new DatabaseError({
          kind: "unavailable",
          detail: `no answer within ${Duration.format(patience)}`
        })
    }),
    Effect.cachedWithTTL("1 second")
  )
  const count = (text: string) =>
    Effect.flatMap(db.query(raw(text)), (rows) => Effect.orDie(decodeCounts(rows)))

  return Health.of({
    ready: Effect.gen(function* () {
      const trouble = yield* acceptance.trouble
      const now = yield* DateTime.now
      if (trouble !== undefined && now.epochMillis - trouble.at < recently) {
        return yield* trouble.error
      }
      yield* probe
    }),
    metrics: Effect.gen(function* () {
      // The open messages are those that are to be woken: their index is as short as the queue.
      const byState = yield* count(`SELECT state AS name, COUNT(*) AS n FROM messages
        WHERE wake_at IS NOT NULL GROUP BY state`)
      for (const state of states) {
        const n = byState.find(({ name }) => name === state)?.n ?? 0
        yield* Metric.set(Metric.tagged(open, "state", state), n)
      }
      const byStatus =
        yield* count(`SELECT CAST(status AS TEXT) AS name, CAST(SUM(n) AS BIGINT) AS n
        FROM rollup WHERE span = (SELECT MAX(span) FROM rollup) GROUP BY status`)
      for (const [i, status] of statuses.entries()) {
        const n = byStatus.find(({ name }) => name === String(i + 1))?.n ?? 0
        yield* Metric.set(Metric.tagged(total, "status", status), n)
      }
      const [due] = yield* count(`SELECT '' AS name, COALESCE(MIN(wake_at), 0) AS n FROM messages
        WHERE wake_at IS NOT NULL AND state = 'Waiting'`)
      const now = yield* Effect.clockWith((clock) => clock.currentTimeMillis)
      const since = due === undefined || due.n === 0 ? now : due.n
      yield* Metric.set(oldest, Math.max(0, now - since) / 1000)
      const [waiting] = yield* count(`SELECT '' AS name, COUNT(*) AS n FROM webhook_posts
        WHERE next_at IS NOT NULL`)
      yield* Metric.set(webhooks, waiting?.n ?? 0)
      return prometheusText(yield* Metric.snapshot, prefix)
    })
  })
})

export const layer = Layer.effect(Health, make)
