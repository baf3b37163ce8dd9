import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"

/**
 * Does something with many at once. Where that fails it is done with each alone, so that one that is broken fails alone.
 * `all` gives as many results as it is given items, in their order.
 */
export const allOrEach = <A, B, E>(
  items: ReadonlyArray<A>,
  all: (items: ReadonlyArray<A>) => Effect.Effect<ReadonlyArray<B>, E>
): Effect.Effect<ReadonlyArray<Exit.Exit<B, E>>> =>
  Effect.matchCauseEffect(all(items), {
    onSuccess: (results) => Effect.succeed(results.map((result) => Exit.succeed(result))),
    onFailure: (cause): Effect.Effect<ReadonlyArray<Exit.Exit<B, E>>> =>
      items.length > 1 && !Cause.isInterrupted(cause)
        ? Effect.map(
            Effect.forEach(items, (item) => allOrEach([item], all), { concurrency: "unbounded" }),
            (exits) => exits.flat()
          )
        : Effect.succeed(items.map(() => Exit.failCause(cause)))
  })
