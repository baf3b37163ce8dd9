import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FiberSet from "effect/FiberSet"
import type { DatabaseError } from "./Database.js"

interface Waiting<K, A> {
  readonly key: K
  readonly resume: (found: Effect.Effect<A | undefined, DatabaseError>) => void
}

/** When all that was ready to go on has done so. */
const nextTurn = Effect.async<void>((resume) => {
  setImmediate(() => resume(Effect.void))
})

/**
 * Reads by a key, of which those that are asked for in one turn of the event loop are one query: what was committed together
 * goes on together. One that cannot be read fails alone.
 */
export const readTogether = Effect.fn("Database.readTogether")(function* <K, A>(
  read: (keys: ReadonlyArray<K>) => Effect.Effect<ReadonlyMap<K, A>, DatabaseError>
) {
  const runFork = yield* FiberSet.makeRuntime<never>()
  let waiting: Array<Waiting<K, A>> = []

  const answer = (batch: ReadonlyArray<Waiting<K, A>>): Effect.Effect<void> =>
    Effect.flatMap(Effect.exit(read(batch.map(({ key }) => key))), (exit) => {
      if (batch.length > 1 && Exit.isFailure(exit)) {
        return Effect.forEach(batch, (one) => answer([one]), {
          concurrency: "unbounded",
          discard: true
        })
      }
      for (const { key, resume } of batch) resume(Exit.map(exit, (found) => found.get(key)))
      return Effect.void
    })

  const run = Effect.zipRight(
    nextTurn,
    Effect.suspend(() => {
      const batch = waiting
      waiting = []
      return answer(batch)
    })
  ).pipe(Effect.uninterruptible)

  return (key: K): Effect.Effect<A | undefined, DatabaseError> =>
    Effect.async((resume) => {
      if (waiting.push({ key, resume }) === 1) runFork(run)
    })
})
