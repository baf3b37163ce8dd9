import * as Effect from "effect/Effect"
import { makeFairQueue } from "./fairQueue.js"

interface Waiting {
  readonly owner: number
  readonly start: () => void
}

/**
 * Lets so many effects run at once; of those that wait, their owners take turns. The next begins in a later turn of the
 * event loop: what else has come is done in between, and whoever asks again at once is not behind for it.
 */
export const makeFairTurns = (atOnce: number) => {
  const waiting = makeFairQueue<Waiting>(({ owner }) => owner)
  let running = 0

  const startNext = () => {
    while (running < atOnce) {
      const [next] = waiting.take(1)
      if (next === undefined) return
      running += 1
      next.start()
    }
  }
  const end = Effect.sync(() => {
    setImmediate(() => {
      running -= 1
      startNext()
    })
  })

  return (owner: number) =>
    <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
      Effect.suspend(() => {
        let hasStarted = false
        let isGone = false
        const turn = Effect.async<void>((resume) => {
          const start = () => {
            hasStarted = true
            // Who does not wait any more gives its turn to the next.
            if (isGone) running -= 1
            else resume(Effect.void)
          }
          waiting.add({ owner, start })
          startNext()
        })
        const leave = Effect.suspend(() => {
          isGone = true
          return hasStarted ? end : Effect.void
        })
        return Effect.acquireUseRelease(
          Effect.onInterrupt(Effect.interruptible(turn), () => leave),
          () => effect,
          () => end
        )
      })
}
