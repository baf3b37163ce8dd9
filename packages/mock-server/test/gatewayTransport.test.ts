import { describe, expect, it } from "@effect/vitest"
import { Document, FaxClient, FaxNumber } from "@faxingcenter/core"
import { defaultPolicy } from "@faxingcenter/core/delivery"
import { Capacity, FaxingCenterTransport, Gateway, Policy } from "@faxingcenter/gateway"
import { createMockServer, type MockServerOptions } from "@faxingcenter/mock-server"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { sqliteFiles } from "../../gateway/test/databases.js"
import { ended, fax, gatewayWith, send } from "../../gateway/test/fixtures.js"

const database = sqliteFiles()

/** Calls are short, and the upstream does what the scenarios say. */
const over = (
  scenarios: NonNullable<MockServerOptions["scenarios"]>,
  options: FaxingCenterTransport.FaxingCenterOptions = {}
) =>
  Effect.gen(function* () {
    const mock = createMockServer({
      scenarios: [
        ...scenarios,
        {
          when: { number: "1386*" },
          do: { calls: [{ after: "10 ms", lasts: "50 ms", ends: "delivered" }] }
        }
      ]
    })
    yield* Effect.addFinalizer(() => Effect.promise(() => mock.close()))
    const client = FaxClient.layer({
      clientId: "demo",
      clientSecret: Redacted.make("demo"),
      baseUrl: mock.url
    }).pipe(Layer.provide(mock.httpClient))
    const transport = FaxingCenterTransport.layer({
      firstPoll: "100 millis",
      pollsPerMinute: 6000,
      settled: "2 seconds",
      ...options
    }).pipe(Layer.provide(client))
    const address = yield* Effect.promise(database.fresh)
    const layer = gatewayWith(address, transport).pipe(
      Layer.provideMerge(Layer.succeed(Capacity, { lines: 16, drain: "1 second" })),
      Layer.provideMerge(
        Layer.succeed(Policy, {
          ...defaultPolicy,
          askEvery: {
            first: Duration.millis(100),
            factor: 2,
            longest: Duration.millis(500)
          }
        })
      )
    )
    return { mock, layer }
  })

describe("FaxingCenter as the line of a gateway", () => {
  it.scopedLive(
    "sends each fax once, though answers are lost, refused, reset and late",
    () =>
      Effect.gen(function* () {
        const { mock, layer } = yield* over([
          { when: { operation: "send", every: 3 }, do: { reset: "after_acceptance" } },
          { when: { operation: "send", every: 4 }, do: { reset: "before_body" } },
          { when: { operation: "send", every: 5 }, do: { answer: { status: 503 } } },
          { when: { operation: "send", every: 7 }, do: { mangle: "truncated" } },
          { when: { operation: "status", every: 6 }, do: { expireTokens: true } },
          { when: { operation: "status", every: 9 }, do: { answer: { status: 502 } } },
          { when: { operation: "search", every: 2 }, do: { delay: "300 ms" } }
        ])
        yield* Effect.gen(function* () {
          const numbers = Array.from({ length: 20 }, (_, i) => `138623456${10 + i}`)
          const receipt = yield* send(fax(...numbers))
          const messages = yield* ended(receipt)
          expect(new Set(messages.map(({ status }) => status))).toEqual(new Set(["delivered"]))
          const arrived = mock.faxes().map(({ number }) => number)
          expect(arrived.toSorted()).toEqual(numbers.toSorted())
        }).pipe(Effect.provide(layer))
      }),
    90_000
  )

  it.scopedLive(
    "tells two equal faxes to one number apart, though the answers to both are lost",
    () =>
      Effect.gen(function* () {
        const { mock, layer } = yield* over([
          { when: { operation: "send", times: 2 }, do: { reset: "after_acceptance" } }
        ])
        yield* Effect.gen(function* () {
          const job = fax("13862345678")
          const receipts = yield* Effect.all([send(job), send(job)], { concurrency: 2 })
          yield* Effect.forEach(receipts, ended, { concurrency: 2 })
          const { detail } = yield* Gateway
          const details = yield* Effect.forEach(
            receipts.flatMap(({ messages }) => messages),
            (m) => detail(m.messageId)
          )
          const found = details.map(({ calls, messageId }) => [
            calls.map(({ fence }) => `${messageId}-${fence}`).join(),
            calls.map(({ remoteId }) => remoteId)
          ])
          const sent = mock
            .faxes()
            .map(({ messageId, reference, sendId }) => [reference, [`${sendId}/${messageId}`]])
          expect(found.toSorted()).toEqual(sent.toSorted())
        }).pipe(Effect.provide(layer))
      }),
    60_000
  )

  it.scopedLive("refuses the test block before anything is sent", () =>
    Effect.gen(function* () {
      const { mock, layer } = yield* over([])
      const error = yield* Effect.flip(Effect.provide(send(fax("15005550001")), layer))
      expect(error).toMatchObject({ _tag: "FaxError.TestNumberRefused", culprit: "15005550001" })
      expect(mock.faxes()).toEqual([])
    })
  )

  it.scopedLive("says why a fax was refused", () =>
    Effect.gen(function* () {
      const { layer } = yield* over([], { allowTestNumbers: true })
      yield* Effect.gen(function* () {
        const receipt = yield* send({
          recipients: [{ number: FaxNumber.make("15005550099") }],
          documents: [Document.fromBytes("a.txt", new Uint8Array([1]))]
        })
        yield* ended(receipt)
        const { detail } = yield* Gateway
        const [message] = receipt.messages
        if (message === undefined) throw new Error("no message")
        const { delivery } = yield* detail(message.messageId)
        expect(delivery.state).toMatchObject({ _tag: "Failed", reason: "invalid_number" })
      }).pipe(Effect.provide(layer))
    })
  )
})
