import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"

/** Whether an effect has come to its end already, as `Effect.succeed` has. */
export const isOver = <A, E, R>(
  effect: Effect.Effect<A, E, R>
): effect is Effect.Effect<A, E, R> & Exit.Exit<A, E> => Exit.isExit(effect)

/**
 * `Effect.flatMap`, but with an effect that has come to its end already it goes on at once: where everything is at hand, no
 * fiber is needed to know what comes of it.
 *
 * @example
 * ```ts
 * import { andThen, isOver } from "@faxingcenter/core/wire"
 * import { Effect } from "effect"
 *
 * const doubled = andThen(Effect.succeed(2), (value) => Effect.succeed(value * 2))
 * console.log(isOver(doubled)) // true
 * ```
 */
export const andThen = <A, E, R, B, E2, R2>(
  effect: Effect.Effect<A, E, R>,
  next: (value: A) => Effect.Effect<B, E2, R2>
): Effect.Effect<B, E | E2, R | R2> => {
  if (!isOver(effect)) return Effect.flatMap(effect, next)
  return Exit.isSuccess(effect) ? next(effect.value) : Effect.failCause(effect.cause)
}
