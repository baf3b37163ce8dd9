import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { isLater, Later } from "./Later.js"

/** Whether an effect has come to its end already, as `Effect.succeed` has. */
export const isOver = <A, E, R>(
  effect: Effect.Effect<A, E, R>
): effect is Effect.Effect<A, E, R> & Exit.Exit<A, E> => Exit.isExit(effect)

/** Calls back with what follows on a result, once that is no `Later` itself. */
const follow = <A, E, R, B, E2, R2>(
  later: Later<A, E, R>,
  next: (result: Effect.Effect<A, E, R>) => Effect.Effect<B, E2, R2>
) => {
  // Whoever calls back has others to call: what breaks down in one of them is its own defect.
  const attempted = (result: Effect.Effect<A, E, R>) => {
    try {
      return next(result)
    } catch (defect) {
      return Effect.die(defect)
    }
  }
  return new Later<B, E2, R2>((done) =>
    later.start((result) => {
      const following = attempted(result)
      if (isLater(following)) following.start(done)
      else done(following)
    })
  )
}

/**
 * `Effect.flatMap`, but with an effect that has come to its end already it goes on at once, and after a `Later` when that
 * calls back: where everything is at hand, no fiber is needed to know what comes of it.
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
  if (isOver(effect)) {
    return Exit.isSuccess(effect) ? next(effect.value) : Effect.failCause(effect.cause)
  }
  return isLater(effect)
    ? follow(effect, (result) => andThen(result, next))
    : Effect.flatMap(effect, next)
}

/**
 * `Effect.catchAll` in the same way: what succeeds without a fiber goes on without one.
 *
 * @example
 * ```ts
 * import { isOver, orElse } from "@faxingcenter/core/wire"
 * import { Effect } from "effect"
 *
 * const known = orElse(Effect.succeed("asked"), () => Effect.succeed("assumed"))
 * isOver(known) // true
 * ```
 */
export const orElse = <A, E, R, B, E2, R2>(
  effect: Effect.Effect<A, E, R>,
  recover: (error: E) => Effect.Effect<B, E2, R2>
): Effect.Effect<A | B, E2, R | R2> => {
  if (isOver(effect) && Exit.isSuccess(effect)) return Effect.succeed(effect.value)
  return isLater(effect)
    ? follow(effect, (result) => orElse(result, recover))
    : Effect.catchAll(effect, recover)
}
