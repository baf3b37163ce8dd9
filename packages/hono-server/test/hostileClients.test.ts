import { request } from "node:http"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { serveNode } from "../src/node/index.js"
import { at, form, gateway, idOf, later } from "./gatewayServing.js"

const path = "/gateway/v1/faxes"
const number = "13862345678"

describe("a hostile client", () => {
  for (const [what, fields, status] of [
    ["a time in the year 9999", { sendAt: "9999-12-31T23:59:59Z" }, 201],
    ["the last time there is", { sendAt: "+275760-09-13T00:00:00.000Z" }, 400],
    ["the first time there is", { sendAt: "-271821-04-20T00:00:00.000Z" }, 201],
    ["a time without a zone", { sendAt: "2999-12-01T10:00:00" }, 400],
    ["a day without a time", { deadline: "2999-12-01" }, 400],
    ["a time with an offset", { sendAt: "2999-12-01T10:00:00+0100" }, 201],
    ["a zone that is none", { window: '{"zone":"Mars/Olympus","from":"09:00","to":"17:00"}' }, 400],
    ["a window that is none", { window: "[]" }, 400],
    ["a window that is no JSON", { window: "{" }, 400],
    ["the members of every object", { __proto__x: "1", constructor: "1" }, 400]
  ] as const) {
    it.scopedLive(`is answered ${status} to ${what}`, () =>
      Effect.gen(function* () {
        const { call } = yield* gateway
        const sent = yield* call("POST", path, form({ to: number, ...fields }))
        assert.strictEqual(sent.status, status, sent.text)
        if (status !== 201) return
        assert.strictEqual((yield* call("GET", `/gateway/v1/messages/${idOf(sent)}`)).status, 200)
      })
    )
  }

  it.scopedLive("has a fax expire at once whose deadline comes before its time", () =>
    Effect.gen(function* () {
      const { call } = yield* gateway
      const sent = yield* call(
        "POST",
        path,
        form({ to: number, sendAt: later(), deadline: "2020-01-01T00:00:00Z" })
      )
      const { json } = yield* call("GET", `/gateway/v1/messages/${idOf(sent)}`)
      assert.deepStrictEqual([at(json, "state"), at(json, "reason")], ["failed", "expired"])
    })
  )

  for (const [what, key] of [
    ["of 10 kB", "k".repeat(10_000)],
    ["of 256 characters", "k".repeat(256)]
  ] as const) {
    it.scopedLive(`is answered 400 to an idempotency key ${what}`, () =>
      Effect.gen(function* () {
        const { call } = yield* gateway
        const body = form({ to: number, sendAt: later() })
        const { status } = yield* call("POST", path, body, { "idempotency-key": key })
        assert.strictEqual(status, 400)
      })
    )
  }

  for (const last of ["x", "1-2-3", "-1", "99999999999999999999-1", "1'; DROP TABLE events; --"]) {
    it.scopedLive(`is answered 400 to the event ${last} as its last`, () =>
      Effect.gen(function* () {
        const { call } = yield* gateway
        const headers = { "last-event-id": last }
        const { json, status } = yield* call("GET", "/gateway/v1/events", undefined, headers)
        assert.deepStrictEqual([status, at(json, "culprit")], [400, "Last-Event-ID"])
      })
    )
  }

  it.scopedLive("has so many webhooks at most, whatever others have", () =>
    Effect.gen(function* () {
      const { call, login } = yield* gateway
      const add = (i: number) =>
        call("POST", "/gateway/v1/webhooks", JSON.stringify({ url: `https://example.com/${i}` }))
      for (let i = 0; i < 100; i++) assert.strictEqual((yield* add(i)).status, 201)
      assert.strictEqual((yield* add(100)).status, 422)
      const other = yield* login()
      const own = yield* other("POST", "/gateway/v1/webhooks", '{"url":"https://example.com/"}')
      assert.strictEqual(own.status, 201)
    })
  )

  it.scopedLive("does not shut out a client whose id it knows", () =>
    Effect.gen(function* () {
      const { app, clientId, clientSecret } = yield* gateway
      const { url } = yield* serveNode(app)
      const guess = (client_secret: string, localAddress: string) =>
        Effect.async<number>((resume) => {
          const sent = request(
            `${url}/oauth`,
            { method: "POST", localAddress, headers: { "content-type": "application/json" } },
            (response) => {
              response.resume()
              resume(Effect.succeed(response.statusCode ?? 0))
            }
          )
          // The flood is hung up on when the server closes: a guess without an answer is status 0.
          sent.on("error", () => resume(Effect.succeed(0)))
          const grant_type = "client_credentials"
          sent.end(JSON.stringify({ client_id: clientId, client_secret, grant_type }))
          return Effect.sync(() => sent.destroy())
        })
      const wrong = Array.from({ length: 100 }, (_, i) => `no ${i}`)
      const flood = yield* Effect.fork(
        Effect.forEach(wrong, (secret) => guess(secret, "127.0.0.2"), { concurrency: "unbounded" })
      )
      assert.strictEqual(yield* guess("no", "127.0.0.3"), 401)
      assert.strictEqual(yield* guess(clientSecret, "127.0.0.3"), 200)
      // A secret that was right once gets in from everywhere.
      assert.strictEqual(yield* guess(clientSecret, "127.0.0.2"), 200)
      yield* Fiber.interrupt(flood)
    })
  )
})
