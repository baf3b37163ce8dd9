import { rmSync } from "node:fs"
import * as Clock from "effect/Clock"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import { takeLock } from "./takeLock.js"

class Held extends Data.TaggedError("Held")<{ readonly owner: string }> {}

/** Whoever has the lock reads and writes one small file. */
const pollEvery = "25 millis"
const giveUpAfter = "20 seconds"

/**
 * Does something while no other process does the same with this lock file: what is read stays true until it
 * is written. `onHeld` says who has it all the time, `onError` that it cannot be made.
 */
export const withLock =
  <E2>(
    file: string,
    {
      onError,
      onHeld
    }: { readonly onError: (error: unknown) => E2; readonly onHeld: (owner: string) => E2 }
  ) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E | E2, R> => {
    const take = Effect.flatMap(Clock.currentTimeMillis, (now) =>
      Effect.try({ try: () => takeLock(file, now), catch: onError })
    ).pipe(Effect.flatMap((owner) => (owner === undefined ? Effect.void : new Held({ owner }))))
    const taken = take.pipe(
      Effect.retry({
        while: (error) => error instanceof Held,
        schedule: Schedule.spaced(pollEvery).pipe(Schedule.upTo(giveUpAfter))
      }),
      Effect.mapError((error) => (error instanceof Held ? onHeld(error.owner) : error))
    )
    return Effect.acquireUseRelease(
      taken,
      () => effect,
      () => Effect.sync(() => rmSync(file, { force: true }))
    )
  }
