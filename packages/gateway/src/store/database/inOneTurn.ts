import * as Arr from "effect/Array"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as FiberSet from "effect/FiberSet"

interface Waiting<A, B, E> {
  readonly item: A
  readonly resume: (result: Effect.Effect<B, E>) => void
}

const unbounded = { concurrency: "unbounded", discard: true } as const

/** When all that was ready to go on has done so. */
const nextTurn = Effect.async<void>((resume) => {
  setImmediate(() => resume(Effect.void))
})

/**
 * What is asked for in one turn of the event loop is done at once: what went on together ends together. One that is broken
 * fails alone. `all` gives as many results as it is given items, in their order.
 */
export const inOneTurn = Effect.fn("Database.inOneTurn")(function* <A, B, E>(
  all: (items: ReadonlyArray<A>) => Effect.Effect<ReadonlyArray<B>, E>
) {
  const runFork = yield* FiberSet.makeRuntime<never>()
  let waiting: Array<Waiting<A, B, E>> = []

  const answer = (batch: ReadonlyArray<Waiting<A, B, E>>): Effect.Effect<void> =>
    Effect.matchCauseEffect(all(batch.map(({ item }) => item)), {
      onSuccess: (results) =>
        Effect.sync(() => {
          for (const [{ resume }, result] of Arr.zip(batch, results)) resume(Effect.succeed(result))
        }),
      onFailure: (cause) => {
        if (batch.length > 1 && !Cause.isInterrupted(cause)) {
          return Effect.forEach(batch, (one) => answer([one]), unbounded)
        }
        for (const { resume } of batch) resume(Effect.failCause(cause))
        return Effect.void
      }
    })

  /** Who waits is answered, also when the program stops meanwhile. */
  const run = Effect.suspend(() => {
    let batch: ReadonlyArray<Waiting<A, B, E>> = []
    const gathered = Effect.suspend(() => {
      batch = waiting
      waiting = []
      return answer(batch)
    })
    return Effect.onInterrupt(Effect.zipRight(nextTurn, gathered), () =>
      Effect.sync(() => {
        for (const { resume } of batch.length === 0 ? waiting : batch) resume(Effect.interrupt)
      })
    )
  })

  return (item: A): Effect.Effect<B, E> =>
    Effect.async((resume) => {
      if (waiting.push({ item, resume }) === 1) runFork(run)
    })
})
