import { expect, it } from "@effect/vitest"
import { CurrentClient, Document, FaxNumber, Send, SendFax } from "@faxingcenter/core"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import { Capacity, layerSqlite, Vault } from "../src/index.js"
import { Transport } from "../src/transport.js"

it.live("stops when its time to drain is over, however long a call lasts", () =>
  Effect.gen(function* () {
    const dialled = yield* Deferred.make<void>()
    const EndlessCall = Layer.succeed(Transport, {
      name: "endless",
      refusesTestNumbers: false,
      dial: () => Effect.zipRight(Deferred.succeed(dialled, undefined), Effect.never),
      find: () => Effect.succeed({ _tag: "NotYet", detail: "the call is on" } as const),
      hangUp: () => Effect.void,
      forget: () => Effect.void
    })
    const runtime = ManagedRuntime.make(
      layerSqlite(":memory:").pipe(
        Layer.provide(EndlessCall),
        Layer.provide(Vault.layerPlain),
        Layer.provide(Layer.succeed(Capacity, { lines: 1, drain: 0 })),
        Layer.orDie
      )
    )
    const send = Effect.gen(function* () {
      const { submit } = yield* Send
      yield* submit(
        yield* SendFax.make({
          recipients: [{ number: FaxNumber.make("13862345678") }],
          documents: [Document.fromBytes("a.txt", new TextEncoder().encode("Hello"))]
        })
      )
    }).pipe(Effect.provideService(CurrentClient, { clientId: "test" }))
    yield* Effect.promise(() => runtime.runPromise(send))
    yield* Deferred.await(dialled)
    yield* runtime.disposeEffect
    expect(yield* Deferred.isDone(dialled)).toBe(true)
  })
)
