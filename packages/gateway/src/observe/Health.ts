import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import { Acceptance } from "../accept/Acceptance.js"
import { FaxQueue, type QueueState } from "../deliver/FaxQueue.js"
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

/** Whether accepted faxes are called, and if not, why not. */
export interface Delivering {
  readonly isDelivering: boolean
  readonly queue: QueueState
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
  // However many ask, one of them writes. A database that hangs does not hang those who ask.
  const probe = yield* Effect.zipRight(checkTables, node.beat).pipe(
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
      const state = yield* queue.state
      const known = yield* line.state
      const isUsable = known.state === "up" || known.state === "unknown"
      return { isDelivering: state.pause === undefined && isUsable, queue: state, line: known }
    }),
    kept,
    space: db.space,
    metrics: Effect.gen(function* () {
      const onTheLine = yield* counts.onTheLine
      const byStatus = yield* counts.byStatus
      for (const [i, status] of statuses.entries()) {
        yield* Metric.set(Metric.tagged(total, "status", status), byStatus.get(String(i + 1)) ?? 0)
      }
      const calling = onTheLine.get("Calling") ?? 0
      const inDoubt = onTheLine.get("InDoubt") ?? 0
      // To count those that wait would take the longer the more there are.
      const waiting = Math.max(0, (byStatus.get("1") ?? 0) - calling - inDoubt)
      yield* Metric.set(Metric.tagged(open, "state", "Waiting"), waiting)
      yield* Metric.set(Metric.tagged(open, "state", "Calling"), calling)
      yield* Metric.set(Metric.tagged(open, "state", "InDoubt"), inDoubt)
      const due = yield* counts.oldestDue
      const now = yield* Effect.clockWith((clock) => clock.currentTimeMillis)
      yield* Metric.set(oldest, due === 0 ? 0 : Math.max(0, now - due) / 1000)
      yield* Metric.set(webhooks, yield* counts.webhooks)
      const { held, pause } = yield* queue.state
      yield* Metric.set(queuePaused, pause === undefined ? 0 : 1)
      yield* Metric.set(numbersHeld, held)
      const { free, used } = yield* db.space
      yield* Metric.set(databaseBytes, used)
      if (free !== undefined) yield* Metric.set(diskFreeBytes, free)
      return prometheusText(yield* Metric.snapshot, prefix)
    })
  })
})

export const layer = Layer.effect(Health, make)
