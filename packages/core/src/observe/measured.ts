import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as FiberRef from "effect/FiberRef"
import * as Metric from "effect/Metric"
import * as MetricBoundaries from "effect/MetricBoundaries"
import * as MetricKey from "effect/MetricKey"
import * as Option from "effect/Option"
import { kindOf } from "../FaxError.js"

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

const outcomeOf = (cause: Cause.Cause<{ readonly _tag: string }>): string =>
  Option.match(Cause.failureOption(cause), {
    onSome: kindOf,
    onNone: () => (Cause.isInterruptedOnly(cause) ? "interrupted" : "defect")
  })

/** Counts the calls of an operation and times them; with tags in the key, which is then looked up once. */
export const measured = (operation: string) => {
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
  return <A, E extends { readonly _tag: string }, R>(
    call: Effect.Effect<A, E, R>
  ): Effect.Effect<A, E, R> =>
    Effect.clockWith((clock) => {
      const started = clock.unsafeCurrentTimeMillis()
      return Effect.withFiberRuntime((fiber) => {
        const count = (outcome: string) => {
          const labels = fiber.getFiberRef(FiberRef.currentMetricLabels)
          duration.unsafeUpdate(clock.unsafeCurrentTimeMillis() - started, labels)
          counterOf(outcome).unsafeUpdate(1, labels)
        }
        // `Effect.onExit`, without the steps of an effect for what is done then.
        return Effect.uninterruptibleMask((restore) =>
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
      })
    })
}
