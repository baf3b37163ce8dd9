import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"

/**
 * Builds a layer over the services below it, and adds what it gives to them. `Layer.provideMerge` does the same, but a
 * tower of a dozen of them takes some ten thousand steps, which delay the start of a gateway.
 */
export const builtOver =
  <A, E, R>(layer: Layer.Layer<A, E, R>) =>
  <B>(
    below: Context.Context<B>
  ): Effect.Effect<Context.Context<A | B>, E, Exclude<R | Scope.Scope, B>> =>
    Effect.map(Effect.provide(Layer.build(layer), below), (made) => Context.merge(below, made))
