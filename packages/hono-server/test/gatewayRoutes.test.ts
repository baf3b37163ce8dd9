import { readFileSync } from "node:fs"
import { createServer } from "node:http"
import { assert, describe, it } from "@effect/vitest"
import { CurrentClient, MessageId } from "@faxingcenter/core"
import { Clients, Gateway } from "@faxingcenter/gateway"
import { parsePublicKey, verifyReceipt } from "@faxingcenter/gateway/receipts"
import { Validator } from "@seriousme/openapi-schema-validator"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Queue from "effect/Queue"
import * as Schedule from "effect/Schedule"
import * as TestClock from "effect/TestClock"
import * as TestContext from "effect/TestContext"
import { Webhook } from "standardwebhooks"
import { gatewayRoutes } from "../src/gateway/index.js"
import { serveNode } from "../src/node/index.js"
import {
  asPrometheus,
  at,
  form,
  gateway,
  gatewayOf,
  idOf,
  later,
  services,
  vendorSend
} from "./gatewayServing.js"

/** A receiver of webhooks. */
const receiver = (answer: Parameters<typeof createServer>[1]) =>
  Effect.acquireRelease(
    Effect.async<{ readonly url: string; readonly close: () => void }>((resume) => {
      const server = createServer(answer ?? (() => undefined))
      server.listen(0, "127.0.0.1", () => {
        const address = server.address()
        const port = typeof address === "object" && address !== null ? address.port : 0
        const close = () => {
          server.closeAllConnections()
          server.close()
        }
        resume(Effect.succeed({ url: `http://127.0.0.1:${port}/`, close }))
      })
    }),
    ({ close }) => Effect.sync(close)
  )

/** A turn of the event loop: calls within the process would leave none to what is outside of it. */
const turn = Effect.async<void>((resume) => void setImmediate(() => resume(Effect.void)))

interface Post {
  readonly headers: Record<string, string>
  readonly body: string
  readonly answer: () => void
}

/** One that leaves the answers to the test. */
const inbox = Effect.gen(function* () {
  const posts = yield* Queue.unbounded<Post>()
  const { url } = yield* receiver((request, response) => {
    let body = ""
    request.on("data", (chunk: Buffer) => {
      body += chunk.toString()
    })
    request.on("end", () => {
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, String(value)])
      )
      const answer = () => response.writeHead(204).end()
      Queue.unsafeOffer(posts, { headers, body, answer })
    })
  })
  return { url, next: Queue.take(posts), waiting: Queue.size(posts) }
})

describe("the routes of a gateway", () => {
  it.scopedLive("repeat the receipt of a send that is repeated under its key", () =>
    Effect.gen(function* () {
      const { call, login } = yield* gateway
      const path = "/api/rest/fax/send"
      const key = { "idempotency-key": "order-7" }
      const first = yield* call("POST", path, vendorSend("018555808797"), key)
      const again = yield* call("POST", path, vendorSend("018555808797"), key)
      const other = yield* call("POST", path, vendorSend("13862345678"), key)
      assert.deepStrictEqual([first.status, again.status, other.status], [201, 201, 422])
      assert.strictEqual(again.text, first.text)
      const stranger = yield* login()
      const theirs = yield* stranger("POST", path, vendorSend("018555808797"), key)
      assert.notStrictEqual(theirs.text, first.text)
    })
  )

  it.scopedLive("take a form, schedule it, and cancel it once", () =>
    Effect.gen(function* () {
      const { call, login } = yield* gateway
      const sent = yield* call(
        "POST",
        "/gateway/v1/faxes",
        form({ to: "13862345678", sendAt: later(), reference: "mine" })
      )
      assert.strictEqual(sent.status, 201)
      const path = `/gateway/v1/messages/${idOf(sent)}`
      const detail = yield* call("GET", path)
      assert.deepStrictEqual(
        [at(detail.json, "state"), at(detail.json, "sendReference"), at(detail.json, "callsMade")],
        ["waiting", "mine", 0]
      )
      const stranger = yield* login()
      assert.strictEqual((yield* stranger("GET", path)).status, 404)
      assert.strictEqual((yield* stranger("POST", `${path}/cancel`)).status, 404)
      const canceled = yield* call("POST", `${path}/cancel`)
      assert.deepStrictEqual(
        [at(canceled.json, "state"), at(canceled.json, "reason")],
        ["failed", "canceled"]
      )
      assert.strictEqual((yield* call("POST", `${path}/cancel`)).status, 409)
      assert.strictEqual((yield* call("POST", `${path}/resend`)).status, 201)
    })
  )

  for (const [what, fields, status] of [
    ["no number", { to: "abc" }, 406],
    ["an unknown field", { to: "13862345678", sned: "x" }, 400],
    ["a date that is none", { to: "13862345678", sendAt: "soon" }, 400],
    ["a webhook inside", { to: "13862345678", webhook: "https://10.0.0.1/" }, 422]
  ] as const) {
    it.scopedLive(`refuse a form with ${what}`, () =>
      Effect.gen(function* () {
        const { call } = yield* gateway
        const { status: given } = yield* call("POST", "/gateway/v1/faxes", form(fields))
        assert.strictEqual(given, status)
      })
    )
  }

  it.scopedLive("announce the end of a fax in a signed webhook, and sign for it in a receipt", () =>
    Effect.gen(function* () {
      const { call } = yield* gateway
      const posted = yield* inbox
      const sent = yield* call(
        "POST",
        "/gateway/v1/faxes",
        form({ to: "13862345678", reference: "order-4711", webhook: posted.url })
      )
      const { answer, body, headers } = yield* posted.next
      answer()
      const { json } = yield* call("GET", "/gateway/v1/webhooks/secret")
      new Webhook(String(at(json, "secret"))).verify(body, headers)
      const announced: unknown = JSON.parse(body)
      assert.deepStrictEqual(
        [
          at(announced, "type"),
          at(announced, "data", "messageId"),
          at(announced, "data", "sendReference")
        ],
        ["message.delivered", idOf(sent), "order-4711"]
      )
      const added = yield* call(
        "POST",
        "/gateway/v1/webhooks",
        JSON.stringify({ url: "https://shop.example/" })
      )
      assert.strictEqual(at(added.json, "secret"), at(json, "secret"))
      const key = yield* call("GET", "/gateway/v1/receipt-key")
      const receipt = yield* call("GET", `/gateway/v1/messages/${idOf(sent)}/receipt`)
      const verified = yield* verifyReceipt(receipt.text, yield* parsePublicKey(key.text))
      assert.deepStrictEqual(
        [verified.isTrusted, verified.receipt.status, verified.receipt.attempts.length],
        [true, "delivered", 1]
      )
    })
  )

  it.scopedLive("post a webhook again that is asked for again while it is on its way", () =>
    Effect.gen(function* () {
      const { call } = yield* gateway
      const posted = yield* inbox
      yield* call("POST", "/gateway/v1/faxes", form({ to: "13862345678", webhook: posted.url }))
      const first = yield* posted.next
      const log = call("GET", "/gateway/v1/webhooks/deliveries")
      const id = at((yield* log).json, "deliveries", 0, "id")
      const replay = yield* call("POST", `/gateway/v1/webhooks/deliveries/${id}/replay`)
      assert.strictEqual(replay.status, 204)
      first.answer()
      const second = yield* posted.next
      second.answer()
      assert.strictEqual(second.headers["webhook-id"], first.headers["webhook-id"])
      const { json } = yield* Effect.repeat(Effect.zipRight(turn, log), {
        until: ({ json }) =>
          at(json, "deliveries", 0, "nextAt") === null && at(json, "deliveries", 0, "tries") === 2
      })
      assert.isString(at(json, "deliveries", 0, "deliveredAt"))
      assert.strictEqual(yield* posted.waiting, 0)
    })
  )

  for (const last of ["0-0", "0-99999999", "f".repeat(32)]) {
    it.scopedLive(`stream what happens, from where a listener says that it stopped: ${last}`, () =>
      Effect.gen(function* () {
        const { app, call, token } = yield* gateway
        const sent = yield* call(
          "POST",
          "/gateway/v1/faxes",
          form({ to: "13862345678", sendAt: later() })
        )
        yield* call("POST", `/gateway/v1/messages/${idOf(sent)}/cancel`)
        const text = yield* Effect.promise(async () => {
          const response = await app.request("/gateway/v1/events", {
            headers: { authorization: `Bearer ${token}`, "last-event-id": last }
          })
          const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
          let read = ""
          while (!read.includes("message.failed")) read += (await reader?.read())?.value ?? ""
          await reader?.cancel()
          return read
        })
        assert.match(
          text,
          /id: [0-9a-f]{32}\ndata: \{"type":"message.failed".*"reason":"canceled"\}\}\n\n/
        )
      })
    )
  }

  it.scopedLive("tell a client nothing any more once it is revoked", () =>
    Effect.gen(function* () {
      const { app, call, clientId, login, token, within } = yield* gateway
      const other = yield* login()
      const inboxes = [yield* inbox, yield* inbox] as const
      const sendFrom = (from: typeof call) =>
        Effect.map(
          from("POST", "/gateway/v1/faxes", form({ to: "13862345678", sendAt: later() })),
          idOf
        )
      for (const [from, { url }] of [
        [call, inboxes[0]],
        [other, inboxes[1]]
      ] as const) {
        yield* from("POST", "/gateway/v1/webhooks", JSON.stringify({ url }))
      }
      const theirs = yield* sendFrom(call)
      const response = yield* Effect.promise(async () =>
        app.request("/gateway/v1/events", { headers: { authorization: `Bearer ${token}` } })
      )
      yield* within(Effect.flatMap(Clients, (clients) => clients.revoke(clientId, "test")))
      yield* within(
        Effect.flatMap(Gateway, ({ cancel }) => cancel(MessageId.make(theirs))).pipe(
          Effect.provideService(CurrentClient, { clientId })
        )
      )
      assert.strictEqual(yield* Effect.promise(() => response.text()), ":\n\n")
      // Events are gathered in their order: that of the other client comes after those that are left out.
      yield* other("POST", `/gateway/v1/messages/${yield* sendFrom(other)}/cancel`)
      ;(yield* inboxes[1].next).answer()
      assert.strictEqual(yield* inboxes[0].waiting, 0)
    })
  )

  it.scopedLive("leave no stream open to a client that was revoked, though nothing happens", () =>
    Effect.gen(function* () {
      const { app, clientId, token, within } = yield* gatewayOf(
        Layer.provideMerge(services, TestContext.TestContext)
      )
      const response = yield* Effect.promise(async () =>
        app.request("/gateway/v1/events", { headers: { authorization: `Bearer ${token}` } })
      )
      const reader = response.body?.getReader()
      const isOver = Effect.promise(async () => (await reader?.read())?.done)
      assert.isFalse(yield* isOver)
      yield* within(Effect.flatMap(Clients, (clients) => clients.revoke(clientId, "test")))
      // Before a pulse would find out.
      yield* within(TestClock.adjust("2 seconds"))
      assert.isTrue(yield* isOver)
    })
  )

  it.scopedLive("send nothing more to a webhook that was removed", () =>
    Effect.gen(function* () {
      const { call } = yield* gateway
      const broken = yield* receiver((request, response) => {
        request.resume()
        response.writeHead(500).end()
      })
      const added = yield* call("POST", "/gateway/v1/webhooks", JSON.stringify({ url: broken.url }))
      const sent = yield* call(
        "POST",
        "/gateway/v1/faxes",
        form({ to: "13862345678", sendAt: later() })
      )
      yield* call("POST", `/gateway/v1/messages/${idOf(sent)}/cancel`)
      const log = call("GET", "/gateway/v1/webhooks/deliveries")
      yield* Effect.repeat(Effect.zipRight(turn, log), {
        until: ({ json }) => at(json, "deliveries", 0, "tries") === 1
      })
      yield* call("DELETE", `/gateway/v1/webhooks/${at(added.json, "id")}`)
      assert.isNull(at((yield* log).json, "deliveries", 0, "nextAt"))
    })
  )

  it.scopedLive("sign with the newest three secrets at most", () =>
    Effect.gen(function* () {
      const { call } = yield* gateway
      const posted = yield* inbox
      yield* call("POST", "/gateway/v1/webhooks", JSON.stringify({ url: posted.url }))
      for (let i = 0; i < 6; i++) yield* call("POST", "/gateway/v1/webhooks/secret")
      const sent = yield* call(
        "POST",
        "/gateway/v1/faxes",
        form({ to: "13862345678", sendAt: later() })
      )
      yield* call("POST", `/gateway/v1/messages/${idOf(sent)}/cancel`)
      const { answer, headers } = yield* posted.next
      answer()
      assert.isAtMost(headers["webhook-signature"]?.split(" ").length ?? 0, 3)
    })
  )

  it.scopedLive("stream to a client a bounded number of times at once", () =>
    Effect.gen(function* () {
      const { app, token } = yield* gateway
      const listen = () =>
        app.request("/gateway/v1/events", { headers: { authorization: `Bearer ${token}` } })
      const streams = yield* Effect.promise(() => Promise.all(Array.from({ length: 16 }, listen)))
      assert.deepStrictEqual(new Set(streams.map(({ status }) => status)), new Set([200]))
      const refused = yield* Effect.promise(async () => listen())
      assert.deepStrictEqual([refused.status, refused.headers.get("retry-after")], [429, "30"])
      yield* Effect.promise(async () => streams[0]?.body?.cancel())
      const again = yield* Effect.promise(async () => listen())
      assert.strictEqual(again.status, 200)
      const open = [again, ...streams.slice(1)]
      yield* Effect.promise(() => Promise.all(open.map(({ body }) => body?.cancel())))
    })
  )

  it.scopedLive("say 429 and when to come back to a client that asks too often", () =>
    Effect.gen(function* () {
      const { login } = yield* gateway
      const call = yield* login(1)
      const path = "/api/rest/fax/send"
      assert.strictEqual((yield* call("POST", path, vendorSend("13862345678"))).status, 201)
      const refused = yield* call("POST", path, vendorSend("13862345678"))
      assert.strictEqual(refused.status, 429)
      assert.isAbove(Number(refused.headers.get("retry-after")), 0)
    })
  )

  it.scopedLive("tell how they are without telling of whom", () =>
    Effect.gen(function* () {
      const { call } = yield* gateway
      yield* call("POST", "/gateway/v1/faxes", form({ to: "13862345678", sendAt: later() }))
      assert.strictEqual((yield* call("GET", "/healthz")).status, 200)
      assert.strictEqual((yield* call("GET", "/readyz")).status, 200)
      const { text } = yield* call("GET", "/metrics", undefined, asPrometheus)
      assert.include(text, 'fax_messages_open{state="Waiting"} 1')
      assert.notInclude(text, "13862345678")
    })
  )

  it.scopedLive("tell it to who has the key, or to this machine where there is none", () =>
    Effect.gen(function* () {
      const { app, runtime, token } = yield* gateway
      const open = gatewayRoutes({ runtime })
      const local = yield* serveNode(open)
      const behind = yield* serveNode(open, { trustedProxies: ["127.0.0.1"] })
      const keyed = yield* serveNode(app)
      const statuses = yield* Effect.promise(() =>
        Promise.all(
          [
            ...[{}, { authorization: "Bearer other" }, { authorization: `Bearer ${token}` }].map(
              (headers) => fetch(`${keyed.url}/metrics`, { headers })
            ),
            fetch(`${keyed.url}/metrics`, { headers: asPrometheus }),
            fetch(`${local.url}/metrics`),
            // A proxy of this machine asks for somebody else.
            fetch(`${local.url}/metrics`, { headers: { "x-forwarded-for": "192.0.2.1" } }),
            fetch(`${local.url}/metrics`, { headers: { forwarded: "for=192.0.2.1" } }),
            fetch(`${local.url}/metrics`, { headers: { via: "1.1 proxy" } }),
            fetch(`${behind.url}/metrics`, { headers: { "x-forwarded-for": "192.0.2.1" } }),
            // Nobody knows from where.
            open.request("/metrics")
          ].map(async (answer) => (await answer).status)
        )
      )
      assert.deepStrictEqual(statuses, [401, 401, 401, 200, 200, 401, 401, 401, 401, 401])
    })
  )

  it.scopedLive("measure what happens, and nothing that the reference does not name", () =>
    Effect.gen(function* () {
      const { call } = yield* gateway
      const sent = yield* call("POST", "/gateway/v1/faxes", form({ to: "15005550001" }))
      const path = `/gateway/v1/messages/${idOf(sent)}`
      yield* Effect.repeat(call("GET", path), {
        until: ({ json }) => at(json, "status") === "delivered",
        schedule: Schedule.spaced("20 millis")
      })
      yield* call("GET", "/nowhere/13862345678")
      const { text } = yield* call("GET", "/metrics", undefined, asPrometheus)
      for (const sample of [
        'fax_calls_total{outcome="delivered",reason=""}',
        "fax_call_duration_seconds_count",
        'fax_http_requests_total{method="POST",route="/gateway/v1/faxes",status="201"}',
        'fax_http_requests_total{method="GET",route="/gateway/v1/messages/:id",status="200"}',
        'fax_http_requests_total{method="any",route="none",status="404"}',
        'fax_database_duration_seconds_count{operation="commit"}'
      ]) {
        assert.include(text, sample)
      }
      const reference = readFileSync(
        new URL("../../../docs/reference/metrics.md", import.meta.url),
        "utf8"
      )
      const named = [...reference.matchAll(/^\| `(fax_\w+)` \| (\w+) \|/gm)].map(
        ([, name, type]) => `${name} ${type}`
      )
      const told = [...text.matchAll(/^# TYPE (fax_\w+ \w+)$/gm)].map(([, name]) => name)
      assert.deepStrictEqual(
        told.filter((name) => !named.includes(name ?? "")),
        []
      )
      assert.notMatch(text, /13862345678|15005550001|[0-9a-f]{32}/)
    })
  )

  it.scopedLive("describe themselves in valid OpenAPI, with the contract's", () =>
    Effect.gen(function* () {
      const { call } = yield* gateway
      const { json } = yield* call("GET", "/openapi.json")
      const document = json
      const result = yield* Effect.promise(() =>
        new Validator().validate(Object.fromEntries(Object.entries(document ?? {})))
      )
      assert.deepStrictEqual(result, { valid: true })
      const paths = Object.keys(at(document, "paths") ?? {})
      assert.include(paths, "/api/rest/fax/send")
      assert.include(paths, "/gateway/v1/messages/{id}/cancel")
      assert.include(paths, "/gateway/v1/webhooks/deliveries/{id}/replay")
      const parameter = (path: string, method: string) =>
        at(document, "paths", path, method, "parameters", 0)
      for (const path of ["/api/rest/fax/send", "/gateway/v1/faxes"]) {
        assert.deepInclude(parameter(path, "post"), {
          name: "Idempotency-Key",
          in: "header",
          required: false
        })
      }
      assert.deepInclude(parameter("/gateway/v1/events", "get"), {
        name: "Last-Event-ID",
        in: "header"
      })
      const body = ["requestBody", "content", "multipart/form-data", "schema", "$ref"] as const
      assert.strictEqual(
        at(document, "paths", "/gateway/v1/faxes", "post", ...body),
        "#/components/schemas/FaxForm"
      )
      assert.deepStrictEqual(at(document, "components", "schemas", "FaxForm", "required"), [
        "to",
        "document"
      ])
    })
  )
})

it.scopedLive("a receiver that never answers delays what goes to it, and nothing else", () =>
  Effect.gen(function* () {
    const { call } = yield* gateway
    const happened: Array<string> = []
    const hanging = yield* Deferred.make<void>()
    const done = yield* Deferred.make<void>()
    const deaf = yield* receiver((request) => {
      Deferred.unsafeDone(hanging, Effect.void)
      request.socket.once("close", () => happened.push("given up"))
    })
    const quick = yield* receiver((request, response) => {
      request.resume()
      response.writeHead(204).end()
      happened.push("delivered")
      if (happened.filter((what) => what === "delivered").length === 5) {
        Deferred.unsafeDone(done, Effect.void)
      }
    })
    const send = (webhook: string) =>
      call("POST", "/gateway/v1/faxes", form({ to: "13862345678", webhook }))
    for (let i = 0; i < 20; i++) yield* send(deaf.url)
    yield* Deferred.await(hanging)
    for (let i = 0; i < 5; i++) yield* send(quick.url)
    yield* Deferred.await(done)
    assert.deepStrictEqual(happened, Array(5).fill("delivered"))
  })
)

describe("a JSON send beside the contract", () => {
  const body = (data: unknown) =>
    JSON.stringify({
      recipients: [{ faxNumber: "13862345678" }],
      documents: [{ fileName: "a.txt", data }],
      sendAt: later()
    })

  it.scopedLive("has its documents decoded while it comes", () =>
    Effect.gen(function* () {
      const { call } = yield* gateway
      const bytes = Buffer.alloc(3_000_000, "fax")
      const sent = yield* call("POST", "/gateway/v1/faxes", body(bytes.toString("base64")))
      assert.strictEqual(sent.status, 201)
      const { json } = yield* call("GET", `/gateway/v1/messages/${idOf(sent)}`)
      assert.strictEqual(at(json, "documents", 0, "size"), bytes.length)
    })
  )

  for (const [what, data, status] of [
    ["no base64", "a!b=", 406],
    ["no text", 7, 400],
    ["nothing", "", 406]
  ] as const) {
    it.scopedLive(`is refused when the data of a document is ${what}`, () =>
      Effect.gen(function* () {
        const { call } = yield* gateway
        const { status: given } = yield* call("POST", "/gateway/v1/faxes", body(data))
        assert.strictEqual(given, status)
      })
    )
  }
})

describe("what a send beside the contract may not say", () => {
  const good = {
    recipients: [{ faxNumber: "13862345678" }],
    documents: [{ fileName: "a.txt", data: "aGVsbG8=" }]
  }
  const recipients = [{ faxNumber: "13862345678", reference: "Ann \ud83d" }]
  const of = (...parts: ReadonlyArray<readonly [string, string | Blob]>) => {
    const filled = new FormData()
    for (const [name, value] of parts) {
      if (typeof value === "string") filled.append(name, value)
      else filled.append(name, value, "a.txt")
    }
    return filled
  }
  const to = ["to", "13862345678"] as const
  const file = ["document", new Blob(["hello"])] as const

  for (const [what, body, culprit, detail] of [
    ["no recipients", { ...good, recipients: undefined }, "recipients", "recipients is missing"],
    ["a recipient too few", { ...good, recipients: [] }, "recipients[0]", "[0] is missing"],
    [
      "an unknown member",
      { ...good, sendAfter: "2999-01-01" },
      "sendAfter",
      "sendAfter is unknown"
    ],
    [
      "data that is no text",
      { ...good, documents: [{ fileName: "a.txt", data: { secret: "x" } }] },
      "documents[0].data",
      "documents[0].data is not a string; give the file as base64"
    ],
    ["half of a character", { ...good, recipients }, "recipients[0].reference", "half of a char"],
    ["a NUL", { ...good, reference: "a\0b" }, "reference", "NUL"],
    ["a form without to", of(file), "to", "-F to=NUMBER"],
    ["a form without a file", of(to), "document", "-F document=@FILE"],
    ["a window that is no JSON", of(to, file, ["window", "9-17"]), "window", "window is not valid"],
    ["a field twice", of(to, file, ["reference", "a"], ["reference", "b"]), "reference", "twice"],
    ["a file under another name", of(to, ["letter", new Blob(["x"])]), "letter", "as document"],
    ["an unknown field", of(to, file, ["__proto__", "a"]), "__proto__", "is unknown"]
  ] as const) {
    it.scopedLive(`is refused, with its place: ${what}`, () =>
      Effect.gen(function* () {
        const { call } = yield* gateway
        const sent = body instanceof FormData ? body : JSON.stringify(body)
        const { json, status, text } = yield* call("POST", "/gateway/v1/faxes", sent)
        assert.deepStrictEqual([status, at(json, "culprit")], [400, culprit], text)
        assert.include(String(at(json, "detail")), detail)
        assert.notInclude(text, "readonly")
        assert.notInclude(text, "secret")
      })
    )
  }
})

describe("every address of a gateway", () => {
  const allMethods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "PROPFIND"]

  it.scopedLive("says what it takes, and refuses the rest", () =>
    Effect.gen(function* () {
      const { app, call } = yield* gateway
      const { json } = yield* call("GET", "/openapi.json")
      const addresses = [
        ...Object.entries(Object(at(json, "paths"))).map(([path, item]) => ({
          path: path.replace("{id}", "0".repeat(32)),
          methods: Object.keys(Object(item)).map((method) => method.toUpperCase())
        })),
        ...["/healthz", "/readyz", "/metrics", "/openapi.json"].map((path) => ({
          path,
          methods: ["GET"]
        }))
      ]
      assert.isAbove(addresses.length, 15)
      for (const { methods, path } of addresses) {
        const allowed = methods.flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : method))
        const options = yield* Effect.promise(async () => app.request(path, { method: "OPTIONS" }))
        const allow = options.headers.get("allow") ?? ""
        assert.deepStrictEqual(
          [path, options.status, allow.split(", ").toSorted()],
          [path, 204, [...allowed, "OPTIONS"].toSorted()]
        )
        for (const method of allMethods.filter((one) => !allowed.includes(one))) {
          const { headers, status } = yield* call(method, path)
          assert.deepStrictEqual([method, path, status], [method, path, 405])
          assert.strictEqual(headers.get("allow"), allow)
        }
      }
    })
  )

  it.scopedLive("opens no event stream for HEAD", () =>
    Effect.gen(function* () {
      const { app, call, token } = yield* gateway
      for (let i = 0; i < 20; i++) {
        const { headers, status } = yield* call("HEAD", "/gateway/v1/events")
        assert.deepStrictEqual([status, headers.get("content-type")], [200, "text/event-stream"])
      }
      const response = yield* Effect.promise(async () =>
        app.request("/gateway/v1/events", { headers: { authorization: `Bearer ${token}` } })
      )
      assert.strictEqual(response.status, 200)
      assert.strictEqual(response.headers.get("x-accel-buffering"), "no")
      yield* Effect.promise(async () => response.body?.cancel())
    })
  )
})
