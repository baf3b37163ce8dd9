import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Tracer from "effect/Tracer"
import { spanned } from "../src/measure/spanned.js"
import * as Discretion from "../src/observe/Discretion.js"

const inSpan = Effect.isSuccess(Effect.currentSpan)

describe("with Discretion", () => {
  it.effect("a call that nobody traces makes no span", () =>
    Effect.gen(function* () {
      expect(yield* spanned("Send.submit")(inSpan)).toBe(false)
    }).pipe(Effect.provide(Discretion.layer))
  )

  it.effect("a call that somebody traces makes one", () => {
    const traced = Layer.unwrapEffect(
      Effect.map(Effect.tracer, ({ context, span }) =>
        Layer.setTracer(Tracer.make({ context, span: (...about) => span(...about) }))
      )
    )
    return Effect.gen(function* () {
      expect(yield* spanned("Send.submit")(inSpan)).toBe(true)
    }).pipe(
      Effect.provide(Discretion.layer.pipe(Layer.provide(traced), Layer.provideMerge(traced)))
    )
  })
})
