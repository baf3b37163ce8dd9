import * as Context from "effect/Context"
import * as DefaultServices from "effect/DefaultServices"
import * as Effect from "effect/Effect"
import * as Tracer from "effect/Tracer"

/** The tracer of a program that has none: nobody ever sees its spans. */
const nobody = Context.get(DefaultServices.liveServices, Tracer.Tracer)

/** Whether anybody sees the spans of a tracer. */
export const isTraced = (tracer: Tracer.Tracer): boolean => tracer !== nobody

/** The span of a call, where somebody traces: it takes as long as much of the call itself. */
export const spanned =
  (name: string, attributes: Readonly<Record<string, unknown>> = {}) =>
  <A, E, R>(call: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.flatMap(Effect.tracer, (tracer) =>
      isTraced(tracer) ? Effect.withSpan(call, name, { attributes }) : call
    )
