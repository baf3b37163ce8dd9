import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import { Acceptance } from "../accept/Acceptance.js"
import { FaxQueue, type Pause } from "../deliver/FaxQueue.js"
import { Line, type LineState } from "../deliver/Line.js"
import { Transport } from "../deliver/transport/Transport.js"
import { databaseBytes, diskFreeBytes, numbersHeld, queuePaused } from "../measure/metrics.js"
import { ClusterNode } from "../store/cluster/ClusterNode.js"
import { makeCheckTables } from "../store/database/checkTables.js"
import { Database, DatabaseError, type Space } from "../store/database/Database.js"
import { makeRestores } from "../store/database/restores.js"
import { type KeptContents, makeKeptContents } from "../store/documents/keptContents.js"
import { makeFaxCounts } from "../store/faxes/faxCounts.js"
import { cachedFor } from "./cachedFor.js"
import { prometheusText } from "./prometheusText.js"

/** What every name of a metric here begins with. */
const prefix = "fax_"

const open = Metric.gauge("fax_messages_open", {
  description: "Messages without a final state, by current state"
})
const oldest = Metric.gauge("fax_oldest_due_seconds", {
  description: "How long the message that has been due longest has waited for its call"
})
const total = Metric.gauge("fax_messages", {
  description: "Messages accepted so far, by status"
})
const webhooks = Metric.gauge("fax_webhooks_open", {
  description: "Undelivered webhooks, counted up to 10000"
})

/** After a refusal for so many milliseconds, another fax may try. */
const refusalMillis = 5_000
/** A database that has not answered by then is not there. */
const probeTimeout = Duration.seconds(5)

const statuses = ["processing", "delivered", "failed"] as const
/** In which messages without a final state are, by their names in the metrics. */
const states = [
  ["Waiting", "waiting"],
  ["Calling", "calling"],
  ["InDoubt", "inDoubt"]
] as const

/** Whether accepted faxes are called, and if not, why not. */
export interface Delivering {
  readonly isDelivering: boolean
  /** Absent while the queue runs. */
  readonly pause?: Pause
  /** As far as this node knows. */
  readonly line: LineState
}

/**
 * The health of this gateway, for monitoring.
 *
 * @example
 * ```ts
 * import { Health } from "@faxingcenter/gateway/manage"
 * import { Effect } from "effect"
 *
 * const isReady = Effect.flatMap(Health, ({ ready }) => Effect.isSuccess(ready))
 * ```
 */
export class Health extends Context.Tag("@faxingcenter/gateway/Health")<
  Health,
  {
    /** What the way to the line is called; nobody is called on a `simulated` one. */
    readonly transport: string
    /**
     * Whether faxes can be accepted: every table is there, the database takes a small write, and no fax has just been refused
     * for its sake. A write may find room where a document finds none.
     */
    readonly ready: Effect.Effect<void, DatabaseError>
    /** The copy that was put in the place of the database, while the line has not been asked about all that waited in it. */
    readonly restored: Effect.Effect<
      | { readonly at: DateTime.Utc; readonly since: DateTime.Utc; readonly unasked: number }
      | undefined,
      DatabaseError
    >
    /** A gateway that is ready may not be delivering: faxes wait until it does. */
    readonly delivering: Effect.Effect<Delivering, DatabaseError>
    /** What is kept of documents, and what goes next. */
    readonly kept: Effect.Effect<KeptContents, DatabaseError>
    /** How large its database is, and how much room is left for it, in bytes. */
    readonly space: Effect.Effect<Space, DatabaseError>
    /**
     * Metrics in Prometheus's text format: counted in the database, so that every node tells the same
     * of them. There is no number, name or content in any.
     */
    readonly metrics: Effect.Effect<string, DatabaseError>
  }
>() {}

const make = Effect.gen(function* () {
  const db = yield* Database
  const counts = yield* makeFaxCounts
  const acceptance = yield* Acceptance
  const node = yield* ClusterNode
  const checkTables = yield* makeCheckTables
  const { name: transport } = yield* Transport
  const queue = yield* FaxQueue
  const line = yield* Line
  const kept = yield* makeKeptContents
  // However many ask, one of them reads, and writes if the node's own pulse has not just done so. A database that hangs does
  // not hang those who ask.
  const probe = yield* Effect.zipRight(checkTables, node.beatIfDue).pipe(
    Effect.disconnect,
    Effect.timeoutFail({
      duration: probeTimeout,
      onTimeout: () =>
        new DatabaseError({
          kind: "unavailable",
          detail: `no answer within ${Duration.format(probeTimeout)}`
        })
    }),
    cachedFor("1 second")
  )
  const restores = yield* makeRestores
  const restored = yield* Effect.gen(function* () {
    const unasked = yield* restores.unasked
    const last = unasked === 0 ? undefined : yield* restores.last
    return last === undefined
      ? undefined
      : { at: DateTime.unsafeMake(last.at), since: DateTime.unsafeMake(last.since), unasked }
  }).pipe(cachedFor("5 seconds"))
  return Health.of({
    transport,
    restored,
    ready: Effect.gen(function* () {
      const trouble = yield* acceptance.trouble
      const now = yield* DateTime.now
      if (trouble !== undefined && Math.abs(now.epochMillis - trouble.at) < refusalMillis) {
        return yield* trouble.error
      }
      yield* probe
    }),
    delivering: Effect.gen(function* () {
      const pause = yield* queue.paused
      const known = yield* line.state
      const isUsable = known.state === "up" || known.state === "unknown"
      return {
        isDelivering: pause === undefined && isUsable,
        ...(pause === undefined ? {} : { pause }),
        line: known
      }
    }),
    kept,
    space: db.space,
    metrics: Effect.gen(function* () {
      // At once: a scrape takes as long as the longer of the two.
      const [found, { free, used }] = yield* Effect.all([counts, db.space], { concurrency: 2 })
      for (const status of statuses) {
        yield* Metric.set(Metric.tagged(total, "status", status), found[status])
      }
      for (const [name, state] of states) {
        yield* Metric.set(Metric.tagged(open, "state", name), found.open[state])
      }
      const due = found.oldestDue
      const now = yield* Effect.clockWith((clock) => clock.currentTimeMillis)
      yield* Metric.set(oldest, due === 0 ? 0 : Math.max(0, now - due) / 1000)
      yield* Metric.set(webhooks, found.webhooks)
      yield* Metric.set(queuePaused, found.isPaused ? 1 : 0)
      yield* Metric.set(numbersHeld, found.held)
      yield* Metric.set(databaseBytes, used)
      if (free !== undefined) yield* Metric.set(diskFreeBytes, free)
      return prometheusText(yield* Metric.snapshot, prefix)
    })
  })
})

export const layer = Layer.effect(Health, make)
