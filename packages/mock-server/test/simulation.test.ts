import { describe, expect, it } from "@effect/vitest"
import {
  Auth,
  CurrentClient,
  Document,
  FaxNumber,
  Introspection,
  type Message,
  MessageId,
  Search,
  Send,
  SendId,
  Status
} from "@faxingcenter/core"
import { testNumbers } from "@faxingcenter/core/delivery"
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"
import { Simulation } from "../src/index.js"
import { seed } from "../src/simulation/seed.js"
import { faxTo, sendTo } from "./fixtures.js"

const statusOf = (sendId: SendId) =>
  Effect.flatMap(Status, (status) => Effect.map(status.ofSend(sendId), ({ messages }) => messages))

const summary = ({ attempts, pages, receivedOn, sentOn, status }: Message) => ({
  status,
  attempts,
  pages,
  received: receivedOn === undefined ? undefined : receivedOn.epochMillis - sentOn.epochMillis
})

const nobody = MessageId.make("0".repeat(32))
const demo = { clientId: "demo", clientSecret: Redacted.make("demo") }

describe("the line", () => {
  const ends = [
    ["15005550001", "delivered", undefined, 1, 1],
    ["15005550002", "failed", "busy", 3, 0],
    ["15005550003", "failed", "no_answer", 2, 0],
    ["15005550004", "delivered", undefined, 2, 1],
    ["15005550005", "failed", "negotiation_failed", 2, 0],
    ["15005550007", "delivered", undefined, 1, 3],
    ["15005550008", "failed", "invalid_number", 1, 0],
    ["15005550009", "failed", "partial", 1, 1],
    ["15005550010", "failed", "unknown_outcome", 1, 0],
    ["018555808797", "delivered", undefined, 1, 1],
    ["+15005550002", "failed", "busy", 3, 0]
  ] as const

  for (const [number, status, reason, attempts, pages] of ends) {
    it.effect(`${number} is ${reason ?? status} after ${attempts} call(s), within 3 seconds`, () =>
      Effect.gen(function* () {
        const { messages, sendId } = yield* sendTo(number)
        const [before] = yield* statusOf(sendId)
        expect(before && summary(before)).toEqual({
          status: "processing",
          attempts: undefined,
          pages: undefined,
          received: undefined
        })
        yield* TestClock.adjust("3 seconds")
        const [after] = yield* statusOf(sendId)
        expect(after).toMatchObject({ status, attempts, pages })
        expect(after !== undefined && "receivedOn" in after).toBe(status === "delivered")
        const { tenants } = yield* Simulation.Simulation
        const { inbox } = yield* tenants.of("demo")
        const fax = inbox.fax(messages[0]?.messageId ?? nobody, yield* Clock.currentTimeMillis)
        expect(fax?.reason).toBe(reason)
      }).pipe(Effect.provide(Simulation.layer()))
    )
  }

  it("lists each number of its table once", () => {
    expect(new Set(testNumbers.map(({ number }) => number)).size).toBe(testNumbers.length)
  })

  it.effect("refuses a job whole when one of its numbers is refused", () =>
    Effect.gen(function* () {
      const invalid = yield* Effect.flip(sendTo("15005550001", "15005550099"))
      expect(invalid).toMatchObject({ _tag: "FaxError.InvalidNumber", culprit: "15005550099" })
      const unfunded = yield* Effect.flip(sendTo("15005550001", "+15005550006"))
      expect(unfunded._tag).toBe("FaxError.InsufficientFunds")
      const { tenants } = yield* Simulation.Simulation
      expect((yield* tenants.of("demo")).inbox.size).toBe(0)
    }).pipe(Effect.provide(Simulation.layer()))
  )

  it.effect("refuses a document that turns out to have no data", () =>
    Effect.gen(function* () {
      const documents = [Document.fromStream("empty.pdf", Stream.empty)]
      const error = yield* Effect.flip(Send.submit({ ...faxTo("15005550001"), documents }))
      expect(error._tag).toBe("FaxError.DocumentMissing")
    }).pipe(Effect.provide(Simulation.layer()))
  )

  it.effect("knows ids in upper case for the same digits", () =>
    Effect.gen(function* () {
      const { messages, sendId } = yield* sendTo("15005550001")
      const status = yield* Status
      const inUpperCase = SendId.make(sendId.toUpperCase())
      const messageId = MessageId.make(messages[0]?.messageId.toUpperCase() ?? "")
      expect((yield* status.ofSend(inUpperCase)).messages).toHaveLength(1)
      expect((yield* status.ofMessage(messageId, inUpperCase)).sendId).toBe(sendId)
    }).pipe(
      Effect.provideService(CurrentClient, { clientId: "demo" }),
      Effect.provide(Simulation.layer())
    )
  )

  it.effect("gives the same ids for the same seed", () =>
    Effect.gen(function* () {
      const once = sendTo("15005550001").pipe(Effect.provide(Simulation.layer({ seed: 7 })))
      const { sendId } = yield* once
      expect((yield* once).sendId).toBe(sendId)
      expect(sendId).toMatch(/^[0-9a-f]{32}$/)
    })
  )
})

describe("clients", () => {
  it.effect("see nothing of each other", () =>
    Effect.gen(function* () {
      const { messages, sendId } = yield* sendTo("15005550001")
      const asOther = Effect.provideService(CurrentClient, { clientId: "other" })
      const status = yield* Status
      expect((yield* Effect.flip(asOther(status.ofSend(sendId))))._tag).toBe("FaxError.NotFound")
      for (const { messageId } of messages) {
        expect((yield* Effect.flip(asOther(status.ofMessage(messageId))))._tag).toBe(
          "FaxError.NotFound"
        )
      }
      const day = { from: DateTime.unsafeMake(0), to: DateTime.unsafeMake(86_400_000) }
      const search = yield* Search
      expect((yield* asOther(search.find(day))).pager.totalItemCount).toBe(0)
      expect((yield* search.find(day)).pager.totalItemCount).toBe(1)
    }).pipe(Effect.provide(Simulation.layer({ anyClient: true })))
  )

  it.effect("have clocks of their own", () =>
    Effect.gen(function* () {
      const { tenants } = yield* Simulation.Simulation
      const { sendId } = yield* sendTo("15005550001")
      const { inbox: mine } = yield* tenants.of("demo")
      const { inbox: others } = yield* tenants.of("other")
      others.setClock((clock) => ({ ...clock, offset: 7_200_000 }))
      expect((yield* statusOf(sendId))[0]?.status).toBe("processing")
      mine.setClock((clock) => ({ ...clock, offset: 7_200_000 }))
      const [message] = yield* statusOf(sendId)
      expect(message?.status).toBe("delivered")
      expect(message && DateTime.formatIso(message.sentOn)).toBe("1970-01-01T00:00:00.000Z")
    }).pipe(Effect.provide(Simulation.layer({ anyClient: true })))
  )

  it.effect("get tokens of 44 hex digits that are good for an hour of their clock", () =>
    Effect.gen(function* () {
      const auth = yield* Auth
      const { token } = yield* auth.authenticate(demo)
      expect(Redacted.value(token)).toMatch(/^[0-9a-f]{44}$/)
      yield* TestClock.adjust("59 minutes")
      expect((yield* (yield* Introspection).clientOf(token)).clientId).toBe("demo")
      yield* TestClock.adjust("1 minute")
      const error = yield* Effect.flip((yield* Introspection).clientOf(token))
      expect(error).toMatchObject({ _tag: "FaxError.Unauthorized", reason: "invalid_token" })
      expect(error.message).toContain("expired")
    }).pipe(Effect.provide(Simulation.layer()))
  )

  it.effect("are let in by their own secret, or by any where any may come", () =>
    Effect.gen(function* () {
      const auth = yield* Auth
      const pairs = ["demo:demo", "ann:secret", "ann:other", "bob:x", "bob:", ":x"]
      return yield* Effect.forEach(pairs, (pair) => {
        const [clientId = "", secret = ""] = pair.split(":")
        return Effect.isSuccess(
          auth.authenticate({ clientId, clientSecret: Redacted.make(secret) })
        )
      })
    }).pipe((accepted) =>
      Effect.gen(function* () {
        const clients = [{ clientId: "ann", clientSecret: "secret" }]
        const by = (options: Parameters<typeof Simulation.layer>[0]) =>
          accepted.pipe(Effect.provide(Simulation.layer(options)))
        expect(yield* by({})).toEqual([true, false, false, false, false, false])
        expect(yield* by({ clients })).toEqual([false, true, false, false, false, false])
        expect(yield* by({ anyClient: true })).toEqual([true, true, true, true, false, false])
        expect(yield* by({ clients, anyClient: true })).toEqual([
          true,
          true,
          false,
          true,
          false,
          false
        ])
      })
    )
  )

  it.effect("are no more than the limit", () =>
    Effect.gen(function* () {
      const { tenants } = yield* Simulation.Simulation
      const simulation = yield* Simulation.Simulation
      for (const client of ["one", "two"]) {
        yield* seed(simulation, yield* tenants.of(client), [
          { number: FaxNumber.make("15005550001") }
        ])
      }
      expect((yield* Effect.flip(tenants.of("three"))).status).toBe(403)
    }).pipe(Effect.provide(Simulation.layer({ anyClient: true, limits: { clients: 2 } })))
  )

  it.effect("give way when they have nothing, those first that were idle for longest", () =>
    Effect.gen(function* () {
      const auth = yield* Auth
      const { tenants } = yield* Simulation.Simulation
      const come = (clientId: string) =>
        auth.authenticate({ clientId, clientSecret: Redacted.make("x") })
      const { token } = yield* come("one")
      yield* come("two")
      yield* come("one")
      yield* come("three")
      expect(tenants.all.map(({ client }) => client)).toEqual(["one", "three"])
      yield* come("four")
      expect(tenants.all.map(({ client }) => client)).toEqual(["three", "four"])
      expect((yield* Effect.flip((yield* Introspection).clientOf(token))).message).toContain(
        "get one from POST"
      )
    }).pipe(Effect.provide(Simulation.layer({ anyClient: true, limits: { clients: 2 } })))
  )
})

describe("search", () => {
  it.effect("finds by the second, both ends included, oldest first", () =>
    Effect.gen(function* () {
      const search = yield* Search
      yield* TestClock.setTime(10_999)
      const first = yield* sendTo("15005550001")
      yield* TestClock.setTime(12_001)
      const second = yield* sendTo("15005550002")
      const between = (from: number, to: number) =>
        Effect.map(
          search.find({ from: DateTime.unsafeMake(from), to: DateTime.unsafeMake(to) }),
          ({ messages }) => messages.map(({ sendId }) => sendId)
        )
      expect(yield* between(10_000, 12_000)).toEqual([first.sendId, second.sendId])
      expect(yield* between(10_500, 10_500)).toEqual([first.sendId])
      expect(yield* between(11_000, 11_000)).toEqual([])
      const [message] = yield* statusOf(second.sendId)
      const sentOn = message?.sentOn.epochMillis ?? 0
      expect(yield* between(sentOn, sentOn)).toEqual([second.sendId])
      const reversed = yield* Effect.flip(between(12_000, 10_000))
      expect(reversed._tag).toBe("FaxError.Rejected")
    }).pipe(Effect.provide(Simulation.layer()))
  )

  it.effect("gives 100 a page, and no page past the last", () =>
    Effect.gen(function* () {
      const numbers = Array.from({ length: 101 }, (_, index) => `1500556${1000 + index}`)
      yield* sendTo(...numbers)
      const search = yield* Search
      const page = (number: number) =>
        search.find({ from: DateTime.unsafeMake(0), to: DateTime.unsafeMake(0), page: number })
      expect((yield* page(1)).messages.map(({ faxNumber }) => faxNumber)).toEqual(
        numbers.slice(0, 100)
      )
      expect((yield* page(2)).messages.map(({ faxNumber }) => faxNumber)).toEqual([numbers[100]])
      expect((yield* Effect.flip(page(3)))._tag).toBe("FaxError.NotFound")
      expect((yield* Effect.flip(page(1e9)))._tag).toBe("FaxError.NotFound")
    }).pipe(Effect.provide(Simulation.layer()))
  )
})

describe("an inbox", () => {
  it.effect("lets people hold, release and end a fax", () =>
    Effect.gen(function* () {
      const { tenants } = yield* Simulation.Simulation
      const { inbox } = yield* tenants.of("demo")
      const [one, two] = (yield* sendTo("15005550001", "15005550001")).messages
      if (one === undefined || two === undefined) return expect.fail("two messages")
      const now = Clock.currentTimeMillis

      inbox.hold(one.messageId, yield* now)
      inbox.decide(two.messageId, "blocked", yield* now)
      yield* TestClock.adjust("1 hour")
      expect(inbox.fax(one.messageId, yield* now)).toMatchObject({
        status: "processing",
        onHold: true
      })
      expect(inbox.fax(two.messageId, yield* now)).toMatchObject({
        status: "failed",
        reason: "blocked",
        endedAt: 0
      })
      inbox.release(one.messageId, yield* now)
      yield* TestClock.adjust("1 second")
      expect(inbox.fax(one.messageId, yield* now)?.status).toBe("processing")
      yield* TestClock.adjust("1 second")
      expect(inbox.fax(one.messageId, yield* now)).toMatchObject({
        status: "delivered",
        endedAt: 3_602_000
      })
      expect(inbox.decide(one.messageId, "busy", yield* now)).toBeUndefined()
    }).pipe(Effect.provide(Simulation.layer()))
  )

  it.effect("runs to the end of everything that is not on hold", () =>
    Effect.gen(function* () {
      const { tenants } = yield* Simulation.Simulation
      const { inbox } = yield* tenants.of("demo")
      const { messages } = yield* sendTo("15005550001", "15005550002", "15005550003")
      const [held] = messages
      if (held !== undefined) inbox.hold(held.messageId, yield* Clock.currentTimeMillis)
      inbox.runToEnd(yield* Clock.currentTimeMillis)
      const statuses = inbox.faxes(yield* Clock.currentTimeMillis).map(({ status }) => status)
      expect(statuses).toEqual(["processing", "failed", "failed"])
    }).pipe(Effect.provide(Simulation.layer()))
  )

  it.effect("forgets the oldest when it keeps too many faxes or bytes", () =>
    Effect.gen(function* () {
      const { tenants } = yield* Simulation.Simulation
      const { inbox } = yield* tenants.of("demo")
      // Eight more are the name.
      const fax = (size: number) =>
        Send.submit({
          ...faxTo("15005550001"),
          documents: [Document.fromBytes("page.txt", new Uint8Array(size))]
        })
      const first = yield* fax(392)
      yield* fax(392)
      expect(inbox.bytes).toBe(800)
      yield* fax(392)
      expect(inbox.bytes).toBe(800)
      expect(inbox.job(first.sendId)).toBeUndefined()
      expect((yield* Effect.flip(fax(1001)))._tag).toBe("FaxError.TooLarge")
      for (let sent = 0; sent < 5; sent++) yield* fax(1)
      expect(inbox.size).toBe(3)
    }).pipe(Effect.provide(Simulation.layer({ limits: { faxes: 3, bytes: 1000 } })))
  )
})
