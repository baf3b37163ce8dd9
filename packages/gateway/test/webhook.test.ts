import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { Webhook } from "standardwebhooks"
import { decideAfterPost } from "../src/tell/webhooks/decideAfterPost.js"
import { defaultPostSettings, postWebhook } from "../src/tell/webhooks/postWebhook.js"
import { newWebhookSecret, signatureHeaders } from "../src/tell/webhooks/signature.js"
import { mayReach, parseNetworks, parseWebhookUrl } from "../src/tell/webhooks/WebhookUrl.js"

const loopback = parseNetworks(["127.0.0.0/8", "::1/128"])

describe("the signature of a webhook", () => {
  const message = { id: "msg_1", body: '{"type":"message.delivered","reference":"№7"}' }

  it.effect("is one that the library of Standard Webhooks verifies", () =>
    Effect.gen(function* () {
      const secret = newWebhookSecret()
      const seconds = Math.floor(Date.now() / 1000)
      const headers = signatureHeaders([secret], message, seconds)
      const webhook = new Webhook(Redacted.value(secret))
      assert.deepStrictEqual(webhook.verify(message.body, headers), JSON.parse(message.body))
      assert.throws(() => webhook.verify(`${message.body} `, headers))
      assert.throws(() => webhook.verify(message.body, { ...headers, "webhook-id": "msg_2" }))
    })
  )

  it("verifies with the old secret and with the new one while it is replaced", () => {
    const secrets = [newWebhookSecret(), newWebhookSecret()]
    const headers = signatureHeaders(secrets, message, Math.floor(Date.now() / 1000))
    for (const secret of secrets) new Webhook(Redacted.value(secret)).verify(message.body, headers)
  })

  // The vector of the specification's own text, with the signature that its reference gives.
  it("is the one of the reference implementation", () => {
    const secret = Redacted.make("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    const signed = new Webhook(Redacted.value(secret)).sign(
      "msg_p5jXN8AQM9LWM0D4loKWxJek",
      new Date(1_614_265_330_000),
      '{"test": 2432232314}'
    )
    const headers = signatureHeaders(
      [secret],
      { id: "msg_p5jXN8AQM9LWM0D4loKWxJek", body: '{"test": 2432232314}' },
      1_614_265_330
    )
    assert.strictEqual(headers["webhook-signature"], signed)
    assert.strictEqual(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
  })
})

describe("the addresses of webhooks", () => {
  const hidden = [
    "127.0.0.1",
    "127.255.255.254",
    "0.0.0.0",
    "10.0.0.1",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "192.0.0.1",
    "192.0.2.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "2001::1",
    "fe80::1",
    "fec0::1",
    "fc00::1",
    "fd12:3456::1",
    "ff02::1",
    "2001:db8::1",
    "100::1",
    "not an address"
  ]
  for (const address of hidden) {
    it(`refuses ${address}`, () => assert.isFalse(mayReach(address, [])))
  }

  for (const address of ["93.184.216.34", "1.1.1.1", "2606:4700:4700::1111"]) {
    it(`takes ${address}`, () => assert.isTrue(mayReach(address, [])))
  }

  it("takes what is allowed, and nothing beside it", () => {
    const allowed = parseNetworks(["10.1.0.0/16"])
    assert.isTrue(mayReach("10.1.2.3", allowed))
    assert.isTrue(mayReach("::ffff:10.1.2.3", allowed))
    assert.isFalse(mayReach("10.2.0.1", allowed))
  })

  for (const url of [
    "http://example.com/",
    "ftp://example.com/",
    "https://user:secret@example.com/",
    "https://127.0.0.1/",
    "https://2130706433/",
    "https://0x7f.1/",
    "https://017700000001/",
    "https://[::1]/",
    "https://[::ffff:169.254.169.254]/",
    "https://[::127.0.0.1]/",
    "example.com",
    ""
  ]) {
    it.effect(`refuses ${JSON.stringify(url)}`, () => Effect.flip(parseWebhookUrl(url, [])))
  }
})

const served = (answer: (request: IncomingMessage, response: ServerResponse) => void) =>
  Effect.acquireRelease(
    Effect.async<{ readonly port: number; readonly close: () => void }>((resume) => {
      const server = createServer(answer)
      server.listen(0, "127.0.0.1", () => {
        const address = server.address()
        const port = typeof address === "object" && address !== null ? address.port : 0
        const close = () => {
          server.closeAllConnections()
          server.close()
        }
        resume(Effect.succeed({ port, close }))
      })
    }),
    ({ close }) => Effect.sync(close)
  )

describe("posting a webhook", () => {
  const settings = { ...defaultPostSettings, allowed: loopback }

  it.scopedLive("hands over the body and the headers, under the name of the URL", () =>
    Effect.gen(function* () {
      const seen: Array<unknown> = []
      const { port } = yield* served((request, response) => {
        let body = ""
        request.on("data", (chunk: Buffer) => {
          body += chunk.toString()
        })
        request.on("end", () => {
          seen.push([request.method, request.url, request.headers.host, body])
          response.writeHead(204).end()
        })
      })
      const asked: Array<string> = []
      const result = yield* postWebhook(
        new URL(`http://hooks.example:${port}/in?a=1`),
        { "content-type": "application/json" },
        '{"a":"ü"}',
        {
          ...settings,
          resolve: (host) => {
            asked.push(host)
            return Promise.resolve([{ address: "127.0.0.1", family: 4 }])
          }
        }
      )
      assert.deepStrictEqual(result, { _tag: "Answered", status: 204 })
      assert.deepStrictEqual(seen, [["POST", "/in?a=1", `hooks.example:${port}`, '{"a":"ü"}']])
      assert.deepStrictEqual(asked, ["hooks.example"])
    })
  )

  it.scopedLive("goes nowhere when one of the addresses of a name is not public", () =>
    Effect.gen(function* () {
      let calls = 0
      const { port } = yield* served((_request, response) => {
        calls += 1
        response.end()
      })
      const result = yield* postWebhook(new URL(`http://hooks.example:${port}/`), {}, "{}", {
        ...defaultPostSettings,
        resolve: () =>
          Promise.resolve([
            { address: "93.184.216.34", family: 4 },
            { address: "127.0.0.1", family: 4 }
          ])
      })
      assert.strictEqual(result._tag, "Refused")
      assert.strictEqual(calls, 0)
    })
  )

  it.scopedLive("goes nowhere when the URL names an address that is not public", () =>
    Effect.gen(function* () {
      let calls = 0
      const { port } = yield* served((_request, response) => {
        calls += 1
        response.end()
      })
      const result = yield* postWebhook(new URL(`http://127.0.0.1:${port}/`), {}, "{}")
      assert.strictEqual(result._tag, "Refused")
      assert.strictEqual(calls, 0)
    })
  )

  it.scopedLive("does not follow a redirect", () =>
    Effect.gen(function* () {
      const paths: Array<string | undefined> = []
      const { port } = yield* served((request, response) => {
        paths.push(request.url)
        response.writeHead(307, { location: "/elsewhere" }).end()
      })
      const result = yield* postWebhook(new URL(`http://127.0.0.1:${port}/`), {}, "{}", settings)
      assert.deepStrictEqual(result, { _tag: "Answered", status: 307 })
      assert.deepStrictEqual(paths, ["/"])
    })
  )

  it.scopedLive("takes no more of an answer than it needs", () =>
    Effect.gen(function* () {
      let written = 0
      const { port } = yield* served((_request, response) => {
        response.writeHead(200)
        const more = () => {
          while (!response.destroyed && written < 64 * 1024 * 1024) {
            written += 65_536
            if (!response.write(Buffer.alloc(65_536))) return
          }
          response.end()
        }
        response.on("drain", more)
        more()
      })
      const result = yield* postWebhook(new URL(`http://127.0.0.1:${port}/`), {}, "{}", settings)
      assert.deepStrictEqual(result, { _tag: "Answered", status: 200 })
      assert.isBelow(written, 64 * 1024 * 1024)
    })
  )

  it.scopedLive("waits no longer than its time for a receiver that says nothing", () =>
    Effect.gen(function* () {
      const { port } = yield* served(() => undefined)
      const result = yield* postWebhook(new URL(`http://127.0.0.1:${port}/`), {}, "{}", {
        ...settings,
        timeout: Duration.millis(50)
      })
      assert.deepStrictEqual(result, { _tag: "Broken", detail: "no answer within 50ms" })
    })
  )

  it.scopedLive("tells why a receiver could not be reached", () =>
    Effect.gen(function* () {
      const { close, port } = yield* served((_request, response) => response.end())
      close()
      const url = new URL(`http://127.0.0.1:${port}/`)
      const result = yield* postWebhook(url, {}, "{}", settings)
      assert.deepStrictEqual(result, { _tag: "Broken", detail: "ECONNREFUSED" })
    })
  )
})

describe("what follows from an attempt", () => {
  const answered = (status: number, retryAfter?: Duration.Duration) => ({
    _tag: "Answered" as const,
    status,
    ...(retryAfter === undefined ? {} : { retryAfter })
  })

  it("is the end for 2xx, and no more webhooks for 410", () => {
    assert.deepStrictEqual(decideAfterPost(answered(204), 1, 0), { _tag: "Delivered" })
    assert.deepStrictEqual(decideAfterPost(answered(410), 1, 0), { _tag: "Gone" })
  })

  it("is another attempt for anything else, ten attempts in all", () => {
    for (const result of [
      answered(500),
      answered(302),
      answered(404),
      { _tag: "Broken" as const, detail: "ECONNRESET" },
      { _tag: "Refused" as const, detail: "not public" }
    ]) {
      assert.deepStrictEqual(decideAfterPost(result, 1, 0), {
        _tag: "Again",
        after: Duration.seconds(5)
      })
      assert.strictEqual(decideAfterPost(result, 9, 0)._tag, "Again")
      assert.deepStrictEqual(decideAfterPost(result, 10, 0), { _tag: "GivenUp" })
    }
  })

  it("keeps the pause that a receiver asks for, up to a day", () => {
    assert.deepStrictEqual(decideAfterPost(answered(429, Duration.minutes(2)), 1, 0.5), {
      _tag: "Again",
      after: Duration.minutes(2)
    })
    assert.deepStrictEqual(decideAfterPost(answered(503, Duration.days(30)), 1, 0), {
      _tag: "Again",
      after: Duration.days(1)
    })
  })
})
