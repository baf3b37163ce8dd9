import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import { FaxClient, Introspection } from "@faxingcenter/core"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/TestClock"
import * as TestContext from "effect/TestContext"
import { afterAll, expect, it } from "vitest"
import { faxRoutes } from "../src/index.js"
import { serving } from "./serving.js"

const upstream = serving()
/** Paths that the service behind was asked for. */
const asked: Array<string> = []
const overUpstream = HttpClient.make((request, url) => {
  asked.push(url.pathname)
  const { body, headers, method } = request
  const init = { method, headers, ...(body._tag === "Uint8Array" ? { body: body.body } : {}) }
  return Effect.map(
    Effect.promise(async () => upstream.app.request(url, init)),
    (response) => HttpClientResponse.fromWeb(request, response)
  )
})

const proxied = Introspection.layerUpstream.pipe(
  Layer.provideMerge(
    FaxClient.layer({
      baseUrl: "http://upstream.test",
      clientId: "demo",
      clientSecret: Redacted.make("demo")
    })
  ),
  Layer.provide(Layer.succeed(HttpClient.HttpClient, overUpstream))
)
const runtime = ManagedRuntime.make(proxied)
const app = faxRoutes({ runtime })
afterAll(() => runtime.dispose())

const send = (authorization: string, body: ReadableStream<Uint8Array> | string) =>
  app.request(
    new Request("http://proxy.test/api/rest/fax/send", {
      method: "POST",
      headers: { "content-type": "application/json", authorization },
      body,
      duplex: "half"
    })
  )

it("reads nothing of a send under a token that is nobody's", async () => {
  let pulled = 0
  const body = new ReadableStream<Uint8Array>(
    {
      pull: (controller) => {
        pulled += 1
        controller.enqueue(new Uint8Array(1024))
      }
    },
    { highWaterMark: 0 }
  )
  const answer = await send("Bearer nonsense", body)
  expect(answer.status).toBe(401)
  expect(pulled).toBe(0)
  expect(asked.filter((path) => path.endsWith("/send"))).toEqual([])
})

it("sends on under a good token, which is asked about once", async () => {
  const { authorization } = await upstream.authorization()
  asked.length = 0
  const fax = JSON.stringify({
    receipients: [{ send_to: "13862345678" }],
    documents: [{ file_name: "a.txt", file_data: "aGk=", order: "0" }]
  })
  expect((await send(authorization, fax)).status).toBe(201)
  expect((await send(authorization, fax)).status).toBe(201)
  expect(asked.map((path) => path.split("/").at(-1))).toEqual(["status", "send", "send"])
})

it("asks again about a token when its minute is over, or after the clock was set back", async () => {
  const { authorization } = await upstream.authorization()
  const token = Redacted.make(authorization.replace("Bearer ", ""))
  const start = 1_800_000_000_000
  const asksAt = (now: number) =>
    Effect.gen(function* () {
      const { clientOf } = yield* Introspection
      const before = asked.length
      yield* TestClock.setTime(start + now)
      yield* clientOf(token)
      return asked.length - before
    })
  const asks = Effect.forEach([0, 59_000, 61_000, -7_200_000, -7_199_000, -7_139_000], asksAt)
  expect(await runtime.runPromise(Effect.provide(asks, TestContext.TestContext))).toEqual([
    1, 0, 1, 1, 0, 1
  ])
})
