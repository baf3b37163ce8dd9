import { describe, expect, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
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

  it.effect("neither a span nor a log repeats what a call was about", () => {
    const told: Array<unknown> = []
    const traced = Layer.unwrapEffect(
      Effect.map(Effect.tracer, ({ context, span }) =>
        Layer.setTracer(
          Tracer.make({
            context,
            span: (...about) => {
              const made = span(...about)
              const { attribute, end, event } = made
              return Object.assign(made, {
                attribute: (name: string, value: unknown) => {
                  told.push([name, value])
                  attribute.call(made, name, value)
                },
                event: (...parts: Parameters<typeof event>) => {
                  told.push(parts)
                  event.apply(made, parts)
                },
                end: (...[at, exit]: Parameters<typeof end>) => {
                  told.push(Exit.isFailure(exit) ? Cause.pretty(exit.cause) : "")
                  end.call(made, at, exit)
                }
              })
            }
          })
        )
      )
    )
    const logged = Logger.replace(
      Logger.defaultLogger,
      Logger.make(({ cause, message }) => {
        told.push(message, Cause.pretty(cause))
      })
    )
    const answer = new Error("canary: 13862345678 said no")
    const call = Effect.gen(function* () {
      yield* Effect.annotateCurrentSpan({ "fax.pages": 4711, "fax.number": "canary" })
      const span = yield* Effect.orDie(Effect.currentSpan)
      span.event("answered", 0n, { "http.response.status_code": 406, body: "canary" })
      yield* Effect.logWarning("It failed", answer)
      yield* Effect.logWarning("It failed", Cause.fail(answer))
      return yield* Effect.fail(answer)
    }).pipe(Effect.withSpan("Transport.dial"))
    return Effect.gen(function* () {
      yield* Effect.flip(call)
      const all = JSON.stringify(told, (_, value) =>
        typeof value === "bigint"
          ? String(value)
          : value instanceof Error
            ? `${value.name}: ${value.message}`
            : value
      )
      for (const known of ["4711", "406", "It failed", "Error: its text is not logged"]) {
        expect(all).toContain(known)
      }
      expect(all).not.toMatch(/canary|13862345678/)
    }).pipe(
      Effect.provide(
        Discretion.layer.pipe(
          Layer.provide(Layer.merge(traced, logged)),
          Layer.provideMerge(Layer.merge(traced, logged))
        )
      )
    )
  })
})
