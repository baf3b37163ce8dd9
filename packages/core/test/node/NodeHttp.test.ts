import { createServer as createHttpServer, type Server as HttpServer, request } from "node:http"
import { type AddressInfo, createServer, type Server, type Socket } from "node:net"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/TestClock"
import * as TestContext from "effect/TestContext"
import { afterEach, expect, it, vi } from "vitest"
import { Document, FaxClient, FaxNumber, Send, SendId, Status } from "../../src/index.js"
import * as NodeHttp from "../../src/node/index.js"
import { FaxingCenter } from "../../src/promise/index.js"
import { fixture } from "../fixtures.js"

const open: Array<Server | HttpServer> = []
const listen = async (server: Server | HttpServer) => {
  open.push(server)
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo
  return port
}
afterEach(() => {
  vi.unstubAllEnvs()
  for (const server of open.splice(0)) server.close()
})

const token = '{"access_token":"abc","expires_in":3600,"token_type":"Bearer"}'
const answer = (status: string, type: string, body: string) =>
  `HTTP/1.1 ${status}\r\ncontent-type: ${type}\r\nconnection: close\r\ncontent-length: ${body.length}\r\n\r\n${body}`

const problem = (status: number, detail: string) =>
  answer(`${status} Refused`, "application/problem+json", JSON.stringify({ status, detail }))

/** Issues tokens, and answers the head of a send without reading on; what happens to the socket then differs. */
const refusing = (refusal: string, then: (socket: Socket) => void) =>
  listen(
    createServer((socket) => {
      socket.on("error", () => {})
      socket.once("data", (head) => {
        if (String(head).startsWith("POST /oauth")) {
          socket.end(answer("200 OK", "application/json", token))
        } else {
          socket.write(refusal)
          then(socket)
        }
      })
    })
  )

const large = Document.fromBytes("scan.pdf", new Uint8Array(20_000_000))
const number = FaxNumber.make("018555808797")
const account = { clientId: "demo", clientSecret: "demo" }

const overNode = (baseUrl: string) =>
  FaxClient.layer({ clientId: "demo", clientSecret: Redacted.make("demo"), baseUrl }).pipe(
    Layer.provide(NodeHttp.layer())
  )

const ends: ReadonlyArray<readonly [string, (socket: Socket) => void]> = [
  ["closes its side", (socket) => socket.end()],
  ["closes the connection at once", (socket) => socket.destroySoon()],
  ["reads on for a while", (socket) => void setTimeout(() => socket.resume().end(), 20)]
]

it.each(ends)("reads a refusal that comes early from a server that %s", async (_, then) => {
  for (const [status, tag] of [
    [413, "TooLarge"],
    [402, "InsufficientFunds"]
  ] as const) {
    const port = await refusing(problem(status, "refused at once"), then)
    const baseUrl = `http://127.0.0.1:${port}`
    const send = Send.submit({ recipients: [{ number }], documents: [large] })
    const error = await Effect.runPromise(Effect.flip(send).pipe(Effect.provide(overNode(baseUrl))))
    expect(error).toMatchObject({ _tag: `FaxError.${tag}`, detail: "refused at once" })
    for (const fetch of [undefined, globalThis.fetch]) {
      const fax = new FaxingCenter({ ...account, baseUrl, fetch })
      const documents = { name: "scan.pdf", data: new Uint8Array(20_000_000) }
      await expect(fax.send({ to: number, documents })).rejects.toMatchObject({ name: tag })
    }
  }
})

it("closes the connection of a send that nobody waits for any more: too late, or aborted", async () => {
  const answers = new Map<string, () => void>()
  const next = (event: string) =>
    new Promise<void>((resolve) => answers.set(event, () => resolve()))
  const silent = createHttpServer((incoming, outgoing) => {
    incoming.resume().on("end", () => {
      if (incoming.url === "/oauth") return void outgoing.end(token)
      incoming.socket.once("close", () => answers.get("closed")?.())
      answers.get("asked")?.()
    })
  })
  const baseUrl = `http://127.0.0.1:${await listen(silent)}`
  const note = Document.fromBytes("note.txt", new Uint8Array(9))
  const [asked, closed] = [next("asked"), next("closed")]
  const late = Effect.gen(function* () {
    const send = Send.submit({ recipients: [{ number }], documents: [note] })
    const sending = yield* Effect.fork(Effect.flip(send))
    yield* Effect.promise(() => asked)
    yield* TestClock.adjust("5 minutes")
    return yield* Fiber.join(sending)
  })
  const error = await Effect.runPromise(
    late.pipe(Effect.provide(overNode(baseUrl)), Effect.provide(TestContext.TestContext))
  )
  expect(error._tag).toBe("FaxError.OutcomeUnknown")
  expect(error.message).toContain("timeout after 5m")
  await closed

  const [askedAgain, closedAgain] = [next("asked"), next("closed")]
  const fax = new FaxingCenter({ ...account, baseUrl })
  const stop = new AbortController()
  const sent = fax.send(
    { to: number, documents: { name: "note.txt", data: new Uint8Array(9) } },
    { signal: stop.signal }
  )
  const ended = expect(sent).rejects.toBe("enough")
  await askedAgain
  stop.abort("enough")
  await ended
  await closedAgain
})

it("sends what it says, in one piece or in many, with names of any script", async () => {
  const bodies: Array<{ readonly length: number; readonly name: string; readonly size: number }> =
    []
  const reading = createHttpServer((incoming, outgoing) => {
    const chunks: Array<Buffer> = []
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk))
    incoming.on("end", () => {
      if (incoming.url === "/oauth") return void outgoing.end(token)
      const body = Buffer.concat(chunks)
      const [document] = JSON.parse(body.toString()).documents
      const size = Buffer.from(document.file_data, "base64").length
      bodies.push({ length: body.length, name: document.file_name, size })
      expect(incoming.headers["content-length"]).toBe(String(body.length))
      outgoing.writeHead(201).end(fixture("send.2014-04-03.answer"))
    })
  })
  const baseUrl = `http://127.0.0.1:${await listen(reading)}`
  const fax = new FaxingCenter({ ...account, baseUrl })
  for (const name of ["note.txt", "Größe \u{1f5a8}.txt"]) {
    for (const size of [1, 1000, 2_000_000]) {
      await fax.send({ to: number, documents: { name, data: new Uint8Array(size) } })
      expect(bodies.at(-1)).toMatchObject({ name, size })
    }
  }
})

/** A proxy that notes what it is asked for, and passes plain requests on to `port` whatever their host. */
const proxyTo = async (port: number, connectStatus = "407 Proxy Authentication Required") => {
  const seen: Array<string> = []
  const proxy = createHttpServer((incoming, outgoing) => {
    seen.push(`${incoming.method} ${incoming.url} ${incoming.headers["proxy-authorization"] ?? ""}`)
    const url = new URL(incoming.url ?? "")
    const { "proxy-authorization": _, ...headers } = incoming.headers
    const passed = request(
      { port, path: url.pathname + url.search, method: incoming.method, headers },
      (response) => {
        outgoing.writeHead(response.statusCode ?? 502, response.headers)
        response.pipe(outgoing)
      }
    )
    incoming.pipe(passed)
  })
  proxy.on("connect", ({ url }, socket) => {
    seen.push(`CONNECT ${url}`)
    socket.end(`HTTP/1.1 ${connectStatus}\r\n\r\n`)
  })
  return { seen, port: await listen(proxy) }
}

const service = () =>
  listen(
    createHttpServer((incoming, outgoing) => {
      incoming.resume().on("end", () => {
        const isToken = incoming.url === "/oauth"
        outgoing.writeHead(isToken ? 200 : 201, { "content-type": "application/json" })
        outgoing.end(isToken ? token : fixture("send.2014-04-03.answer"))
      })
    })
  )

it("goes through the proxy of the environment, streamed documents and all", async () => {
  const proxy = await proxyTo(await service())
  vi.stubEnv("http_proxy", `http://me:pass%20word@127.0.0.1:${proxy.port}`)
  const send = Send.submit({ recipients: [{ number }], documents: [large] })
  const receipt = await Effect.runPromise(Effect.provide(send, overNode("http://fax.example")))
  expect(SendId.make(receipt.sendId)).toBe(receipt.sendId)
  const basic = `Basic ${btoa("me:pass word")}`
  expect(proxy.seen).toEqual([
    `POST http://fax.example/oauth ${basic}`,
    `POST http://fax.example/api/rest/fax/send ${basic}`
  ])
})

it("tunnels to https, and says that nothing was sent when the proxy refuses", async () => {
  const proxy = await proxyTo(0)
  vi.stubEnv("HTTPS_PROXY", `127.0.0.1:${proxy.port}`)
  const status = Effect.flatMap(Status, ({ ofSend }) => ofSend(SendId.make("a".repeat(32))))
  const fax = new FaxingCenter({ ...account, baseUrl: "https://fax.example", maxRetries: 0 })
  await expect(fax.status("a".repeat(32))).rejects.toMatchObject({ name: "Unavailable" })
  const send = Send.submit({ recipients: [{ number }], documents: [large] })
  const error = await Effect.runPromise(
    Effect.flip(Effect.zipRight(Effect.ignore(status), send)).pipe(
      Effect.provide(overNode("https://fax.example:8443"))
    )
  )
  expect(error._tag).toBe("FaxError.Unavailable")
  expect(new Set(proxy.seen)).toEqual(
    new Set(["CONNECT fax.example:443", "CONNECT fax.example:8443"])
  )
})

it.each([
  ["http://fax.example", { http_proxy: "http://p:1" }, "p:1"],
  ["http://fax.example", { HTTP_PROXY: "p:1" }, "p:1"],
  ["http://fax.example", { HTTPS_PROXY: "http://p:1" }, undefined],
  ["https://fax.example", { HTTPS_PROXY: " http://p:1 " }, "p:1"],
  ["https://fax.example", { ALL_PROXY: "http://p:1" }, "p:1"],
  ["https://fax.example", { https_proxy: "http://low:1", HTTPS_PROXY: "http://high:1" }, "low:1"],
  ["https://fax.example", { HTTPS_PROXY: "http://p:1", NO_PROXY: "example" }, undefined],
  [
    "https://fax.example",
    { HTTPS_PROXY: "http://p:1", NO_PROXY: "other.org, .example" },
    undefined
  ],
  ["https://fax.example", { HTTPS_PROXY: "http://p:1", NO_PROXY: "*" }, undefined],
  ["https://fax.example", { HTTPS_PROXY: "http://p:1", NO_PROXY: "fax.example:8443" }, "p:1"],
  ["https://fax.example", { HTTPS_PROXY: "http://p:1", no_proxy: "ax.example" }, "p:1"],
  ["http://localhost:8025", { http_proxy: "http://p:1" }, undefined],
  ["http://127.0.0.1:8025", { http_proxy: "http://p:1" }, undefined],
  ["http://[::1]:8025", { http_proxy: "http://p:1" }, undefined]
])("finds the proxy for %s by %j", (address, variables, host) => {
  expect(NodeHttp.proxyOf(new URL(address), variables)?.host).toBe(host)
})

// What curl, Go and others take.
it.each([
  ["http://fax.example", "*", undefined],
  ["http://fax.example", " * ", undefined],
  ["http://fax.example", "other.org,*", undefined],
  ["http://fax.example", ".example", undefined],
  ["http://fax.example", "*.example", undefined],
  ["http://example", ".example", undefined],
  ["http://fax.example", ".fax.example", undefined],
  ["http://fax.example", "fax.example:80", undefined],
  ["http://fax.example:8080", "fax.example:80", "p:1"],
  ["http://fax.example:8080", ".example:8080", undefined],
  ["http://fax.example", "FAX.Example.", undefined],
  ["http://fax.example.", "fax.example", undefined],
  ["http://[2001:db8::1]", "[2001:db8::1]", undefined],
  ["http://[2001:db8::1]", "2001:db8::1", undefined],
  ["http://[2001:db8::1]:81", "[2001:DB8:0::1]:81", undefined],
  ["http://[2001:db8::1]:81", "[2001:db8::1]:80", "p:1"],
  ["http://192.0.2.1", "192.0.2.1", undefined],
  ["http://192.0.2.1", "2.1", "p:1"],
  ["http://fax.example", "\t other.org \n , fax.example ", undefined],
  ["http://fax.example", " , ,", "p:1"],
  ["http://fax.example", "", "p:1"],
  ["http://fax.example", "example.com fax", "p:1"]
])("to %s with NO_PROXY '%s' goes through %s", (address, no_proxy, host) => {
  const variables = { http_proxy: "http://p:1", no_proxy }
  expect(NodeHttp.proxyOf(new URL(address), variables)?.host).toBe(host)
})

it.each([
  ["http://fax.example", "HTTP_PROXY", "", "wants a user name and a password"],
  ["http://fax.example", "HTTP_PROXY", "me:s3cret@", "did not accept the user name"],
  ["https://fax.example", "HTTPS_PROXY", "", "wants a user name and a password"],
  ["https://fax.example", "HTTPS_PROXY", "me:s3cret@", "did not accept the user name"]
])("to %s names the %s at '%s' that %s", async (baseUrl, variable, credentials, says) => {
  const proxy = createHttpServer((_, response) => void response.writeHead(407).end())
  proxy.on("connect", (_, socket) => void socket.end("HTTP/1.1 407 Authenticate\r\n\r\n"))
  const host = `127.0.0.1:${await listen(proxy)}`
  vi.stubEnv(variable, `http://${credentials}${host}`)
  const fax = new FaxingCenter({ ...account, baseUrl, maxRetries: 0 })
  const told = await fax.status("0".repeat(32)).catch((error: unknown) => error)
  expect(told).toMatchObject({ name: "Unavailable" })
  expect(String(told)).toContain(`the proxy ${host} ${says}`)
  expect(String(told)).not.toContain("s3cret")
})

it.each(["http", "https"])("to %s names the proxy that cannot be reached", async (scheme) => {
  const closed = createServer()
  const host = `127.0.0.1:${await listen(closed)}`
  await new Promise((resolve) => closed.close(resolve))
  vi.stubEnv(`${scheme}_proxy`, `http://me:s3cret@${host}`)
  const fax = new FaxingCenter({ ...account, baseUrl: `${scheme}://fax.example`, maxRetries: 0 })
  const told = await fax.status("0".repeat(32)).catch((error: unknown) => error)
  expect(String(told)).toContain(`the proxy ${host} failed: ECONNREFUSED`)
})

it("says which variable holds no proxy", () => {
  expect(() =>
    NodeHttp.proxyOf(new URL("https://fax.example"), { https_proxy: "socks5://p:1" })
  ).toThrow("HTTPS_PROXY is not the address of an HTTP proxy")
})
