import { describe, expect, it } from "@effect/vitest"
import { Document, FaxNumber, MessageId } from "@faxingcenter/core"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { SimulatedLine } from "../src/index.js"
import type { Call } from "../src/transport.js"
import { Transport } from "../src/transport.js"
import { postgres, sqliteFiles, type TestDatabase } from "./databases.js"

const message = "01a2085b0b4526870000000000000001"

const call = (fence: number, number = "13862345678"): Call => ({
  attemptKey: `${message}-${fence}`,
  client: 1,
  messageId: MessageId.make(message),
  number: FaxNumber.make(number),
  startedAt: DateTime.unsafeMake(0),
  from: {},
  documents: [Document.fromBytes("a.txt", new Uint8Array([1]))],
  claimed: () => Effect.succeed([]),
  report: () => Effect.void
})

const long: SimulatedLine.SimulatedLineOptions["fate"] = () => ({
  outcome: { _tag: "Delivered", pages: 1 },
  lasts: "1 hour"
})

const suite = ({ fresh, missing, name }: TestDatabase) =>
  describe.skipIf(missing !== undefined)(`a simulated line in a database: ${name}`, () => {
    /** As many processes as one likes over a database of their own. */
    const processes = Effect.map(
      Effect.promise(fresh),
      (address) => (options?: SimulatedLine.SimulatedLineOptions) =>
        Effect.map(
          Layer.build(SimulatedLine.layerStored(Redacted.make(address), options)),
          (context) => Effect.provide(Transport, context)
        ).pipe(Effect.flatten)
    )

    it.scopedLive("answers for calls that another process made", () =>
      Effect.gen(function* () {
        const start = yield* processes
        const caller = yield* start({ fate: long })
        const other = yield* start()
        let isReported = false
        const report = () =>
          Effect.sync(() => {
            isReported = true
          })
        const calling = yield* Effect.fork(caller.dial({ ...call(1), report }))
        yield* Effect.repeat(Effect.yieldNow(), { until: () => isReported })
        expect(yield* other.find(call(1))).toMatchObject({ _tag: "NotYet" })
        yield* other.hangUp(call(1))
        expect(yield* Fiber.join(calling)).toMatchObject({ _tag: "Failed", reason: "canceled" })
        expect(yield* other.find(call(1))).toMatchObject({ reason: "canceled" })
      })
    )

    it.scopedLive("never makes a call that was asked about before", () =>
      Effect.gen(function* () {
        const start = yield* processes
        const sleeper = yield* start({ fate: long })
        const other = yield* start()
        expect(yield* other.find(call(1))).toEqual({ _tag: "NotDialled" })
        expect(yield* sleeper.dial(call(1))).toEqual({ _tag: "NotDialled" })
      })
    )

    it.scopedLive("gives the test block its fates, call by call", () =>
      Effect.gen(function* () {
        const start = yield* processes
        const line = yield* start()
        const ends = (number: string) =>
          Effect.forEach([1, 2], (fence) => line.dial(call(fence, number)))
        expect(yield* ends("15005550004")).toEqual([
          { _tag: "Failed", reason: "busy", pages: 0 },
          { _tag: "Delivered", pages: 1 }
        ])
        const refused = yield* line.dial(call(3, "+15005550006"))
        expect(refused).toEqual({ _tag: "Failed", reason: "insufficient_funds", pages: 0 })
      })
    )
  })

suite(sqliteFiles())
suite(postgres())
