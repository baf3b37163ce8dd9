import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import { kindOf } from "../FaxError.js"

const calls = Metric.counter("faxingcenter_calls", {
  description: "Calls of the service, by operation and outcome (ok, or the kind of the error)",
  incremental: true
})

const durations = Metric.timerWithBoundaries(
  "faxingcenter_call_duration",
  [10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000, 300_000],
  "Time that calls of the service take, retries and uploads included, by operation"
)

const outcomeOf = (exit: Exit.Exit<unknown, { readonly _tag: string }>): string =>
  Exit.match(exit, {
    onSuccess: () => "ok",
    onFailure: (cause) =>
      Option.match(Cause.failureOption(cause), {
        onSome: kindOf,
        onNone: () => (Cause.isInterruptedOnly(cause) ? "interrupted" : "defect")
      })
  })

/** Counts the calls of an operation and times them. */
export const measured =
  (operation: string) =>
  <A, E extends { readonly _tag: string }, R>(
    call: Effect.Effect<A, E, R>
  ): Effect.Effect<A, E, R> =>
    Effect.flatMap(Clock.currentTimeMillis, (started) =>
      Effect.onExit(call, (exit) =>
        Effect.gen(function* () {
          const took = Duration.millis((yield* Clock.currentTimeMillis) - started)
          yield* Metric.update(durations, took).pipe(Effect.tagMetrics({ operation }))
          yield* Metric.increment(calls).pipe(
            Effect.tagMetrics({ operation, outcome: outcomeOf(exit) })
          )
        })
      )
    )
