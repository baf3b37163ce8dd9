import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"

const isOver = <A, E, R>(
  effect: Effect.Effect<A, E, R>
): effect is Effect.Effect<A, E, R> & Exit.Exit<A, E> => Exit.isExit(effect)

/**
 * `Effect.flatMap` without a step of the fiber where the first effect is over: what follows is then done when this is
 * called. For the paths of small requests, within an effect that runs.
 */
export const flatMapAtOnce = <A, E, R, B, E2, R2>(
  effect: Effect.Effect<A, E, R>,
  next: (value: A) => Effect.Effect<B, E2, R2>
): Effect.Effect<B, E | E2, R | R2> => {
  if (!isOver(effect)) return Effect.flatMap(effect, next)
  return Exit.isSuccess(effect) ? next(effect.value) : Effect.failCause(effect.cause)
}
