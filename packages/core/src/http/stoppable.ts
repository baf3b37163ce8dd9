import * as Effect from "effect/Effect"

/**
 * What plain functions do, as one effect. `start` is given how the effect goes on, and gives how to stop what it has
 * started, which an interruption does; what has started nothing goes on at once. What `Effect.async` does with such a
 * function takes steps of a call that is answered, too.
 */
export const stoppable = <A, E>(
  start: (goOn: (rest: Effect.Effect<A, E>) => void) => (() => void) | undefined
): Effect.Effect<A, E> => {
  // What is over is let go of: a fiber outlives its calls, and the collector takes long to find that it is not used.
  let stop: (() => void) | undefined
  const running = Effect.async<A, E>((resume) => {
    stop = start((rest) => {
      stop = undefined
      resume(rest)
    })
  })
  return Effect.uninterruptibleMask((restore) =>
    Effect.catchAllCause(restore(running), (cause) => {
      stop?.()
      stop = undefined
      return Effect.failCause(cause)
    })
  )
}
