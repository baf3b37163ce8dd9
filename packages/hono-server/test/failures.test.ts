import { FaxError, type Receipt, SendId } from "@faxingcenter/core"
import { Later } from "@faxingcenter/core/wire"
import * as Cause from "effect/Cause"
import * as DateTime from "effect/DateTime"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import { describe, expect, it } from "vitest"
import { contextual, type Services } from "../src/handler/Services.js"
import { jsonType, type Serving, serving } from "./serving.js"

const fax = JSON.stringify({
  receipients: [{ send_to: "018555808797" }],
  documents: [{ file_name: "a.pdf", file_data: "AAAA", order: "0" }]
})

const sendTo = async ({ ask, authorization }: Serving, init?: RequestInit) =>
  ask("/api/rest/fax/send", {
    method: "POST",
    headers: { ...jsonType, ...(await authorization()) },
    body: fax,
    ...init
  })

describe("what a service fails with is answered", () => {
  const since = DateTime.unsafeMake(0)
  it.each([
    [new FaxError.InsufficientFunds({ detail: "No funds" }), 402, {}],
    [new FaxError.TestNumberRefused({ culprit: "15005550001" }), 406, {}],
    [new FaxError.DocumentUnreadable({ fileName: "a.pdf", detail: "gone" }), 400, {}],
    [new FaxError.TooLarge({ detail: "Too large" }), 413, {}],
    [
      new FaxError.RateLimited({ detail: "Slow down", retryAfter: Duration.seconds(7) }),
      429,
      { "retry-after": "7" }
    ],
    [new FaxError.RateLimited({ detail: "Slow down" }), 429, { "retry-after": null }],
    [
      new FaxError.Unavailable({ detail: "Busy", retryAfter: Duration.minutes(1) }),
      503,
      { "retry-after": "60" }
    ],
    [new FaxError.UnexpectedAnswer({ status: 200, detail: "Odd", excerpt: "<html>" }), 502, {}],
    [new FaxError.OutcomeUnknown({ detail: "Lost", numbers: ["018555808797"], since }), 504, {}],
    [
      new FaxError.Unauthorized({ reason: "invalid_token", detail: "No" }),
      401,
      { "www-authenticate": `Bearer realm="faxingcenter", error="invalid_token"` }
    ]
  ] as const)("%s", async (error, status, headers) => {
    const answer = await sendTo(serving({ submit: () => Effect.fail(error) }))
    expect(answer.json).toMatchObject({ status })
    expect(answer.status).toBe(status)
    expect(answer.headers.get("content-type")).toBe("application/problem+json")
    for (const [name, value] of Object.entries(headers)) {
      expect(answer.headers.get(name)).toBe(value)
    }
  })

  it("with the status that it has, whatever that is", async () => {
    const { app, authorization } = serving({
      submit: () =>
        Effect.fail(
          new FaxError.Rejected({
            status: 423,
            title: "Locked",
            detail: "Locked",
            code: 9
          })
        )
    })
    const answer = await app.request("/api/rest/fax/send", {
      method: "POST",
      headers: { ...jsonType, ...(await authorization()) },
      body: fax
    })
    expect(await answer.json()).toMatchObject({ status: 423, code: 9, title: "Locked" })
  })
})

describe("a defect", () => {
  it("is answered 500 without internals, and logged", async () => {
    const broken = serving({ submit: () => Effect.die(new Error("SELECT secret FROM faxes")) })
    const answer = await sendTo(broken)
    expect(answer.json).toEqual({
      code: 500,
      culprit: "",
      type: "http://www.w3.org/Protocols/rfc2616/rfc2616-sec10.html",
      title: "Internal Server Error",
      status: 500,
      detail: "The server failed to answer"
    })
    expect(broken.logged.join()).toContain("POST /api/rest/fax/send failed")
    expect(broken.logged.join()).toContain("SELECT secret")
  })

  it("of a service whose answer does not fit the contract names the place, not the value", async () => {
    const sendId = SendId.make("0".repeat(32))
    const broken = serving({
      submit: () => Effect.succeed({ sendId, messages: [], documentCount: -12_345 })
    })
    const answer = await sendTo(broken)
    expect(answer.status).toBe(500)
    expect(broken.logged.join()).toContain("documentCount")
    expect(broken.logged.join()).not.toContain("12345")
  })

  it("after the runtime was disposed is answered, too", async () => {
    const gone = serving()
    await gone.dispose()
    const answer = await gone.ask(`/api/rest/fax/status?sid=${"0".repeat(32)}`, {
      headers: { authorization: "Bearer known" }
    })
    expect(answer.status).toBe(500)
  })
})

describe("a client that goes away", () => {
  const pausedSend = () =>
    Effect.runSync(
      Effect.gen(function* () {
        const begun = yield* Deferred.make<void>()
        const goOn = yield* Deferred.make<void>()
        const ended = yield* Deferred.make<"done" | "interrupted">()
        return { begun, goOn, ended }
      })
    )

  it("does not stop a send half way", async () => {
    const { begun, ended, goOn } = pausedSend()
    const routes = serving({
      submit: () =>
        Deferred.succeed(begun, undefined).pipe(
          Effect.zipRight(Deferred.await(goOn)),
          Effect.zipRight(Deferred.succeed(ended, "done")),
          Effect.onInterrupt(() => Deferred.succeed(ended, "interrupted")),
          Effect.zipRight(Effect.fail(new FaxError.Unavailable({ detail: "of no matter here" })))
        )
    })
    const client = new AbortController()
    const answer = sendTo(routes, { signal: client.signal })
    await Effect.runPromise(Deferred.await(begun))
    client.abort()
    await Effect.runPromise(Deferred.succeed(goOn, undefined))
    expect(await Effect.runPromise(Deferred.await(ended))).toBe("done")
    await answer
  })

  it("stops a search", async () => {
    const { begun, ended } = pausedSend()
    const { ask, authorization, logged } = serving({
      find: () =>
        Deferred.succeed(begun, undefined).pipe(
          Effect.zipRight(Effect.never),
          Effect.onInterrupt(() => Deferred.succeed(ended, "interrupted"))
        )
    })
    const client = new AbortController()
    const answer = ask("/api/rest/fax/search?from_date=04/01/2014&to_date=04/30/2014", {
      headers: await authorization(),
      signal: client.signal
    })
    await Effect.runPromise(Deferred.await(begun))
    client.abort()
    expect(await Effect.runPromise(Deferred.await(ended))).toBe("interrupted")
    await answer
    expect(logged).toEqual([])
  })
})

describe("a service that answers at once", () => {
  const serves = (submit: Services["send"]["submit"]) =>
    serving({
      immediate: {
        clientOf: (token) => Effect.succeed({ clientId: token }),
        servicesOf: () => ({ ...contextual, send: { submit } })
      }
    })

  it("is told apart by what it fails with, as any other", async () => {
    const answer = await sendTo(
      serves(() => Effect.failCause(Cause.fail(new FaxError.InsufficientFunds({ detail: "No" }))))
    )
    expect(answer.status).toBe(402)
  })

  it("that throws instead is a defect: its client is told nothing, its owner all", async () => {
    const server = serves(() => {
      throw new Error("broken")
    })
    const answer = await sendTo(server)
    expect(answer.status).toBe(500)
    expect(answer.text).not.toContain("broken")
    expect(server.logged.join()).toContain("broken")
  })

  it("may have to be waited for all the same", async () => {
    const answer = await sendTo(
      serves(() => Effect.delay(Effect.fail(new FaxError.TooLarge({ detail: "No" })), 1))
    )
    expect(answer.status).toBe(413)
  })

  /** Calls back in a later turn, unless it was begun in a fiber. */
  const calledBack = <A, E>(result: Effect.Effect<A, E>) =>
    new Later<A, E>((done) => {
      const isInFiber = Option.isSome(Fiber.getCurrentFiber())
      setImmediate(() => done(isInFiber ? Effect.dieMessage("a fiber was used") : result))
    })
  /** One that says how short it is. */
  const small = {
    headers: { ...jsonType, authorization: "Bearer demo", "content-length": String(fax.length) }
  }
  const receipt = (sendId: string): Receipt => ({
    sendId: SendId.make(sendId, { disableValidation: true }),
    messages: [],
    documentCount: 1
  })

  it("may call back: then its answer needs no fiber", async () => {
    const taking = serves(() => calledBack(Effect.succeed(receipt("1".repeat(32)))))
    expect((await sendTo(taking, small)).status).toBe(201)
    const refused = new FaxError.InsufficientFunds({ detail: "No" })
    const refusing = serves(() => calledBack(Effect.fail(refused)))
    expect((await sendTo(refusing, small)).status).toBe(402)
  })

  it("that calls back with nonsense has a defect as any other", async () => {
    const server = serves(() => calledBack(Effect.succeed(receipt("none"))))
    expect((await sendTo(server, small)).status).toBe(500)
    expect(server.logged.join()).toContain("at sendId")
  })
})
