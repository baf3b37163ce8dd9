import * as Metric from "effect/Metric"
import * as MetricBoundaries from "effect/MetricBoundaries"
import * as MetricKey from "effect/MetricKey"

/**
 * What a node measures of itself, for Prometheus; docs/reference/metrics.md has them in words. Counters begin anew with
 * the process. No number, name or id is in a label: each label has few values, whatever is faxed.
 */
const counter = (name: string, description: string) =>
  Metric.counter(name, { description, incremental: true })

const seconds = (name: string, description: string, boundaries: ReadonlyArray<number>) =>
  Metric.histogram(name, MetricBoundaries.fromIterable(boundaries), description)

/** `outcome`: delivered, failed or not_dialled; `reason`: of a failure, or empty. */
export const calls = counter("fax_calls_total", "Finished calls, by outcome and reason")
export const callsInDoubt = counter(
  "fax_calls_in_doubt_total",
  "Calls whose outcome was unknown, so that the line had to be asked"
)
export const callSeconds = seconds(
  "fax_call_duration_seconds",
  "Duration of calls, from start to outcome",
  [5, 15, 30, 60, 120, 300, 600, 1800, 3600]
)
export const pagesSent = counter("fax_pages_sent_total", "Pages confirmed by recipients' machines")
export const lines = Metric.gauge("fax_lines", {
  description: "Maximum number of simultaneous calls on this node"
})
export const linesEngaged = Metric.gauge("fax_lines_engaged", {
  description: "Calls in progress on this node"
})

/** `transport`: its name; `state`: of a `LineState`. 1 for the one that it is in. */
export const transportState = Metric.gauge("fax_transport_state", {
  description: "State of the line, as far as this node knows"
})
export const queuePaused = Metric.gauge("fax_queue_paused", {
  description: "Whether the queue is paused, by an operator or by the gateway itself"
})
export const numbersHeld = Metric.gauge("fax_numbers_held", {
  description: "Held numbers, counted up to 1000"
})

const databaseKey = MetricKey.histogram(
  "fax_database_duration_seconds",
  MetricBoundaries.fromIterable([0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5]),
  "Duration of database operations"
)
/** Made of its key: a metric that is tagged looks its key up with every update, and this is updated with every query. */
export const databaseSeconds = (operation: "read" | "commit") =>
  Metric.fromMetricKey(MetricKey.tagged(databaseKey, "operation", operation))
/** `kind`: of a `DatabaseError`, but for conflicts, which are answers. */
export const databaseErrors = counter(
  "fax_database_errors_total",
  "Database operations that failed, by kind"
)
export const databaseBytes = Metric.gauge("fax_database_bytes", {
  description: "Size of the database"
})
export const diskFreeBytes = Metric.gauge("fax_disk_free_bytes", {
  description: "Free space on the database's disk, if that disk is on this machine"
})

/** `result`: delivered, retried, given_up or gone. */
export const webhookPosts = counter("fax_webhook_posts_total", "Webhook posts attempted, by result")

/** `kind`: content, event or idempotency_key. */
export const retentionRemoved = counter(
  "fax_retention_removed_total",
  "Rows removed at the end of their retention"
)
export const retentionAt = Metric.gauge("fax_retention_last_success_timestamp_seconds", {
  description: "When this node last removed everything past its retention"
})
