import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import type * as Redacted from "effect/Redacted"
import type { AccessToken } from "../Auth.js"

/** The current token of one account. */
export interface TokenCache<E> {
  /** A token that is good for a while yet, fetched once however many fibers ask. */
  readonly get: Effect.Effect<Redacted.Redacted, E>
  /** Forgets a token that the service refused, unless it has been replaced already. */
  readonly invalidate: (token: Redacted.Redacted) => Effect.Effect<void>
}

/** A token is renewed this long before it expires, or at nine tenths of a short life. */
const margin = Duration.seconds(60)

export const makeTokenCache = <E>(
  authenticate: Effect.Effect<AccessToken, E>
): Effect.Effect<TokenCache<E>> =>
  Effect.map(Effect.makeSemaphore(1), (semaphore) => {
    let cached: { readonly token: Redacted.Redacted; readonly until: number } | undefined

    const renew = Effect.gen(function* () {
      const now = yield* Clock.currentTimeMillis
      if (cached !== undefined && now < cached.until) return cached.token
      const { expiresIn, token } = yield* authenticate
      const life = Duration.toMillis(expiresIn)
      cached = { token, until: now + Math.max(life - Duration.toMillis(margin), life * 0.9) }
      return token
    })

    return {
      get: Effect.clockWith((clock) =>
        cached !== undefined && clock.unsafeCurrentTimeMillis() < cached.until
          ? Effect.succeed(cached.token)
          : semaphore.withPermits(1)(renew)
      ),
      invalidate: (token) =>
        Effect.sync(() => {
          if (cached !== undefined && Equal.equals(cached.token, token)) cached = undefined
        })
    }
  })
