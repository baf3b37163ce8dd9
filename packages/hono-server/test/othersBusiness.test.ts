import { createServer } from "node:http"
import { assert, it } from "@effect/vitest"
import { Reception } from "@faxingcenter/gateway"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import { databaseSeconds } from "../../gateway/src/measure/metrics.js"
import { allEndpoints } from "../src/gateway/gatewayEndpoints.js"
import { openApi } from "../src/index.js"
import {
  at,
  form,
  gateway,
  gatewayOf,
  idOf,
  later,
  servicesOver,
  vendorSend
} from "./gatewayServing.js"

/** By what one client's business can be asked for. */
interface Ids {
  readonly number: string
  readonly reference: string
  readonly sid: string
  readonly waiting: string
  readonly canceled: string
  readonly delivered: string
  readonly hook: string
  readonly post: string
  readonly received: string
  /** Idempotency keys, of a send of each kind. */
  readonly key: string
  readonly vendorKey: string
}

/** A call that a client makes with the ids of another; `makes`: it makes something of its own, with new ids. */
interface Row {
  readonly path: string
  readonly body?: string | FormData
  readonly headers?: Record<string, string>
  readonly makes?: true
}

const days = "from_date=2000-01-01&to_date=2999-01-01"
const list = "/gateway/v1/messages"
const received = "/gateway/v1/received"
const webhooks = "/gateway/v1/webhooks"
const hookOf = (url: string) => JSON.stringify({ url, types: ["message.failed"] })
const tiff = Uint8Array.of(0x49, 0x49, 42, 0)

const ofMessage = (path: string, body?: string) => (ids: Ids) =>
  [ids.waiting, ids.canceled, ids.delivered].map((id) => ({
    path: `${list}/${id}${path}`,
    ...(body === undefined ? {} : { body })
  }))
const ofReceived = (path: string) => (ids: Ids) => [{ path: `${received}/${ids.received}${path}` }]
const always =
  (...rows: ReadonlyArray<Row>) =>
  () =>
    rows

/** Every operation of the document. A new one has to say here how another client would try to abuse it. */
const rows: Readonly<Record<string, (ids: Ids) => ReadonlyArray<Row>>> = {
  "POST /oauth": always({ path: "/oauth", body: "{}" }),
  "POST /api/rest/fax/send": ({ number, vendorKey }) => [
    {
      path: "/api/rest/fax/send",
      body: vendorSend(number),
      headers: { "idempotency-key": vendorKey },
      makes: true
    }
  ],
  "GET /api/rest/fax/status": ({ canceled, sid, waiting }) =>
    [
      `sid=${sid}`,
      `mid=${waiting}`,
      `mid=${canceled}`,
      `sid=${sid.toUpperCase()}&mid=${waiting}`
    ].map((query) => ({ path: `/api/rest/fax/status?${query}` })),
  "GET /api/rest/fax/search": ({ number }) =>
    ["", "&status=1", "&status=3", `&fax_number=${number}`, "&user_id=1"].map((query) => ({
      path: `/api/rest/fax/search?${days}${query}`
    })),
  "POST /gateway/v1/faxes": ({ key, number }) => [
    {
      path: "/gateway/v1/faxes",
      body: form({ to: number, sendAt: later() }),
      headers: { "idempotency-key": key },
      makes: true
    }
  ],
  "GET /gateway/v1/messages": ({ canceled, number, reference, sid, waiting }) =>
    [
      "",
      "limit=1",
      `id=${waiting}`,
      `id=${sid}`,
      `number=${number}`,
      `reference=${encodeURIComponent(reference)}`,
      "status=failed",
      "state=waiting",
      "reason=canceled",
      `before=${canceled}`
    ].map((query) => ({ path: `${list}?${query}` })),
  "GET /gateway/v1/messages/{id}": ofMessage(""),
  "POST /gateway/v1/messages/{id}/cancel": ofMessage("/cancel"),
  "POST /gateway/v1/messages/{id}/resend": ofMessage("/resend", '{"mayArriveTwice":true}'),
  "POST /gateway/v1/messages/{id}/resolve": ofMessage(
    "/resolve",
    '{"status":"failed","reason":"busy"}'
  ),
  "GET /gateway/v1/messages/{id}/receipt": ofMessage("/receipt"),
  "GET /gateway/v1/receipt-key": always({ path: "/gateway/v1/receipt-key" }),
  "GET /gateway/v1/received": (ids) =>
    ["", "unread=true", `to=${ids.number}`, `before=${ids.received}`].map((query) => ({
      path: `${received}?${query}`
    })),
  "GET /gateway/v1/received/{id}": ofReceived(""),
  "GET /gateway/v1/received/{id}/document": ofReceived("/document"),
  "GET /gateway/v1/received/{id}/receipt": ofReceived("/receipt"),
  "POST /gateway/v1/received/{id}/read": ofReceived("/read"),
  "POST /gateway/v1/received/{id}/redeliver": ofReceived("/redeliver"),
  "DELETE /gateway/v1/received/{id}": ofReceived(""),
  "POST /gateway/v1/line/received": always({ path: "/gateway/v1/line/received" }),
  // A stream never ends: it has a test of its own below.
  "GET /gateway/v1/events": always(),
  "GET /gateway/v1/audit": always({ path: "/gateway/v1/audit" }),
  "GET /gateway/v1/webhooks": always({ path: webhooks }),
  "POST /gateway/v1/webhooks": always({
    path: webhooks,
    body: hookOf("https://example.com/"),
    makes: true
  }),
  "GET /gateway/v1/webhooks/secret": always({ path: `${webhooks}/secret` }),
  "POST /gateway/v1/webhooks/secret": always({ path: `${webhooks}/secret`, makes: true }),
  "GET /gateway/v1/webhooks/deliveries": always({ path: `${webhooks}/deliveries` }),
  "POST /gateway/v1/webhooks/deliveries/{id}/replay": ({ post }) => [
    { path: `${webhooks}/deliveries/${post}/replay` }
  ],
  "POST /gateway/v1/webhooks/{id}/test": ({ hook }) => [{ path: `${webhooks}/${hook}/test` }],
  "DELETE /gateway/v1/webhooks/{id}": ({ hook }) => [{ path: `${webhooks}/${hook}` }]
}

/** What nobody needs a token for. */
const open = new Set([
  "POST /oauth",
  "GET /gateway/v1/receipt-key",
  "POST /gateway/v1/line/received"
])

const operations = Object.entries(openApi("/", allEndpoints).paths).flatMap(([path, item]) =>
  Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`)
)

/** Takes every webhook at once, so that nothing about it changes any more. */
const receiver = Effect.acquireRelease(
  Effect.promise(
    () =>
      new Promise<{ readonly url: string; readonly close: () => void }>((resolve) => {
        const server = createServer((request, response) => {
          request.resume()
          response.writeHead(204).end()
        })
        server.listen(0, "127.0.0.1", () => {
          const address = server.address()
          const port = typeof address === "object" && address !== null ? address.port : 0
          const close = () => {
            server.closeAllConnections()
            server.close()
          }
          resolve({ url: `http://127.0.0.1:${port}`, close })
        })
      })
  ),
  ({ close }) => Effect.sync(close)
)

type Service = Effect.Effect.Success<typeof gateway>

/** Asks again until it is so, a bounded number of times. */
const until = (asked: ReturnType<Service["call"]>, isSo: (json: unknown) => boolean) =>
  Effect.flatMap(
    Effect.repeat(Effect.delay(asked, "1 millis"), {
      until: ({ json }) => isSo(json),
      times: 5000
    }),
    (answer) => (isSo(answer.json) ? Effect.succeed(answer) : Effect.dieMessage(answer.text))
  )

/** Every call is answered at once. */
const services = servicesOver({
  fate: () => ({ outcome: { _tag: "Delivered", pages: 1 }, lasts: 0 })
})

/** A client with one of everything: faxes that wait, were canceled and delivered, a webhook told of that, a received fax. */
const busy = Effect.fn(function* (
  service: Service,
  call: Service["call"],
  clientId: string,
  place: string
) {
  const own = clientId === service.clientId ? "own" : "others"
  const number = own === "own" ? "13862345671" : "13862345672"
  const reference = `${own} reference`
  const [key, vendorKey] = [`${own}-order`, `${own}-vendor-order`]
  const send = (headers: Record<string, string>) => {
    const body = form({ to: number, sendAt: later(), reference })
    body.append("document", new Blob([`${own} text`]), `${own}.txt`)
    return call("POST", "/gateway/v1/faxes", body, headers)
  }
  const hook = yield* call("POST", webhooks, hookOf(`${place}/${own}`))
  const sent = yield* send({ "idempotency-key": key })
  const canceled = idOf(yield* send({}))
  yield* call("POST", `${list}/${canceled}/cancel`)
  const headers = { "idempotency-key": vendorKey }
  const vendors = yield* call("POST", "/api/rest/fax/send", vendorSend(number), headers)
  const delivered = String(at(vendors.json, "result", "result", 0, "reference"))
  yield* until(call("GET", `${list}/${delivered}`), (json) => at(json, "state") === "delivered")
  yield* service.within(
    Effect.gen(function* () {
      const reception = yield* Reception
      const receivedAt = DateTime.unsafeMake("2026-11-29T12:00:00Z")
      const facts = { receivedAt, pages: 1, partial: false, to: number }
      yield* reception.take({ line: "test", remoteId: own, ...facts, tiff })
      for (const { fax } of yield* reception.list({ nobody: true })) {
        yield* reception.assign(fax.receivedFaxId, clientId, { actor: "operator:anna" })
      }
    })
  )
  const posts = yield* until(
    call("GET", `${webhooks}/deliveries`),
    (json) => typeof at(json, "deliveries", 0, "deliveredAt") === "string"
  )
  const ids: Ids = {
    number,
    reference,
    key,
    vendorKey,
    sid: String(at(sent.json, "sendId")),
    waiting: idOf(sent),
    canceled,
    delivered,
    hook: String(at(hook.json, "id")),
    post: String(at(posts.json, "deliveries", 0, "id")),
    received: String(at((yield* call("GET", received)).json, "faxes", 0, "receivedFaxId"))
  }
  return { ids, secret: String(at(hook.json, "secret")), file: `${own}.txt` }
})

/** Ids of the same shapes that nobody has. */
const nobodys: Ids = {
  number: "13862345679",
  reference: "nobody's reference",
  key: "nobody's-order",
  vendorKey: "nobody's-vendor-order",
  sid: `7${"f".repeat(22)}100000000`,
  waiting: `7${"f".repeat(22)}100000001`,
  canceled: `7${"f".repeat(22)}200000001`,
  delivered: `7${"f".repeat(22)}300000001`,
  hook: "e".repeat(24),
  post: `evt_${"d".repeat(32)}.${"c".repeat(16)}`,
  received: `7${"f".repeat(30)}1`
}

const reads = databaseSeconds("read")
const methodOf = (operation: string) => operation.split(" ")[0] ?? ""
const isLast = (operation: string) =>
  operation.startsWith("DELETE") || operation.endsWith("/secret")
/** What destroys comes after what looks. */
const inOrder = [...operations.filter((one) => !isLast(one)), ...operations.filter(isLast)]

it.scopedLive("a client sees, counts, times and changes nothing of another, by any operation", () =>
  Effect.gen(function* () {
    assert.deepStrictEqual(Object.keys(rows).toSorted(), operations.toSorted())
    const { url } = yield* receiver
    const service = yield* gatewayOf(services)
    const { call } = service
    yield* busy(service, call, service.clientId, url)
    const ask = (as: typeof call, operation: string, { body, headers, path }: Row) =>
      as(methodOf(operation), path, body, headers)
    /** An answer, with the ids of both sides out of it. */
    const plain = (text: string, ids: Ids) =>
      Object.values(ids)
        .concat(ids.sid.toUpperCase())
        .reduce(
          (rest, id) => rest.replaceAll(id, "-").replaceAll(encodeURIComponent(id), "-"),
          text
        )
    /** An answer, and how often the database was read for it: what goes on besides can only add to that. */
    const asked = (operation: string, row: Row, ids: Ids) =>
      Effect.gen(function* () {
        const counts: Array<number> = []
        let answer = { status: 0, text: "" }
        for (let i = 0; i < 4; i++) {
          const before = reads.unsafeValue([]).count
          answer = yield* ask(call, operation, row)
          counts.push(reads.unsafeValue([]).count - before)
        }
        const { status, text } = answer
        return [plain(row.path, ids), status, plain(text, ids), Math.min(...counts)]
      })
    const told = (operation: string, ids: Ids) =>
      Effect.forEach(rows[operation]?.(ids) ?? [], (row) =>
        row.makes === true ? Effect.succeed(["makes"]) : asked(operation, row, ids)
      )

    const before = new Map<string, unknown>()
    for (const operation of inOrder) before.set(operation, yield* told(operation, nobodys))

    const other = yield* service.newClient()
    const theirs = yield* busy(service, other.call, other.clientId, url)
    const reading = inOrder.filter((one) => one.startsWith("GET") && !one.endsWith("/receipt"))
    const theirView = Effect.forEach(reading, (operation) =>
      Effect.forEach(rows[operation]?.(theirs.ids) ?? [], (row) =>
        Effect.map(ask(other.call, operation, row), ({ status, text }) => {
          assert.deepStrictEqual([row.path, status], [row.path, 200])
          return [row.path, text]
        })
      )
    )
    const view = yield* theirView

    // With all that the other has, and with its ids, every answer is that of before.
    for (const operation of inOrder) {
      assert.deepStrictEqual(yield* told(operation, theirs.ids), before.get(operation))
    }
    const canaries = [...Object.values(theirs.ids), theirs.secret, theirs.file, other.token]
    for (const operation of inOrder) {
      for (const row of rows[operation]?.(theirs.ids) ?? []) {
        const { headers, status, text } = yield* ask(call, operation, row)
        if (row.makes === true) assert.oneOf(status, [200, 201], row.path)
        const asked = `${row.path} ${row.headers?.["idempotency-key"]} ${theirs.ids.number}`
        const all = `${text} ${JSON.stringify([...headers])}`
        for (const canary of canaries.filter((one) => !asked.includes(one))) {
          assert.notInclude(all, canary, `${operation} ${row.path}`)
        }
      }
    }
    assert.deepStrictEqual(yield* theirView, view)

    // Without a token nobody gets anywhere, and the same calls do work for the one that they are of.
    for (const operation of inOrder) {
      for (const row of rows[operation]?.(theirs.ids) ?? []) {
        for (const headers of [{}, { authorization: "Bearer guessed" }]) {
          const init = { method: methodOf(operation), body: row.body ?? null, headers }
          const bare = yield* Effect.promise(async () => service.app.request(row.path, init))
          assert.strictEqual(bare.status === 401, !open.has(operation), operation)
        }
        const { status } = yield* ask(other.call, operation, row)
        if (operation !== "POST /oauth") assert.notInclude([401, 404, 500], status, operation)
      }
    }
    const metrics = yield* call("GET", "/metrics")
    assert.strictEqual(metrics.status, 401)
  })
)

it.scopedLive(
  "a client hears nothing of another in its event stream, and goes on from no event of another",
  () =>
    Effect.gen(function* () {
      const service = yield* gateway
      const { app, call, login, token } = service
      const other = yield* login()
      const canceled = (as: typeof call) =>
        Effect.gen(function* () {
          const id = idOf(
            yield* as("POST", "/gateway/v1/faxes", form({ to: "13862345678", sendAt: later() }))
          )
          yield* as("POST", `${list}/${id}/cancel`)
          return id
        })
      const heard = (from: string, last: string) =>
        Effect.promise(async () => {
          const response = await app.request("/gateway/v1/events", {
            headers: { authorization: `Bearer ${token}`, "last-event-id": from }
          })
          const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
          let text = ""
          while (!text.includes(last)) text += (await reader?.read())?.value ?? ""
          await reader?.cancel()
          return text
        })
      const first = yield* canceled(call)
      yield* other("POST", webhooks, hookOf("https://example.invalid/"))
      const theirs = yield* canceled(other)
      const posts = yield* until(
        other("GET", `${webhooks}/deliveries`),
        (json) => at(json, "deliveries", 0) !== undefined
      )
      const event = String(at(posts.json, "deliveries", 0, "event")).slice("evt_".length)
      const last = yield* canceled(call)
      const text = yield* heard(event, last)
      // It is read in one page: what is there of others would have come before the last.
      assert.include(text, first)
      assert.notInclude(text, theirs)
    })
)
