import { FaxError } from "@faxingcenter/core"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import ipaddr from "ipaddr.js"

/** Wrong secrets that may come from one place in a minute before more of them take their time. */
const freeGuesses = 10
const minuteMillis = 60_000
/** What each further one takes. */
const penalty = Duration.seconds(1)
/** Secrets from one place that may wait to be tried. */
const mostWaiting = 64
/** Slow hashes at once: they share the threads that files and names are read with. */
const hashesAtOnce = 2
/** Places that are remembered at once. */
const mostPlaces = 10_000

interface Place {
  readonly turn: Effect.Semaphore
  waiting: number
  wrong: number
  /** Since when they are counted, in milliseconds since 1970. */
  since: number
}

const tooMany = new FaxError.RateLimited({
  detail: "Too many wrong secrets came from this address",
  retryAfter: Duration.seconds(30)
})

/** Whoever has one address of IPv6 has the 2^64 of its network. */
const placeName = (origin: string): string => {
  if (!ipaddr.isValid(origin)) return origin
  const address = ipaddr.process(origin)
  return address instanceof ipaddr.IPv6 ? address.parts.slice(0, 4).join(":") : origin
}

/**
 * Slows down who guesses, by where the guesses come from and not by whom they are meant for: nobody shuts out a
 * client by knowing its id. A try counts once it was found to be wrong. What is tried from one place is tried one
 * after the other, and after some wrong ones each waits first; the right one gets in all the same.
 */
export const makeGuesses = Effect.gen(function* () {
  const hashing = yield* Effect.makeSemaphore(hashesAtOnce)
  const places = new Map<string, Place>()

  const placeOf = (origin: string, now: number): Place => {
    let place = places.get(origin)
    if (place === undefined) {
      if (places.size >= mostPlaces) {
        for (const [name, { waiting }] of places) if (waiting === 0) places.delete(name)
      }
      place = { turn: Effect.unsafeMakeSemaphore(1), waiting: 0, wrong: 0, since: now }
      places.set(origin, place)
    }
    // By a clock that was set back, the minute would go on for as long.
    if (now - place.since >= minuteMillis || now < place.since) {
      place.wrong = 0
      place.since = now
    }
    return place
  }

  /** Tries a secret when it is its turn. */
  return (origin: string, attempt: Effect.Effect<boolean>) =>
    Effect.clockWith((clock) => {
      const place = placeOf(placeName(origin), clock.unsafeCurrentTimeMillis())
      if (place.waiting >= mostWaiting) return Effect.fail(tooMany)
      place.waiting += 1
      return Effect.suspend(() =>
        place.wrong < freeGuesses ? Effect.void : Effect.sleep(penalty)
      ).pipe(
        Effect.zipRight(hashing.withPermits(1)(attempt)),
        Effect.tap((isRight) =>
          Effect.sync(() => {
            if (!isRight) place.wrong += 1
          })
        ),
        place.turn.withPermits(1),
        Effect.ensuring(
          Effect.sync(() => {
            place.waiting -= 1
          })
        )
      )
    })
})
