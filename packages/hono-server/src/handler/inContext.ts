import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as FiberRef from "effect/FiberRef"

/**
 * Runs what is left of a request with more in its context. As a request has a fiber of its own, nothing
 * is put back afterwards, which would cost more than a small request's other work.
 */
export const inContext = <A, E, R>(
  more: Context.Context<never>,
  rest: Effect.Effect<A, E, R>
): Effect.Effect<A, E, R> =>
  Effect.zipRight(FiberRef.update(FiberRef.currentContext, Context.merge(more)), rest)
