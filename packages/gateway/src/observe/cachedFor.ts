import * as Clock from "effect/Clock"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"

/**
 * Remembers what it gave for so long, however many ask. Unlike `Effect.cachedWithTTL`, it does not remember for hours what it
 * gave before a clock was set back by them.
 */
export const cachedFor =
  (duration: Duration.DurationInput) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<Effect.Effect<A, E>, never, R> =>
    Effect.map(Effect.cachedInvalidateWithTTL(effect, duration), ([cached, forget]) => {
      let latest = Number.NEGATIVE_INFINITY
      return Effect.flatMap(Clock.currentTimeMillis, (now) => {
        const wasSetBack = now < latest
        latest = now
        return wasSetBack ? Effect.zipRight(forget, cached) : cached
      })
    })
