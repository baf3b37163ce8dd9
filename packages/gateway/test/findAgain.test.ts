import { describe, expect, it } from "@effect/vitest"
import {
  Document,
  FaxNumber,
  type Message,
  MessageId,
  type Page,
  Search,
  Send,
  SendId,
  Status
} from "@faxingcenter/core"
import { pagerOf } from "@faxingcenter/core/wire"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as TestClock from "effect/TestClock"
import { DatabaseError, FaxingCenterTransport } from "../src/index.js"
import type { Call } from "../src/transport.js"
import { Transport } from "../src/transport.js"

const number = FaxNumber.make("13862345678")
const noon = Date.UTC(2026, 10, 1, 12)
const at = (seconds: number) => noon + seconds * 1000
const hex = (n: number) => n.toString(16).padStart(32, "0")

/** A fax as the service lists it; it is called by one number. */
const listed = (name: number, sentAt: number): Message => ({
  sendId: SendId.make(hex(name)),
  messageId: MessageId.make(hex(name)),
  faxNumber: number,
  status: "delivered",
  sentOn: DateTime.unsafeMakeZoned(sentAt, { timeZone: "UTC" }),
  pages: 1
})
const nameOf = (name: number) => `${hex(name)}/${hex(name)}`

interface Service {
  readonly search?: (page: number) => Page
  readonly send?: Effect.Effect<Message>
  /** Called with each request for a status, and with each search. */
  readonly asked?: () => void
}

const pageOf = (messages: ReadonlyArray<Message>): Page => ({
  messages: messages.slice(0, 100),
  pager: pagerOf(messages.length, 1)
})

/** The transport over a service that says this, at noon. */
const over = (
  { search = () => pageOf([]), send = Effect.never, asked = () => {} }: Service,
  pollsPerMinute = 60_000,
  skew: "1 minute" | null = "1 minute"
) =>
  Effect.gen(function* () {
    yield* TestClock.setTime(noon)
    const sent: Array<Message> = []
    const services = Layer.mergeAll(
      Layer.succeed(Send, {
        submit: () =>
          Effect.map(send, (message) => {
            sent.push(message)
            const { faxNumber, messageId, sendId } = message
            return {
              sendId,
              messages: [{ messageId, faxNumber, status: "processing" as const }],
              documentCount: 1
            }
          })
      }),
      Layer.succeed(Status, {
        ofSend: () => Effect.dieMessage("not asked for"),
        ofMessage: (id) =>
          Effect.sync(() => {
            asked()
            return sent.find(({ messageId }) => messageId === id) ?? listed(0, noon)
          })
      }),
      Layer.succeed(Search, {
        find: ({ from, page = 1, to }) =>
          Effect.sync(() => {
            asked()
            const found = search(page)
            const inTime = ({ sentOn }: Message) =>
              DateTime.between(sentOn, { minimum: from, maximum: to })
            return found.messages.every(inTime) ? found : pageOf(found.messages.filter(inTime))
          })
      })
    )
    const context = yield* Layer.build(
      Layer.provide(
        FaxingCenterTransport.layer({ pollsPerMinute, skew: skew ?? undefined }),
        services
      )
    )
    return yield* Effect.provide(Transport, context)
  })

const callOf = (reported: Array<string>, more: Partial<Call> = {}): Call => ({
  attemptKey: `${hex(1)}-1`,
  client: 1,
  messageId: MessageId.make(hex(1)),
  number,
  startedAt: DateTime.unsafeMake(noon),
  from: {},
  documents: [Document.fromBytes("a.txt", new Uint8Array(1000))],
  claimed: () => Effect.succeed([]),
  report: ({ remoteId }) =>
    Effect.sync(() => {
      if (remoteId !== undefined) reported.push(remoteId)
    }),
  ...more
})

describe("a send whose answer was lost", () => {
  it.scoped("is not taken for a fax of another attempt, nor for one further away in time", () =>
    Effect.gen(function* () {
      const faxes = [listed(7, at(-40)), listed(8, at(0)), listed(9, at(1))]
      const { find } = yield* over({ search: () => pageOf(faxes) })
      const reported: Array<string> = []
      const call = callOf(reported, { claimed: () => Effect.succeed([nameOf(8)]) })
      expect(yield* find(call)).toMatchObject({ _tag: "Delivered" })
      expect(reported).toEqual([nameOf(9)])
    })
  )

  it.scoped("was never sent when the service does not know of it after a while", () =>
    Effect.gen(function* () {
      const { find } = yield* over({})
      expect(yield* find(callOf([]))).toMatchObject({ _tag: "NotYet" })
      yield* TestClock.setTime(at(119))
      expect(yield* find(callOf([]))).toMatchObject({ _tag: "NotYet" })
      yield* TestClock.setTime(at(121))
      expect(yield* find(callOf([]))).toMatchObject({ _tag: "NotDialled" })
    })
  )

  it.scoped("stays in doubt while it is not known what time it is at the service", () =>
    Effect.gen(function* () {
      const { find } = yield* over({}, 60_000, null)
      yield* TestClock.setTime(at(1000))
      expect(yield* find(callOf([]))).toMatchObject({ _tag: "NotYet" })
    })
  )

  it.scoped("stays in doubt when our clock was set back meanwhile", () =>
    Effect.gen(function* () {
      const { dial, find } = yield* over({ send: Effect.dieMessage("sent") })
      const call = callOf([], { startedAt: DateTime.unsafeMake(at(7200)) })
      expect(yield* find(call)).toMatchObject({ _tag: "NotYet" })
      expect(yield* dial(call)).toEqual({ _tag: "NotDialled" })
    })
  )

  it.scoped("is given longer when its documents are large", () =>
    Effect.gen(function* () {
      const { find } = yield* over({})
      const document = { ...Document.fromBytes("a.pdf", new Uint8Array(1)), size: 50_000_000 }
      yield* TestClock.setTime(at(600))
      expect(yield* find(callOf([], { documents: [document] }))).toMatchObject({ _tag: "NotYet" })
    })
  )

  it.scoped("stays in doubt while nobody can tell whose a fax is", () =>
    Effect.gen(function* () {
      const { find } = yield* over({ search: () => pageOf([listed(9, at(1))]) })
      const away = new DatabaseError({ kind: "unavailable", detail: "away" })
      yield* TestClock.setTime(at(1000))
      const answer = yield* find(callOf([], { claimed: () => Effect.fail(away) }))
      expect(answer).toMatchObject({ _tag: "NotYet" })
    })
  )

  it.scoped("stays in doubt when faxes may have moved to pages that were read already", () =>
    Effect.gen(function* () {
      const all = Array.from({ length: 201 }, (_, i) => listed(i + 1, at(0)))
      // One vanishes from the first page after it was read, and the first of the second moves there.
      const { find } = yield* over({
        search: (page) =>
          page === 1
            ? { messages: all.slice(0, 100), pager: pagerOf(201, 1) }
            : { messages: all.slice(101), pager: pagerOf(200, 2) }
      })
      yield* TestClock.setTime(at(1000))
      const claimed = (ids: ReadonlyArray<string>) => Effect.succeed(ids)
      expect(yield* find(callOf([], { claimed }))).toMatchObject({ _tag: "NotYet" })
    })
  )

  it.scoped("is looked for by the service's clock, once that is known", () =>
    Effect.gen(function* () {
      // The service is five minutes ahead: more than is allowed for at first.
      const ahead = 300
      const { dial, find } = yield* over({
        search: () => pageOf([listed(7, at(ahead - 30)), listed(9, at(ahead + 20))]),
        send: Effect.succeed(listed(5, at(ahead)))
      })
      const call = callOf([], { startedAt: DateTime.unsafeMake(at(20)) })
      expect(yield* find(call)).toMatchObject({ _tag: "NotYet" })
      const dialled = yield* Effect.fork(dial(callOf([])))
      yield* TestClock.adjust("2 seconds")
      expect(yield* Fiber.join(dialled)).toMatchObject({ _tag: "Delivered" })
      yield* TestClock.setTime(at(20))
      const reported: Array<string> = []
      const later = callOf(reported, { startedAt: DateTime.unsafeMake(at(20)) })
      expect(yield* find(later)).toMatchObject({ _tag: "Delivered" })
      expect(reported).toEqual([nameOf(9)])
    })
  )
})

describe("what was sent before a copy was put in the place of the database", () => {
  const lost = { since: DateTime.unsafeMake(at(-3600)), until: DateTime.unsafeMake(noon) }
  const recalled = (faxes: ReadonlyArray<Message>, seconds: number, more: Partial<Call> = {}) =>
    Effect.gen(function* () {
      const { recall } = yield* over({ search: () => pageOf(faxes) })
      yield* TestClock.setTime(at(seconds))
      return recall === undefined ? undefined : yield* recall(callOf([], more), lost)
    })
  const failed = { ...listed(7, at(-600)), status: "failed" as const }

  it.scoped("was nothing to this number when the service has no fax to it", () =>
    Effect.gen(function* () {
      expect(yield* recalled([], 119)).toMatchObject({ _tag: "NotYet" })
      expect(yield* recalled([], 121)).toMatchObject({ _tag: "NotDialled" })
      expect(yield* recalled([failed], 121)).toMatchObject({ _tag: "NotDialled" })
      expect(yield* recalled([{ ...failed, status: "processing" }], 121)).toMatchObject({
        _tag: "NotYet"
      })
    })
  )

  it.scoped("is for a person to settle when a fax arrived there that is nobody's", () =>
    Effect.gen(function* () {
      const arrived = listed(9, at(-60))
      expect(yield* recalled([failed, arrived], 121)).toMatchObject({
        _tag: "Never",
        detail: expect.stringContaining(nameOf(9))
      })
      const claimed = () => Effect.succeed([nameOf(9)])
      expect(yield* recalled([arrived], 121, { claimed })).toMatchObject({ _tag: "NotDialled" })
    })
  )
})

describe("a process that was asleep", () => {
  it.scoped("begins no send that others may have given up", () =>
    Effect.gen(function* () {
      const { dial } = yield* over({ send: Effect.dieMessage("sent") })
      yield* TestClock.setTime(at(31))
      expect(yield* dial(callOf([]))).toEqual({ _tag: "NotDialled" })
    })
  )

  it.scoped("breaks a send off before others give it up", () =>
    Effect.gen(function* () {
      const { dial } = yield* over({ send: Effect.never })
      const fiber = yield* Effect.fork(dial(callOf([])))
      yield* TestClock.adjust("91 seconds")
      expect(yield* Fiber.join(fiber)).toMatchObject({ _tag: "NotYet" })
    })
  )
})

describe("the budget of requests", () => {
  it.scoped("holds for all calls together", () =>
    Effect.gen(function* () {
      let count = 0
      const asked = () => {
        count += 1
      }
      const { find } = yield* over({ asked }, 120)
      const calls = Array.from({ length: 10 }, () => callOf([], { remoteId: nameOf(3) }))
      const all = yield* Effect.fork(Effect.all(calls.map(find), { concurrency: "unbounded" }))
      const counts: Array<number> = []
      for (let second = 0; second < 6; second++) {
        yield* TestClock.adjust(second === 0 ? 1 : "1 second")
        counts.push(count)
      }
      // Two pages that show none of them, and then each.
      expect(counts).toEqual([2, 4, 6, 8, 10, 12])
      yield* Fiber.join(all)
    })
  )
})
