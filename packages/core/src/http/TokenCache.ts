import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import type * as Redacted from "effect/Redacted"
import type { AccessToken } from "../Auth.js"

/** The current token of one account. */
export interface TokenCache<E> {
  /** The token, if it is there and good for a while yet at a time in epoch milliseconds. */
  readonly at: (now: number) => Redacted.Redacted | undefined
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
    const at = (now: number) =>
      cached !== undefined && now < cached.until ? cached.token : undefined

    const renew = Effect.gen(function* () {
      const now = yield* Clock.currentTimeMillis
      const current = at(now)
      if (current !== undefined) return current
      const { expiresIn, token } = yield* authenticate
      const life = Duration.toMillis(expiresIn)
      cached = { token, until: now + Math.max(life - Duration.toMillis(margin), life * 0.9) }
      return token
    })

    return {
      at,
      get: Effect.clockWith((clock) => {
        const current = at(clock.unsafeCurrentTimeMillis())
        return current === undefined ? semaphore.withPermits(1)(renew) : Effect.succeed(current)
      }),
      invalidate: (token) =>
        Effect.sync(() => {
          if (cached !== undefined && Equal.equals(cached.token, token)) cached = undefined
        })
    }
  })
