import { describe, expect, it } from "@effect/vitest"
import {
  Document,
  FaxError,
  FaxNumber,
  type Message,
  type Page,
  Search,
  type SearchQuery,
  Send,
  SendFax,
  Status
} from "@faxingcenter/core"
import { createMockServer, type MockServerOptions } from "@faxingcenter/mock-server"
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import {
  type Asking,
  askInTurn
} from "../../gateway/src/deliver/transport/faxingcenter/askInTurn.js"
import { makeServiceClock } from "../../gateway/src/deliver/transport/faxingcenter/ServiceClock.js"

const noon = Date.UTC(2026, 10, 1, 12)
type Scenario = NonNullable<MockServerOptions["scenarios"]>[number]

const minute = 60_000
const perSecond = 20

/** By the digit after 1386: faxes that take hours, that arrive after half an hour, and that fail after it. */
const onItsWay = 0
const arrives = 1
const fails = 2
const lasting = (digit: number, lasts: string, ends: "delivered" | "busy"): Scenario => ({
  when: { number: `1386${digit}*` },
  do: { calls: [{ after: "0 ms", lasts, ends }] }
})
const scenarios = [
  lasting(onItsWay, "10 h", "delivered"),
  lasting(arrives, "30 m", "delivered"),
  lasting(fails, "30 m", "busy")
]

type Searched = Effect.Effect<Page, FaxError.NotFound | FaxError.RateLimited | FaxError.Unavailable>

interface OneFax extends Asking {
  readonly client: number
  /** What its own status says. */
  readonly own: Effect.Effect<Message>
}

interface Faxes {
  readonly asked: { search: number; status: number }
  /** The questions until each was answered, in the order of the faxes. */
  readonly answeredAfter: (faxes: ReadonlyArray<OneFax>) => Effect.Effect<ReadonlyArray<number>>
  /** The answers to all of them, asked for at once, and how many questions that took. */
  readonly round: (faxes: ReadonlyArray<OneFax>) => Effect.Effect<{
    readonly answers: ReadonlyArray<Message>
    readonly search: number
    readonly status: number
  }>
  readonly send: (
    n: number,
    digit?: (index: number) => number,
    client?: number
  ) => Effect.Effect<ReadonlyArray<OneFax>, never, Scope.Scope>
  readonly setTime: (millis: number) => void
}

/** Asking about faxes of a mock, at a time of day that stands still. `tamper`: what a search answers instead. */
const withFaxes = <A>(
  test: (faxes: Faxes) => Effect.Effect<A, never, Scope.Scope>,
  tamper: (page: Page, query: SearchQuery) => Searched = (page) => Effect.succeed(page),
  atOnce = perSecond
) =>
  Effect.gen(function* () {
    let now = noon
    const sleepers: Array<{ readonly until: number; readonly wake: () => void }> = []
    const time: Clock.Clock = {
      [Clock.ClockTypeId]: Clock.ClockTypeId,
      unsafeCurrentTimeMillis: () => now,
      currentTimeMillis: Effect.sync(() => now),
      unsafeCurrentTimeNanos: () => BigInt(now) * 1_000_000n,
      currentTimeNanos: Effect.sync(() => BigInt(now) * 1_000_000n),
      sleep: (duration) =>
        Effect.async<void>((resume) => {
          sleepers.push({
            until: now + Duration.toMillis(duration),
            wake: () => resume(Effect.void)
          })
        })
    }
    const run = Effect.gen(function* () {
      const mock = createMockServer({ clock: time, limits: { faxes: 20_000 }, scenarios })
      yield* Effect.addFinalizer(() => Effect.promise(() => mock.close()))
      const { search, send, status } = yield* Effect.provide(
        Effect.all({ search: Search, send: Send, status: Status }),
        yield* Layer.build(mock.layer)
      )
      const asked = { search: 0, status: 0 }
      const counted = <B, E>(kind: keyof typeof asked, answer: Effect.Effect<B, E>) =>
        Effect.suspend(() => {
          asked[kind] += 1
          return answer
        })
      const { about } = yield* askInTurn(
        {
          status: {
            ...status,
            ofMessage: (...ids) => counted("status", status.ofMessage(...ids))
          },
          search: {
            find: (query) =>
              counted(
                "search",
                Effect.flatMap(search.find(query), (page) => tamper(page, query))
              )
          }
        },
        (effect) => effect,
        makeServiceClock(Duration.seconds(2))
      )
      let sent = 0
      const sendOne = Effect.fn(function* (digit: number, client: number) {
        now = noon + Math.floor(sent / atOnce) * 1000
        const draft = SendFax.make({
          recipients: [{ number: FaxNumber.make(`1386${digit}${100_000 + sent++}`) }],
          documents: [Document.fromBytes("a.txt", new Uint8Array([1]))]
        })
        const { messages, sendId } = yield* Effect.flatMap(draft, send.submit)
        const at = DateTime.unsafeMake(now)
        const [{ messageId } = yield* Effect.dieMessage("no message")] = messages
        const fax = yield* about({ client, sendId, messageId, before: at, after: at })
        return { ...fax, client, own: Effect.orDie(status.ofMessage(messageId, sendId)) }
      })
      const answeredAfter: Faxes["answeredAfter"] = (faxes) => {
        const before = asked.search + asked.status
        return Effect.forEach(
          faxes,
          ({ after }) =>
            Effect.map(Effect.orDie(after(0)), () => asked.search + asked.status - before),
          { concurrency: "unbounded" }
        )
      }
      return yield* test({
        asked,
        answeredAfter,
        round: Effect.fn(function* (faxes) {
          const before = { ...asked }
          const answers = yield* Effect.forEach(faxes, ({ after }) => Effect.orDie(after(0)), {
            concurrency: "unbounded"
          })
          return {
            answers,
            search: asked.search - before.search,
            status: asked.status - before.status
          }
        }),
        send: (n, digit = () => onItsWay, client = 1) =>
          Effect.forEach(
            Array.from({ length: n }, (_, i) => digit(i)),
            (each) => Effect.orDie(sendOne(each, client))
          ),
        setTime: (millis) => {
          now = noon + millis
          for (const { until, wake } of sleepers) if (until <= now) wake()
        }
      })
    })
    return yield* Effect.withClock(run, time)
  })

/** What a gateway takes from an answer. */
const taken = ({ messageId, pages = 0, sendId, status }: Message) => ({
  messageId,
  pages,
  sendId,
  status
})

/** Whether all were told what their own status says. */
const expectTrue = (faxes: ReadonlyArray<OneFax>, answers: ReadonlyArray<Message>) =>
  Effect.map(
    Effect.forEach(faxes, ({ own }) => own),
    (own) => expect(answers.map(taken)).toEqual(own.map(taken))
  )

const mixed = (index: number) => index % 3

describe("questions about faxes that are on their way", () => {
  it.scopedLive.each([
    [9, 0, 9],
    [10, 1, 0],
    [100, 1, 0],
    [1000, 15, 0]
  ])("about %i of them are %i pages, or %i about one", ([n = 0, pages = 0, alone = 0]) =>
    withFaxes((service) =>
      Effect.gen(function* () {
        const faxes = yield* service.send(n)
        service.setTime(20 * minute)
        for (let i = 0; i < 2; i++) {
          const { search, status } = yield* service.round(faxes)
          expect(status).toBe(alone)
          expect(search).toBeLessThanOrEqual(pages)
        }
      })
    )
  )

  it.scopedLive(
    "about those that have ended take no more pages than there are faxes to be shown",
    () =>
      withFaxes((service) =>
        Effect.gen(function* () {
          const faxes = yield* service.send(600, mixed)
          service.setTime(20 * minute)
          yield* service.round(faxes)
          service.setTime(60 * minute)
          const { answers, search, status } = yield* service.round(faxes)
          expect(status).toBe(0)
          expect(search).toBeLessThanOrEqual(18)
          expect(new Set(answers.map((answer) => answer.status)).size).toBe(3)
          yield* expectTrue(faxes, answers)
        })
      )
  )

  it.scopedLive("read on where more were sent in a second than a page shows", () =>
    withFaxes(
      (service) =>
        Effect.gen(function* () {
          const faxes = yield* service.send(700)
          const { search, status } = yield* service.round(faxes)
          expect(status).toBe(0)
          expect(search).toBeLessThanOrEqual(8)
        }),
      undefined,
      1000
    )
  )

  it.scopedLive("reach another client's fax after a few, however many one has", () =>
    withFaxes((service) =>
      Effect.gen(function* () {
        const flood = yield* service.send(900)
        const others = yield* service.send(1, undefined, 2)
        service.setTime(20 * minute)
        const all = yield* service.answeredAfter([...flood, ...others])
        expect(all.at(-1)).toBeLessThanOrEqual(2)
        expect(Math.max(...all)).toBeGreaterThan(8)
      })
    )
  )
})

/** Faxes that have ended, or have not, by searches that are not to be relied on. */
const answersDespite = (
  tamper: (page: Page, query: SearchQuery) => Searched,
  most: { readonly search: number; readonly status: number }
) =>
  withFaxes(
    (service) =>
      Effect.gen(function* () {
        const faxes = yield* service.send(60, mixed)
        service.setTime(20 * minute)
        yield* service.round(faxes)
        service.setTime(60 * minute)
        const { answers, search, status } = yield* service.round(faxes)
        yield* expectTrue(faxes, answers)
        expect(search).toBeLessThanOrEqual(most.search)
        expect(status).toBeLessThanOrEqual(most.status)
      }),
    tamper
  )

const changed =
  (change: (messages: ReadonlyArray<Message>) => ReadonlyArray<Message>) => (page: Page) =>
    Effect.succeed({ ...page, messages: change(page.messages) })

describe("what is concluded is what a fax's own status says", () => {
  it.scopedLive.each<readonly [string, (page: Page, query: SearchQuery) => Searched, number]>([
    ["leaves out each third fax", changed((all) => all.filter((_, i) => i % 3 !== 0)), 40],
    ["shows none", changed(() => []), 60],
    ["begins with the newest", changed((all) => all.toReversed()), 0],
    [
      "shows faxes of other sends under the same ids",
      changed((all) =>
        all.map((message, i) => ({ ...message, sendId: all[i + 1]?.sendId ?? message.sendId }))
      ),
      60
    ],
    [
      "shows each twice, once on its way",
      changed((all) => [...all, ...all.map((one) => ({ ...one, status: "processing" as const }))]),
      40
    ],
    [
      "does not say how many pages arrived",
      changed((all) => all.map(({ pages: _, ...message }) => message)),
      20
    ],
    [
      "is a minute behind",
      (page, { from }) =>
        Effect.succeed(from.epochMillis > noon ? { ...page, messages: [] } : page),
      60
    ],
    [
      "is not there",
      () => Effect.fail(new FaxError.NotFound({ culprit: "", detail: "No such route" })),
      60
    ],
    ["is broken", () => Effect.fail(new FaxError.Unavailable({ status: 500, detail: "away" })), 60]
  ])("where a search %s", ([, tamper, alone]) =>
    answersDespite(tamper, { search: 40, status: alone })
  )

  it.scopedLive("where a search is refused for a while, in which nothing is asked", () => {
    let refusals = 0
    const refusing = (page: Page): Searched =>
      refusals++ === 0
        ? Effect.fail(
            new FaxError.RateLimited({ detail: "too many", retryAfter: Duration.seconds(20) })
          )
        : Effect.succeed(page)
    return withFaxes(
      (service) =>
        Effect.gen(function* () {
          const [first, ...others] = yield* service.send(20)
          if (first === undefined) return
          yield* Effect.forkScoped(service.round(others))
          for (let i = 0; i < 50; i++) yield* Effect.yieldNow()
          expect(service.asked).toEqual({ search: 1, status: 0 })
          service.setTime(30_000)
          const { answers } = yield* service.round([first])
          yield* expectTrue([first], answers)
        }),
      refusing
    )
  })
})
