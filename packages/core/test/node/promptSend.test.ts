import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Metric from "effect/Metric"
import * as MetricState from "effect/MetricState"
import * as Redacted from "effect/Redacted"
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest"
import {
  CurrentIdempotencyKey,
  Document,
  FaxClient,
  type FaxClientOptions,
  FaxNumber,
  IdempotencyKey,
  Send
} from "../../src/index.js"
import * as NodeHttp from "../../src/node/index.js"
import { FaxingCenter, type Receipt } from "../../src/promise/index.js"
import { fixture } from "../fixtures.js"

type Reply = (outgoing: ServerResponse, incoming: IncomingMessage) => void

const number = FaxNumber.make("018555808797")
const data = new TextEncoder().encode("Hello fax")

const saying =
  (status: number, body: string, headers: Readonly<Record<string, string>> = {}): Reply =>
  (outgoing) =>
    void outgoing.writeHead(status, { "content-type": "application/json", ...headers }).end(body)
const problem = (status: number, more: object = {}) =>
  saying(status, JSON.stringify({ status, title: "No", ...more }), {
    "content-type": "application/problem+json"
  })
const accepted = saying(201, fixture("send.2014-04-03.answer"))

const asked: Array<{ readonly headers: IncomingMessage["headers"]; readonly body: string }> = []
const replies: Array<Reply> = []
let tokens = 0

const server = createServer((incoming, outgoing) => {
  let body = ""
  incoming.setEncoding("utf8")
  incoming.on("data", (text: string) => {
    body += text
  })
  incoming.on("end", () => {
    if (incoming.url === "/oauth") {
      tokens += 1
      return void outgoing.end(
        `{"access_token":"token-${tokens}","expires_in":3600,"token_type":"Bearer"}`
      )
    }
    asked.push({ headers: incoming.headers, body })
    const reply = replies.shift() ?? accepted
    reply(outgoing, incoming)
  })
})

let baseUrl = ""
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})
beforeEach(() => {
  asked.length = 0
  replies.length = 0
})

const account = { clientId: "demo", clientSecret: "demo" }

/** A send with Effect, in one program that has sent before. */
const overEffect = async (options: Partial<FaxClientOptions> = {}) => {
  const runtime = ManagedRuntime.make(
    FaxClient.layer({
      ...account,
      clientSecret: Redacted.make("demo"),
      baseUrl,
      ...options
    }).pipe(Layer.provide(NodeHttp.layer()))
  )
  const send = Send.submit({
    recipients: [{ number, reference: "Größe" }],
    documents: [Document.fromBytes("note.txt", data)]
  })
  await runtime.runPromise(send)
  const again = async () => {
    const result = await runtime.runPromise(Effect.either(send))
    if (Either.isLeft(result)) throw result.left
    return result.right
  }
  return { runtime, send, again }
}

/** The same with promises. */
const overPromises = async () => {
  const client = new FaxingCenter({ ...account, baseUrl })
  const fax = {
    to: { number, reference: "Größe" },
    documents: { name: "note.txt", data }
  }
  await client.send(fax)
  return { client, fax, again: () => client.send(fax) }
}

/** What a send comes to, and what it asked for. */
const outcome = async (
  sending: () => Promise<Receipt>,
  script: ReadonlyArray<Reply>
): Promise<Readonly<Record<string, unknown>>> => {
  asked.length = 0
  replies.splice(0, Infinity, ...script)
  const result = await sending().then(
    (receipt) => ({ receipt }),
    (error: unknown) => {
      const { _tag, detail, name, status } = error as Readonly<Record<string, unknown>>
      return { kind: String(_tag ?? name).replace("FaxError.", ""), detail, status }
    }
  )
  const used = [...new Set(asked.map(({ headers }) => headers.authorization))]
  const requests = asked.map(({ body, headers }) => ({
    body,
    length: headers["content-length"],
    type: headers["content-type"],
    accept: headers.accept,
    token: used.indexOf(headers.authorization)
  }))
  return { ...result, requests }
}

const scripts: Readonly<Record<string, ReadonlyArray<Reply>>> = {
  "a receipt": [accepted],
  "a receipt of the other revision": [saying(201, fixture("send.2014-04-09.answer"))],
  "a receipt after a new token": [problem(401), accepted],
  "a new token that is refused too": [problem(401), problem(401), accepted],
  "a refusal": [problem(406, { code: 100, culprit: "12", detail: "Phone number is invalid" })],
  "nothing at this address": [problem(404)],
  "a service that is not there, which says so": [problem(503)],
  "a service that may have taken it": [saying(502, "<h1>Bad gateway</h1>"), accepted],
  "a redirection": [saying(302, "", { location: "/elsewhere" }), accepted],
  "what is no receipt": [saying(200, "{}"), accepted],
  "a receipt that is cut off": [
    (outgoing) => {
      outgoing.writeHead(201, { "content-length": "1000" }).write("{")
      setImmediate(() => outgoing.destroy())
    },
    accepted
  ],
  "another protocol": [
    (_, incoming) =>
      void incoming.socket.end(
        "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: other\r\n\r\n"
      ),
    accepted
  ],
  "no answer": [(_, incoming) => void incoming.socket.destroy(), accepted]
}

it("a send by plain functions comes to what that of an HTTP client does, with the same requests", async () => {
  const prompt = await overEffect()
  const wrapped = await overEffect({ transformClient: (client) => client })
  const promises = await overPromises()
  for (const [name, script] of Object.entries(scripts)) {
    const found = await outcome(prompt.again, script)
    expect(await outcome(wrapped.again, script), name).toEqual(found)
    expect(await outcome(promises.again, script), name).toEqual(found)
    const isRenewed = name.includes("new token")
    expect(found.requests, name).toMatchObject(
      isRenewed ? [{ token: 0 }, { token: 1 }] : [{ token: 0 }]
    )
  }
  await prompt.runtime.dispose()
  await wrapped.runtime.dispose()
})

it("has the idempotency key that it is given", async () => {
  const { runtime, send } = await overEffect()
  const { client, fax } = await overPromises()
  asked.length = 0
  const key = IdempotencyKey.make("order-4711")
  await runtime.runPromise(Effect.provideService(send, CurrentIdempotencyKey, key))
  await client.send(fax, { idempotencyKey: key })
  expect(asked.map(({ headers }) => headers["idempotency-key"])).toEqual([key, key])
  await runtime.dispose()
})

const countOf = async (name: string, outcome?: string) =>
  (await Effect.runPromise(Metric.snapshot))
    .filter(
      ({ metricKey }) =>
        metricKey.name === name &&
        (outcome === undefined ||
          (metricKey.tags.some(({ value }) => value === "Send.submit") &&
            metricKey.tags.some(({ value }) => value === outcome)))
    )
    .reduce(
      (sum, { metricState }) =>
        sum + (MetricState.isCounterState(metricState) ? Number(metricState.count) : 0),
      0
    )

it("counts each send once, by what it comes to", async () => {
  const { again, runtime } = await overEffect()
  const promises = await overPromises()
  const counts = () =>
    Promise.all(
      ["ok", "Unauthorized", "OutcomeUnknown"].map((kind) => countOf("faxingcenter_calls", kind))
    )
  for (const send of [again, promises.again]) {
    const before = await counts()
    await send()
    for (const script of [
      scripts["a receipt after a new token"],
      scripts["a new token that is refused too"],
      scripts["no answer"]
    ]) {
      await outcome(send, script ?? [])
    }
    const after = await counts()
    expect(after.map((count, index) => count - (before[index] ?? 0))).toEqual([2, 1, 1])
  }
  await runtime.dispose()
})

it("needs no fiber where there is none", async () => {
  const { again } = await overPromises()
  const before = await countOf("effect_fiber_started")
  await again()
  await again()
  // That of the second count itself.
  expect((await countOf("effect_fiber_started")) - before).toBe(1)
})

it("ends its request when it is interrupted or aborted, and says so once", async () => {
  const { runtime, send } = await overEffect()
  const { client, fax } = await overPromises()
  const before = await countOf("faxingcenter_calls", "interrupted")
  const unanswered = () => {
    let arrive: () => void
    const arrived = new Promise<void>((resolve) => {
      arrive = resolve
    })
    const closed = new Promise<void>((resolve) => {
      replies.push((_, incoming) => {
        incoming.socket.once("close", () => resolve())
        arrive()
      })
    })
    return { arrived, closed }
  }

  const first = unanswered()
  const fiber = runtime.runFork(send)
  await first.arrived
  await Effect.runPromise(Fiber.interrupt(fiber))
  await first.closed

  const second = unanswered()
  const stop = new AbortController()
  const aborted = expect(client.send(fax, { signal: stop.signal })).rejects.toBe("enough")
  await second.arrived
  stop.abort("enough")
  await aborted
  await second.closed

  expect((await countOf("faxingcenter_calls", "interrupted")) - before).toBe(2)
  // A signal that has ended one call lets no other begin.
  asked.length = 0
  await expect(client.send(fax, { signal: stop.signal })).rejects.toBe("enough")
  expect(asked).toEqual([])
  await runtime.dispose()
})
