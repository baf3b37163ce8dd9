import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import { describe, expect, it } from "@effect/vitest"
import {
  Auth,
  Document,
  FaxClient,
  type FaxClientOptions,
  Search,
  type SearchQuery,
  Send,
  type SendId,
  Status,
  searchAll
} from "@faxingcenter/core"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import { createMockServer, faults, type MockServer, type ScenarioInput } from "../src/index.js"
import { faxTo, sendTo } from "./fixtures.js"

type Services = Auth | Send | Status | Search
type Program<A, E> = (mock: MockServer) => Effect.Effect<A, E, Services>

const everything: SearchQuery = {
  from: DateTime.unsafeMake("2000-01-01T00:00:00Z"),
  to: DateTime.unsafeMake("2100-01-01T00:00:00Z")
}

const always: ScenarioInput["when"] = {}
const first = { nth: 1 }
const onSend = { operation: "send" } as const
const onStatus = { operation: "status" } as const

const statusOf = (sendId: SendId) => Effect.flatMap(Status, (status) => status.ofSend(sendId))
const tagOf = <A, E extends { readonly _tag: string }, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.match(effect, { onFailure: ({ _tag }) => _tag, onSuccess: () => "success" as const })

/** Runs a program against a mock with these scenarios, in process and over a real socket. */
const runBoth = <A, E>(
  name: string,
  scenarios: ReadonlyArray<ScenarioInput>,
  program: Program<A, E>,
  options: Partial<FaxClientOptions> = {}
) => {
  const run = (socket: boolean) => async () => {
    await using mock = createMockServer({ scenarios, seed: "faults" })
    const fetch = socket ? globalThis.fetch : mock.fetch
    const client = FaxClient.layer({
      baseUrl: socket ? (await mock.listen()).url : mock.url,
      clientId: "demo",
      clientSecret: Redacted.make("demo"),
      retry: Schedule.recurs(3),
      ...options
    }).pipe(
      Layer.provide(FetchHttpClient.layer),
      Layer.provide(Layer.succeed(FetchHttpClient.Fetch, fetch))
    )
    await Effect.runPromise(program(mock).pipe(Effect.provide(client), Effect.asVoid))
  }
  it(`${name}, in process`, run(false))
  it(`${name}, over a socket`, run(true))
}

const sent = sendTo("15005550001", "15005550002")

describe("a send", () => {
  runBoth("is refused with 429 and the delay", [faults.rateLimited(7, onSend)], (mock) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(sent)
      expect(error._tag === "FaxError.RateLimited" && error.retryAfter).toEqual(Duration.seconds(7))
      expect(mock.faxes()).toEqual([])
    })
  )

  for (const status of [500, 502, 503, 504] as const) {
    runBoth(
      `has an unknown outcome after the HTML ${status} of a proxy, and is not repeated`,
      [faults.proxyError(status, onSend)],
      (mock) =>
        Effect.gen(function* () {
          expect(yield* Effect.flip(sent)).toMatchObject({
            _tag: "FaxError.OutcomeUnknown",
            status
          })
          expect(mock.journal.filter(({ operation }) => operation === "send")).toHaveLength(1)
        })
    )
  }

  it("surely did nothing when the connection is reset before its large body, in process", async () => {
    await using mock = createMockServer({ scenarios: [faults.reset("before_body", onSend)] })
    const client = FaxClient.layer({
      baseUrl: mock.url,
      clientId: "demo",
      clientSecret: Redacted.make("demo")
    }).pipe(Layer.provide(mock.httpClient))
    const scan = Document.fromBytes("scan.pdf", new Uint8Array(1_000_000))
    const large = Send.submit({ ...faxTo("15005550001"), documents: [scan] })
    const tag = await Effect.runPromise(tagOf(large).pipe(Effect.provide(client)))
    expect(tag).toBe("FaxError.Unavailable")
    expect(mock.faxes()).toEqual([])
  })

  runBoth(
    "is never taken for sent when the connection is reset before its body",
    [faults.reset("before_body", onSend)],
    (mock) =>
      Effect.gen(function* () {
        expect(["FaxError.Unavailable", "FaxError.OutcomeUnknown"]).toContain(yield* tagOf(sent))
        expect(mock.faxes()).toEqual([])
      })
  )

  runBoth(
    "has an unknown outcome when the connection is reset after its body",
    [faults.reset("after_body", onSend)],
    (mock) =>
      Effect.gen(function* () {
        expect(yield* tagOf(sent)).toBe("FaxError.OutcomeUnknown")
        expect(mock.faxes()).toEqual([])
      })
  )

  runBoth(
    "can be found when the connection is reset after it was accepted",
    [faults.reset("after_acceptance", onSend)],
    (mock) =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(sent)
        if (error._tag !== "FaxError.OutcomeUnknown") return expect.fail(error._tag)
        expect(mock.faxes().map(({ number }) => number)).toEqual(error.numbers)
        const found = yield* (yield* Search).find({ ...everything, from: error.since })
        expect(found.messages.map(({ faxNumber }) => faxNumber)).toEqual(error.numbers)
        expect(mock.journal.filter(({ operation }) => operation === "send")).toMatchObject([
          { scenario: "reset after acceptance", sendId: mock.faxes()[0]?.sendId }
        ])
      })
  )

  for (const how of ["truncated", "broken_off", "invalid_json", "empty"] as const) {
    runBoth(
      `has an unknown outcome when its receipt is ${how.replace("_", " ")}`,
      [faults.mangled(how, onSend)],
      (mock) =>
        Effect.gen(function* () {
          expect(yield* tagOf(sent)).toBe("FaxError.OutcomeUnknown")
          expect(mock.faxes()).toHaveLength(2)
        })
    )
  }

  runBoth(
    "has an unknown outcome when its receipt comes too slowly",
    [faults.slow(1, 50, onSend)],
    (mock) =>
      Effect.gen(function* () {
        expect(yield* tagOf(sent)).toBe("FaxError.OutcomeUnknown")
        expect(mock.faxes()).toHaveLength(2)
      }),
    { sendTimeout: 500 }
  )

  runBoth(
    "is sent with a new token when the old one has expired in mid-batch",
    [faults.tokenExpired({ ...onSend, nth: 2 })],
    (mock) =>
      Effect.gen(function* () {
        yield* Effect.replicateEffect(sent, 3)
        expect(mock.faxes()).toHaveLength(6)
        expect(mock.journal.map(({ answer, operation }) => [operation, answer?.status])).toEqual([
          ["oauth", 200],
          ["send", 201],
          ["send", 401],
          ["oauth", 200],
          ["send", 201],
          ["send", 201]
        ])
      })
  )
})

describe("a read", () => {
  const passing = {
    "429 with Retry-After": faults.rateLimited(0, { ...onStatus, times: 2 }),
    "an HTML 500": faults.proxyError(500, { ...onStatus, times: 2 }),
    "an HTML 502": faults.proxyError(502, { ...onStatus, times: 2 }),
    "an HTML 503": faults.proxyError(503, { ...onStatus, times: 2 }),
    "a reset before the body": faults.reset("before_body", { ...onStatus, ...first }),
    "a reset after the body": faults.reset("after_body", { ...onStatus, ...first }),
    "a reset after the answer was made": faults.reset("after_acceptance", {
      ...onStatus,
      ...first
    }),
    "an answer that breaks off": faults.mangled("broken_off", { ...onStatus, ...first }),
    "an expired token": faults.tokenExpired({ ...onStatus, ...first }),
    "extra members": faults.mangled("extra_members", always),
    "a slow answer": faults.slow(100, 1, onStatus),
    latency: faults.latency({ median: 5, p99: 20 }, always)
  }
  for (const [fault, scenario] of Object.entries(passing)) {
    runBoth(`succeeds through ${fault}`, [scenario], () =>
      Effect.gen(function* () {
        const { sendId } = yield* sent
        expect((yield* statusOf(sendId)).messages).toHaveLength(2)
      })
    )
  }

  const lasting = [
    ["FaxError.RateLimited", faults.rateLimited(0, onStatus)],
    ["FaxError.Unavailable", faults.proxyError(500, onStatus)],
    ["FaxError.Unavailable", faults.reset("after_body", onStatus)],
    ["FaxError.Unavailable", faults.mangled("broken_off", onStatus)],
    ["FaxError.UnexpectedAnswer", faults.mangled("truncated", onStatus)],
    ["FaxError.UnexpectedAnswer", faults.mangled("invalid_json", onStatus)],
    ["FaxError.UnexpectedAnswer", faults.mangled("empty", onStatus)],
    ["FaxError.Unauthorized", faults.tokenExpired(onStatus)],
    ["FaxError.Unavailable", faults.slow(1, 200, onStatus)],
    ["FaxError.Unavailable", faults.latency("1 minute", onStatus)]
  ] as const
  for (const [tag, scenario] of lasting) {
    runBoth(
      `fails as ${tag} when every answer has "${scenario.name}"`,
      [scenario],
      () =>
        Effect.gen(function* () {
          const { sendId } = yield* sent
          expect(yield* tagOf(statusOf(sendId))).toBe(tag)
        }),
      { timeout: 300, retry: Schedule.recurs(1) }
    )
  }

  for (const by of [3, -3, 150, -150]) {
    runBoth(
      `over pages that shift by ${by} gives every message at most once, and ends`,
      [faults.shiftingPager(by, { nth: 2 })],
      (mock) =>
        Effect.gen(function* () {
          const numbers = Array.from({ length: 250 }, (_, index) => `1500556${1000 + index}`)
          for (let at = 0; at < 250; at += 50) yield* sendTo(...numbers.slice(at, at + 50))
          const found = [...(yield* Stream.runCollect(searchAll(everything)))]
          expect(new Set(found.map(({ messageId }) => messageId)).size).toBe(found.length)
          expect(found.length).toBeGreaterThan(by < -100 ? 99 : 199)
          expect(mock.faxes().length).toBe(by > 0 ? 250 + by : 250 - 50 * Math.ceil(-by / 50))
        })
    )
  }
})

describe("authentication", () => {
  const demo = { clientId: "demo", clientSecret: Redacted.make("demo") }
  const passing = [
    faults.proxyError(502, { operation: "oauth", ...first }),
    faults.reset("after_body", { operation: "oauth", ...first }),
    faults.rateLimited(0, { operation: "oauth", ...first })
  ]
  for (const scenario of passing) {
    runBoth(`succeeds through "${scenario.name}"`, [scenario], () =>
      Effect.flatMap(Auth, (auth) => auth.authenticate(demo))
    )
  }
})

describe("chance", () => {
  it("is the same each time with a seed", async () => {
    const statuses = async (seed: number) => {
      await using mock = createMockServer({
        seed,
        scenarios: [faults.proxyError(500, { probability: 0.5 })]
      })
      const answers = Array.from({ length: 20 }, () => mock.fetch("/oauth", { method: "POST" }))
      return (await Promise.all(answers)).map(({ status }) => status === 500)
    }
    expect(await statuses(1)).toEqual(await statuses(1))
    expect(await statuses(1)).not.toEqual(await statuses(2))
    expect(new Set(await statuses(1))).toEqual(new Set([true, false]))
  })
})

describe("scenarios", () => {
  runBoth(
    "give a number another fate, by turn and by document",
    [
      { name: "second", when: { number: "*0001", nth: 2 }, do: { refuse: "invalid_number" } },
      {
        name: "pdf",
        when: { document: "*.txt", number: "*0002" },
        do: { calls: [{ ends: "no_fax_tone" }, { after: "1m", ends: "delivered", pages: 9 }] }
      }
    ],
    (mock) =>
      Effect.gen(function* () {
        yield* sent
        const error = yield* Effect.flip(Send.submit(faxTo("15005550001")))
        expect(error._tag).toBe("FaxError.InvalidNumber")
        mock.runToEnd()
        expect(mock.faxes()).toMatchObject([
          { status: "delivered", pages: 1 },
          { status: "delivered", pages: 9, attempts: [{ ends: "no_fax_tone" }, {}] }
        ])
      })
  )

  runBoth(
    "answer for one number alone",
    [{ when: { ...onSend, number: "1500555*2" }, do: { answer: { status: 418 } } }],
    () =>
      Effect.gen(function* () {
        expect(yield* tagOf(sendTo("15005550001"))).toBe("success")
        expect(yield* Effect.flip(sendTo("15005550001", "15005550002"))).toMatchObject({
          _tag: "FaxError.Rejected",
          status: 418
        })
      })
  )

  it("say what is wrong with them", () => {
    expect(() => createMockServer({ scenarios: [{ do: {} }] })).toThrow(/add an effect/)
    expect(() =>
      createMockServer({ scenarios: [{ do: { refuse: "invalid_number", delay: 1 } }] })
    ).toThrow(/create two scenarios/)
    expect(() => createMockServer({ scenarios: [{ do: { delay: "soon" } }] })).toThrow(
      /not a duration/
    )
  })
})
