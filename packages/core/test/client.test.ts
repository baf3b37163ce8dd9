import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import { describe, expect, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as ConfigProvider from "effect/ConfigProvider"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"
import {
  CurrentClient,
  CurrentIdempotencyKey,
  Document,
  FaxClient,
  FaxError,
  FaxNumber,
  IdempotencyKey,
  MessageId,
  Search,
  Send,
  SendId,
  Status,
  searchAll,
  watch
} from "../src/index.js"
import { answering, fakeService, json, page, receipt, tokens } from "./fakeService.js"
import { fixture } from "./fixtures.js"

const sendId = SendId.make("0a1b2c3d4e5f60718293a4b5c6d7e8f9")
const fax = {
  recipients: [{ number: FaxNumber.make("018555808797") }],
  documents: [Document.fromBytes("hello.txt", new TextEncoder().encode("Hello fax"))]
}
const send = Send.submit(fax)
const large = Document.fromBytes("scan.pdf", new Uint8Array(1_000_000))
const status = Effect.flatMap(Status, (service) => service.ofSend(sendId))

/** Runs an effect whose pauses are skipped: the test clock moves on until it ends. */
const hurried = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.fork(effect)
    yield* TestClock.adjust("1 hour")
    return yield* Fiber.join(fiber)
  })

describe("the token", () => {
  it.effect("is fetched once, however many callers wait", () => {
    const service = answering([page])
    return Effect.gen(function* () {
      yield* Effect.all(
        Array.from({ length: 20 }, () => status),
        { concurrency: "unbounded" }
      )
      expect(service.count("/oauth")).toBe(1)
      expect(service.seen[0]?.body).toBe(
        '{"client_id":"demo","client_secret":"very-secret","grant_type":"client_credentials"}'
      )
      expect(service.seen[1]?.headers.authorization).toBe("Bearer token-1")
    }).pipe(Effect.provide(service.layer))
  })

  it.effect("is kept until shortly before it expires", () => {
    const service = answering([page])
    return Effect.gen(function* () {
      yield* status
      yield* TestClock.adjust("58 minutes")
      yield* status
      expect(service.count("/oauth")).toBe(1)
      yield* TestClock.adjust("90 seconds")
      yield* status
      expect(service.count("/oauth")).toBe(2)
    }).pipe(Effect.provide(service.layer))
  })

  it.effect("is renewed once when the service refuses it, for a read and for a send", () => {
    const token = tokens()
    let refused = "token-1"
    const service = fakeService(({ headers, path }) => {
      if (path === "/oauth") return token()
      if (headers.authorization === `Bearer ${refused}`) return new Response(null, { status: 401 })
      return path.startsWith("/api/rest/fax/send") ? receipt() : page()
    })
    return Effect.gen(function* () {
      yield* status
      refused = "token-2"
      yield* send
      expect(service.seen.at(-1)?.headers.authorization).toBe("Bearer token-3")
      expect(service.seen.at(-1)?.body).toContain("SGVsbG8gZmF4")
    }).pipe(Effect.provide(service.layer))
  })

  it.effect("is not asked for again and again when the account itself is refused", () => {
    const service = answering([() => new Response("no", { status: 401 })])
    return Effect.gen(function* () {
      const error = yield* Effect.flip(status)
      expect(error).toMatchObject({ _tag: "FaxError.Unauthorized", reason: "invalid_token" })
      expect(service.count("/oauth")).toBe(2)
    }).pipe(Effect.provide(service.layer))
  })

  it.effect("never shows in the error of an answer that cannot be read", () => {
    const service = fakeService(() => json('{"access_token":"abc123",'))
    return Effect.gen(function* () {
      const error = yield* Effect.flip(status)
      expect(error._tag).toBe("FaxError.UnexpectedAnswer")
      expect(JSON.stringify(error) + error.message).not.toContain("abc123")
    }).pipe(Effect.provide(service.layer))
  })

  it.effect("of the current caller is passed on as it is", () => {
    const service = answering([page])
    return Effect.gen(function* () {
      const client = { clientId: "theirs", token: Redacted.make("theirs") }
      yield* Effect.provideService(status, CurrentClient, client)
      expect(service.count("/oauth")).toBe(0)
      expect(service.seen[0]?.headers.authorization).toBe("Bearer theirs")
    }).pipe(Effect.provide(service.layer))
  })

  it.effect("a caller that is interrupted while it is fetched leaves it to the next", () => {
    let first = true
    const token = tokens()
    const service = fakeService(({ path }) => {
      if (path !== "/oauth") return page()
      if (!first) return token()
      first = false
      return "never answers"
    })
    return Effect.gen(function* () {
      const waiting = yield* Effect.fork(status)
      yield* Effect.yieldNow()
      const next = yield* Effect.fork(status)
      yield* Fiber.interrupt(waiting)
      expect((yield* Fiber.join(next)).messages).toHaveLength(2)
    }).pipe(Effect.provide(service.layer))
  })
})

describe("a read", () => {
  const busy = () => new Response("<h1>busy</h1>", { status: 503 })
  const reset = () => "reset after upload" as const

  it.effect("is tried again after 5xx and broken connections", () => {
    const service = answering([busy, reset, busy, page])
    return Effect.gen(function* () {
      expect((yield* hurried(status)).messages).toHaveLength(2)
      expect(service.count("/api/rest/fax/status")).toBe(4)
    }).pipe(Effect.provide(service.layer))
  })

  it.effect("gives up after three more tries, and says why", () => {
    const service = answering([busy])
    return Effect.gen(function* () {
      expect(yield* Effect.flip(hurried(status))).toMatchObject({
        _tag: "FaxError.Unavailable",
        status: 503
      })
      expect(service.count("/api/rest/fax/status")).toBe(4)
    }).pipe(Effect.provide(service.layer))
  })

  it.effect("gives up on a token after three more tries, too", () => {
    const service = fakeService(() => busy())
    return Effect.gen(function* () {
      expect(yield* Effect.flip(hurried(status))).toMatchObject({ _tag: "FaxError.Unavailable" })
      expect(service.count("/oauth")).toBe(4)
    }).pipe(Effect.provide(service.layer))
  })

  it.effect("waits as long as Retry-After says, in seconds or as a date", () => {
    const date = "Thu, 01 Jan 1970 00:00:50 GMT"
    const limited = (retryAfter: string) => () =>
      new Response("", { status: 429, headers: { "retry-after": retryAfter } })
    const service = answering([limited("20"), limited(date), page])
    return Effect.gen(function* () {
      const fiber = yield* Effect.fork(status)
      yield* TestClock.adjust("19 seconds")
      expect(service.count("/api/rest/fax/status")).toBe(1)
      yield* TestClock.adjust("2 seconds")
      expect(service.count("/api/rest/fax/status")).toBe(2)
      yield* TestClock.adjust("28 seconds")
      expect(service.count("/api/rest/fax/status")).toBe(2)
      yield* TestClock.adjust("2 seconds")
      expect((yield* Fiber.join(fiber)).messages).toHaveLength(2)
    }).pipe(Effect.provide(service.layer))
  })

  it.effect("does not wait for an hour on its own: the caller is told", () => {
    const service = answering([
      () => new Response("", { status: 429, headers: { "retry-after": "3600" } })
    ])
    return Effect.gen(function* () {
      const error = yield* Effect.flip(status)
      expect(error).toMatchObject({ _tag: "FaxError.RateLimited", retryAfter: Duration.hours(1) })
      expect(service.count("/api/rest/fax/status")).toBe(1)
    }).pipe(Effect.provide(service.layer))
  })

  it.effect("is not tried again when it was refused", () => {
    const service = answering([() => new Response("{}", { status: 404 })])
    return Effect.gen(function* () {
      expect((yield* Effect.flip(status))._tag).toBe("FaxError.NotFound")
      expect(service.count("/api/rest/fax/status")).toBe(1)
    }).pipe(Effect.provide(service.layer))
  })

  it.effect("has a time limit", () => {
    const service = answering([() => "never answers"], { retry: Schedule.stop })
    return Effect.gen(function* () {
      const error = yield* Effect.flip(hurried(status))
      expect(error).toMatchObject({ _tag: "FaxError.Unavailable" })
      expect(error.message).toContain("within 30s")
    }).pipe(Effect.provide(service.layer))
  })

  it.effect("an answer that is cut off or of another shape is an unexpected answer", () => {
    const texts = [fixture("status.answer").slice(0, 100), '{"results":3}', "<html>", ""]
    const [first, ...rest] = texts.map((text) => () => json(text))
    if (first === undefined) throw new Error("no texts")
    const service = answering([first, ...rest])
    return Effect.gen(function* () {
      for (const _ of texts) {
        expect(yield* Effect.flip(status)).toMatchObject({
          _tag: "FaxError.UnexpectedAnswer",
          status: 200
        })
      }
    }).pipe(Effect.provide(service.layer))
  })

  it.effect("asks with the parameters of the contract", () => {
    const service = answering([page])
    return Effect.gen(function* () {
      const messageId = MessageId.make("2".repeat(32))
      const message = yield* (yield* Status).ofMessage(messageId)
      expect(message.status).toBe("delivered")
      yield* (yield* Search).find({
        from: DateTime.unsafeMake("2014-04-01T00:00:00Z"),
        to: DateTime.unsafeMake("2014-04-30T23:59:59Z"),
        status: "failed"
      })
      expect(service.seen.slice(1).map(({ path }) => decodeURIComponent(path))).toEqual([
        `/api/rest/fax/status?mid=${"2".repeat(32)}`,
        "/api/rest/fax/search?p=1&from_date=2014-04-01T00:00:00Z&to_date=2014-04-30T23:59:59Z&status=3"
      ])
    }).pipe(Effect.provide(service.layer))
  })
})

describe("a send", () => {
  const problem = (status: number) =>
    new Response("{}", { status, headers: { "content-type": "application/problem+json" } })

  const outcome = (reply: Parameters<typeof answering>[0][0]) => {
    const service = answering([reply])
    return hurried(Effect.flip(send)).pipe(
      Effect.map((error) => {
        expect(service.count("/api/rest/fax/send")).toBeLessThanOrEqual(1)
        return error
      }),
      Effect.provide(service.layer)
    )
  }

  it.effect("gives the receipt", () => {
    const service = answering([receipt])
    return Effect.gen(function* () {
      expect((yield* send).sendId).toBe(sendId)
      expect(service.seen[1]?.headers["content-length"]).toBe(String(service.seen[1]?.body.length))
    }).pipe(Effect.provide(service.layer))
  })

  it.effect("has the key that it is given", () => {
    const service = answering([receipt])
    const key = IdempotencyKey.make("order-4711")
    return Effect.gen(function* () {
      yield* send
      yield* Effect.provideService(send, CurrentIdempotencyKey, key)
      const keys = service.seen.slice(1).map(({ headers }) => headers["idempotency-key"])
      expect(keys).toEqual([undefined, "order-4711"])
    }).pipe(Effect.provide(service.layer))
  })

  it.effect(
    "is unknown, and not repeated, when the answer is lost, late, a 5xx or unreadable",
    () =>
      Effect.gen(function* () {
        const replies = [
          () => "reset after upload" as const,
          () => "never answers" as const,
          () => new Response("<h1>bad gateway</h1>", { status: 502 }),
          () => new Response("upstream reset", { status: 503 }),
          () => problem(500),
          () => json('{"request_reference":', { status: 201 })
        ]
        for (const reply of replies) {
          const error = yield* outcome(reply)
          expect(error).toMatchObject({
            _tag: "FaxError.OutcomeUnknown",
            numbers: ["018555808797"]
          })
          expect(error.message).toContain("search for 018555808797 from 1970-01-01T")
        }
      })
  )

  it.effect("is known not to have happened when it cannot have arrived whole", () =>
    Effect.gen(function* () {
      const replies = [
        () => "refused" as const,
        () => problem(503),
        () => new Response("", { status: 501 })
      ]
      for (const reply of replies) expect((yield* outcome(reply))._tag).toBe("FaxError.Unavailable")
    })
  )

  it.effect(
    "that breaks in the middle of a large upload has not happened; of a small one, who knows",
    () => {
      const service = answering([() => "reset while uploading"])
      return Effect.gen(function* () {
        const broken = yield* Effect.flip(Send.submit({ ...fax, documents: [large] }))
        expect(broken._tag).toBe("FaxError.Unavailable")
        expect((yield* Effect.flip(send))._tag).toBe("FaxError.OutcomeUnknown")
      }).pipe(Effect.provide(service.layer))
    }
  )

  it.effect("gives each refusal its own error", () =>
    Effect.gen(function* () {
      const tags = yield* Effect.forEach([400, 402, 403, 404, 409, 413, 429], (status) =>
        Effect.map(
          outcome(() => problem(status)),
          (error) => error._tag
        )
      )
      expect(tags).toEqual([
        "FaxError.Rejected",
        "FaxError.InsufficientFunds",
        "FaxError.Rejected",
        "FaxError.Rejected",
        "FaxError.Rejected",
        "FaxError.TooLarge",
        "FaxError.RateLimited"
      ])
      const invalid = yield* outcome(
        () => new Response(fixture("problem.invalid-number"), { status: 406 })
      )
      expect(invalid).toMatchObject({ _tag: "FaxError.InvalidNumber", culprit: "12ab" })
    })
  )

  it.effect("of a document that cannot be read is not a mystery", () => {
    const service = answering([receipt])
    const torn = Stream.concat(Stream.make(new Uint8Array(5000)), Stream.fail("disk on fire"))
    return Effect.gen(function* () {
      const documents = [Document.fromStream("torn.pdf", torn)]
      const error = yield* Effect.flip(Send.submit({ ...fax, documents }))
      expect(error).toBeInstanceOf(FaxError.DocumentUnreadable)
      expect(error.message).toContain("torn.pdf could not be read: disk on fire")
    }).pipe(Effect.provide(service.layer))
  })

  it.effect("to the test block is refused where the line is real", () => {
    const service = answering([receipt], { baseUrl: "https://api.faxingcenter.com/" })
    const recipients = [{ number: FaxNumber.make("15005550001") }]
    return Effect.gen(function* () {
      const error = yield* Effect.flip(Send.submit({ ...fax, recipients }))
      expect(error._tag).toBe("FaxError.TestNumberRefused")
      expect(service.count("/api/rest/fax/send")).toBe(0)
      yield* send
    }).pipe(Effect.provide(service.layer))
  })

  it.effect("can be interrupted", () => {
    const service = answering([() => "never answers"])
    return Effect.gen(function* () {
      const fiber = yield* Effect.fork(send)
      yield* Effect.yieldNow()
      const exit = yield* Fiber.interrupt(fiber)
      expect(Exit.isInterrupted(exit)).toBe(true)
    }).pipe(Effect.provide(service.layer))
  })

  it.effect("no error and no defect tells the secret, the token or the document", () =>
    Effect.gen(function* () {
      const replies = [400, 403, 406, 500, 302].map(
        (status) => () => new Response("very-secret-token-1-SGVsbG8gZmF4".repeat(3), { status })
      )
      for (const reply of replies) {
        const error = yield* outcome(reply)
        const text = `${error.message} ${JSON.stringify(error)} ${Cause.pretty(Cause.fail(error))}`
        expect(text).not.toMatch(/very-secret|token-1|SGVsbG8gZmF4/)
      }
    })
  )
})

describe("watching", () => {
  const statusIs = (code: string) => () =>
    json(fixture("status.answer").replace('"status": "1"', `"status": "${code}"`))

  it.effect("tells each change once and ends with the last", () => {
    const service = answering([statusIs("1"), statusIs("1"), statusIs("3")])
    return Effect.gen(function* () {
      const seen = yield* hurried(Stream.runCollect(watch(sendId)))
      expect([...seen].map(({ faxNumber, status }) => [faxNumber, status])).toEqual([
        ["018555808797", "processing"],
        ["13862345678", "delivered"],
        ["018555808797", "failed"]
      ])
      expect(service.count("/api/rest/fax/status")).toBe(3)
    }).pipe(Effect.provide(service.layer))
  })

  it.effect("stops when its budget is spent, and says what is left", () => {
    const service = answering([statusIs("1")])
    return Effect.gen(function* () {
      const error = yield* Effect.flip(
        hurried(Stream.runDrain(watch(sendId, { budget: "5 minutes" })))
      )
      expect(error).toMatchObject({
        _tag: "FaxError.StillProcessing",
        pending: 1,
        waited: Duration.minutes(5)
      })
    }).pipe(Effect.provide(service.layer))
  })
})

describe("watching a service that cannot be asked", () => {
  const statusIs = (code: string) => () =>
    json(fixture("status.answer").replace('"status": "1"', `"status": "${code}"`))
  const troubles: ReadonlyArray<readonly [string, Parameters<typeof answering>[0][number]]> = [
    ["away", () => "refused"],
    ["broken", () => "reset after upload"],
    ["busy", () => new Response("", { status: 429 })],
    ["at fault", () => new Response("", { status: 500 })],
    ["without sense", () => new Response("<html>Sign in</html>", { status: 200 })]
  ]

  for (const [name, reply] of troubles) {
    it.effect(`asks again when it was ${name}, and says so each time`, () => {
      const told: Array<string> = []
      const watched = watch(sendId, {
        onTrouble: ({ _tag }) => Effect.sync(() => told.push(_tag))
      })
      // Four tries to a question: two questions go wrong.
      const service = answering([
        statusIs("1"),
        ...Array.from({ length: 8 }, () => reply),
        statusIs("3")
      ])
      return Effect.gen(function* () {
        const seen = yield* hurried(Stream.runCollect(watched))
        expect([...seen].map(({ status }) => status)).toEqual(["processing", "delivered", "failed"])
        expect(told.length).toBeGreaterThan(0)
      }).pipe(Effect.provide(service.layer))
    })

    it.effect(`ends as still processing where it stays ${name}`, () => {
      const service = answering([reply])
      return Effect.gen(function* () {
        const error = yield* Effect.flip(
          hurried(Stream.runDrain(watch(sendId, { budget: "10 minutes" })))
        )
        expect(error).toMatchObject({ _tag: "FaxError.StillProcessing", sendId })
      }).pipe(Effect.provide(service.layer))
    })
  }
})

describe("searching over pages", () => {
  const range = {
    from: DateTime.unsafeMake("2014-04-01T00:00:00Z"),
    to: DateTime.unsafeMake("2014-04-30T23:59:59Z")
  }
  const pageOf =
    (current: number, ids: ReadonlyArray<number>, last = 3) =>
    () => {
      const [message] = JSON.parse(fixture("status.answer")).results
      const { pager } = JSON.parse(fixture("status.answer"))
      const results = ids.map((id) => ({ ...message, mid: String(id).padStart(32, "0") }))
      return json(JSON.stringify({ results, pager: { ...pager, current, last, pageCount: last } }))
    }
  const ids = Effect.map(Stream.runCollect(searchAll(range)), (messages) =>
    [...messages].map(({ messageId }) => Number(messageId))
  )

  it.effect("gives a message that shifts to the next page once", () => {
    const service = answering([pageOf(1, [1, 2]), pageOf(2, [2, 3]), pageOf(3, [4])])
    return Effect.gen(function* () {
      expect(yield* ids).toEqual([1, 2, 3, 4])
    }).pipe(Effect.provide(service.layer))
  })

  it.effect(
    "ends well when a later page has vanished, and fails when the first is not there",
    () => {
      const gone = () => new Response("", { status: 404 })
      const service = answering([pageOf(1, [1, 2]), gone])
      return Effect.gen(function* () {
        expect(yield* ids).toEqual([1, 2])
        expect((yield* Effect.flip(ids))._tag).toBe("FaxError.NotFound")
      }).pipe(Effect.provide(service.layer))
    }
  )

  it.effect("reads only the pages that are wanted", () => {
    const service = answering([pageOf(1, [1, 2]), pageOf(2, [3])])
    return Effect.gen(function* () {
      yield* Stream.runDrain(Stream.take(searchAll(range), 2))
      expect(service.count("/api/rest/fax/search")).toBe(1)
    }).pipe(Effect.provide(service.layer))
  })
})

describe("configuration", () => {
  const settings = (entries: ReadonlyArray<readonly [string, string]>) =>
    Layer.setConfigProvider(ConfigProvider.fromMap(new Map(entries)))
  const transport = Layer.succeed(
    HttpClient.HttpClient,
    HttpClient.make((request) =>
      Effect.die(new Error(HttpClientRequest.get("/").url + request.url))
    )
  )

  it.effect(
    "comes from FAXINGCENTER_*, with the service's address and first revision as defaults",
    () =>
      Effect.gen(function* () {
        const config = yield* FaxClient.config
        expect(config).toMatchObject({
          baseUrl: "https://api.faxingcenter.com",
          clientId: "me",
          revision: "2014-04-03"
        })
        expect(String(config.clientSecret)).toBe("<redacted>")
      }).pipe(
        Effect.provide(
          settings([
            ["FAXINGCENTER.CLIENT_ID", "me"],
            ["FAXINGCENTER.CLIENT_SECRET", "s3cret"]
          ])
        )
      )
  )

  it.effect("says what is missing or wrong", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Layer.build(FaxClient.layerConfig()))
      const text = String(error)
      expect(text).toContain("CLIENT_SECRET")
      expect(text).toContain("REVISION")
    }).pipe(
      Effect.provide(transport),
      Effect.provide(
        settings([
          ["FAXINGCENTER.CLIENT_ID", "me"],
          ["FAXINGCENTER.REVISION", "2015-01-01"]
        ])
      ),
      Effect.scoped
    )
  )
})
