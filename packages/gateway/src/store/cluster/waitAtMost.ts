import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"

/**
 * Waits for something in a finalizer, and no longer than this: finalizers cannot be interrupted, so that
 * `Effect.timeout` alone would wait for its end.
 */
export const waitAtMost = <A, E, R>(
  effect: Effect.Effect<A, E, R>,
  duration: Duration.DurationInput
): Effect.Effect<void, never, R> =>
  Effect.ignore(Effect.timeout(Effect.interruptible(Effect.disconnect(effect)), duration))
