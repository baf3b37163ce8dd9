import * as Cause from "effect/Cause"
import type * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import * as MetricBoundaries from "effect/MetricBoundaries"
import * as MetricKey from "effect/MetricKey"
import type * as MetricLabel from "effect/MetricLabel"
import * as Option from "effect/Option"
import { kindOf } from "../FaxError.js"
import { surroundingsOf } from "./Surroundings.js"

const calls = MetricKey.counter("faxingcenter_calls", {
  description: "Calls to the service by operation and outcome (ok or kind of error)",
  incremental: true
})

const durations = MetricKey.histogram(
  "faxingcenter_call_duration",
  MetricBoundaries.fromIterable([
    10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000, 300_000
  ]),
  "Duration of calls in milliseconds with retries and uploads by operation"
)

/** The outcome of a call that was interrupted. */
export const interrupted = "interrupted"

const outcomeOf = (cause: Cause.Cause<{ readonly _tag: string }>): string =>
  Option.match(Cause.failureOption(cause), {
    onSome: kindOf,
    onNone: () => (Cause.isInterruptedOnly(cause) ? interrupted : "defect")
  })

/** Begins to time a call; the function that it gives counts the call by its outcome. */
export type Measure = (surroundings: {
  readonly clock: Clock.Clock
  readonly metricLabels: ReadonlyArray<MetricLabel.MetricLabel>
}) => (outcome: string) => void

/** Counts the calls of an operation and times them; with tags in the key, which is then looked up once. */
export const measureOf = (operation: string): Measure => {
  const duration = Metric.fromMetricKey(
    durations.pipe(
      MetricKey.tagged("time_unit", "milliseconds"),
      MetricKey.tagged("operation", operation)
    )
  )
  const counters = new Map<string, Metric.Metric.Counter<number>>()
  const counterOf = (outcome: string) => {
    const known = counters.get(outcome)
    if (known !== undefined) return known
    const counter = Metric.fromMetricKey(
      calls.pipe(MetricKey.tagged("operation", operation), MetricKey.tagged("outcome", outcome))
    )
    counters.set(outcome, counter)
    return counter
  }
  return ({ clock, metricLabels }) => {
    const started = clock.unsafeCurrentTimeMillis()
    return (outcome) => {
      duration.unsafeUpdate(clock.unsafeCurrentTimeMillis() - started, metricLabels)
      counterOf(outcome).unsafeUpdate(1, metricLabels)
    }
  }
}

/** `Effect.onExit`, without the steps of an effect for what is done then. */
export const counted = <A, E extends { readonly _tag: string }, R>(
  call: Effect.Effect<A, E, R>,
  count: (outcome: string) => void
): Effect.Effect<A, E, R> =>
  Effect.uninterruptibleMask((restore) =>
    Effect.matchCauseEffect(restore(call), {
      onFailure: (cause) => {
        count(outcomeOf(cause))
        return Effect.failCause(cause)
      },
      onSuccess: (value) => {
        count("ok")
        return Effect.succeed(value)
      }
    })
  )

/** Measures the calls of an operation that are effects. */
export const measured = (operation: string) => {
  const measure = measureOf(operation)
  return <A, E extends { readonly _tag: string }, R>(
    call: Effect.Effect<A, E, R>
  ): Effect.Effect<A, E, R> =>
    Effect.withFiberRuntime((fiber) => counted(call, measure(surroundingsOf(fiber))))
}
