import * as Context from "effect/Context"
import * as DefaultServices from "effect/DefaultServices"
import * as Effect from "effect/Effect"
import * as Tracer from "effect/Tracer"

const nobody = Context.get(DefaultServices.liveServices, Tracer.Tracer)

/** Whether somebody sees the spans of this tracer: not those of a program that has none of its own. */
export const isSeen = (tracer: Tracer.Tracer): boolean => tracer !== nobody

/**
 * A span around what is called with every request, where somebody traces: it takes as long as all that is in it.
 * `noting` is done within the span alone.
 */
export const spanned =
  (name: string, attributes: Readonly<Record<string, unknown>> = {}) =>
  <A, E, R>(
    effect: Effect.Effect<A, E, R>,
    noting: (effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R> = (given) => given
  ): Effect.Effect<A, E, R> =>
    Effect.withFiberRuntime((fiber) =>
      isSeen(fiber.currentTracer)
        ? Effect.withSpan(noting(effect), name, { captureStackTrace: false, attributes })
        : effect
    )
