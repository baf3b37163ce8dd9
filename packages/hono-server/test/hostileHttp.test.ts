import { subscribe, unsubscribe } from "node:diagnostics_channel"
import { once } from "node:events"
import { connect } from "node:net"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { serveNode } from "../src/node/index.js"
import { serving } from "./serving.js"

const routes = serving()
const scope = Effect.runSync(Scope.make())
let port = 0
let authorization = ""
beforeAll(async () => {
  port = (await Effect.runPromise(serveNode(routes.app).pipe(Scope.extend(scope)))).port
  authorization = (await routes.authorization()).authorization
})
afterAll(async () => {
  await Effect.runPromise(Scope.close(scope, Exit.void))
  await routes.dispose()
})

const dial = async () => {
  const socket = connect(port, "127.0.0.1")
  socket.on("error", () => undefined)
  await once(socket, "connect")
  return socket
}

/** All that comes to these bytes until the server closes the connection. */
const answerTo = async (bytes: string) => {
  const socket = await dial()
  let read = ""
  socket.on("data", (chunk) => {
    read += chunk.toString("latin1")
  })
  const closed = once(socket, "close")
  socket.write(bytes, "latin1")
  await closed
  return read
}

const statuses = (answers: string) =>
  [...answers.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status))

const body = JSON.stringify({
  receipients: [{ send_to: "13862345678" }],
  documents: [{ file_name: "a.txt", order: "0", file_data: "SGVsbG8=" }]
})
const head = (length: string) =>
  [
    "POST /api/rest/fax/send HTTP/1.1",
    "Host: a",
    "Connection: close",
    `Authorization: ${authorization}`,
    "Content-Type: application/json",
    length,
    "",
    ""
  ].join("\r\n")

describe("a send whose client hangs up", () => {
  it.each<readonly [how: string, request: () => string]>([
    ["with a length", () => head(`Content-Length: ${body.length}`) + body],
    [
      "in chunks",
      () =>
        `${head("Transfer-Encoding: chunked")}${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`
    ]
  ])("at any byte accepts nothing, %s", async (_how, request) => {
    const whole = request()
    const before = routes.fake.jobs.length
    for (let from = 0; from < whole.length; from += 64) {
      const cuts = Array.from({ length: Math.min(64, whole.length - from) }, (_, i) => from + i)
      await Promise.all(
        cuts.map(async (length) => {
          const socket = await dial()
          await new Promise((resolve) => socket.write(whole.slice(0, length), resolve))
          socket.destroy()
        })
      )
    }
    expect(statuses(await answerTo(whole))).toEqual([201])
    expect(routes.fake.jobs.length - before).toBe(1)
  })
})

const hidden = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"

describe("a request that two servers may read in two ways is refused, and nothing is behind it", () => {
  it.each<readonly [shape: string, lines: string, rest: string]>([
    ["both lengths", "Content-Length: 6\r\nTransfer-Encoding: chunked", `0\r\n\r\n${hidden}`],
    [
      "both, the other way",
      "Transfer-Encoding: chunked\r\nContent-Length: 6",
      `0\r\n\r\n${hidden}`
    ],
    ["two lengths", "Content-Length: 5\r\nContent-Length: 6", `12345${hidden}`],
    ["a list of lengths", "Content-Length: 5, 6", `12345${hidden}`],
    ["a length with a sign", "Content-Length: +5", `12345${hidden}`],
    ["a length below nothing", "Content-Length: -1", hidden],
    ["a length in hexadecimal", "Content-Length: 0x5", `12345${hidden}`],
    ["a length of 100 digits", `Content-Length: ${"9".repeat(100)}`, hidden],
    ["a blank before the colon", "Transfer-Encoding : chunked", `0\r\n\r\n${hidden}`],
    ["another encoding last", "Transfer-Encoding: chunked, identity", `0\r\n\r\n${hidden}`],
    ["a folded line", "Transfer-Encoding:\r\n chunked", `0\r\n\r\n${hidden}x`],
    ["a bare line feed in a line", "X: a\nTransfer-Encoding: chunked", `0\r\n\r\n${hidden}`],
    ["NUL in a line", "X: a\0b", hidden],
    ["a chunk whose length is none", "Transfer-Encoding: chunked", `zz\r\n${hidden}`],
    ["a chunk of 17 digits", "Transfer-Encoding: chunked", `FFFFFFFFFFFFFFFFF\r\n${hidden}`],
    [
      "a chunk with more than it says",
      "Transfer-Encoding: chunked",
      `1\r\nabc\r\n0\r\n\r\n${hidden}`
    ]
  ])("%s", async (_shape, lines, rest) => {
    const [first, ...others] = statuses(
      await answerTo(
        `POST /oauth HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/json\r\n${lines}\r\n\r\n${rest}`
      )
    )
    expect(others).toEqual([])
    expect(first).toBe(400)
  })
})

describe("an address", () => {
  it.each([
    "/%6fauth",
    "/oauth%2f",
    "//oauth",
    "/api/../oauth",
    "/api/rest/fax/%2e%2e/%2e%2e/oauth",
    "/oauth;x",
    "/OAUTH",
    "/%00",
    "/%ff%fe",
    "/oauth%00",
    "/%",
    "/api/rest/fax/status?sid=%",
    `/api/rest/fax/search?${"a=1&".repeat(3500)}`,
    `/api/rest/fax/status?sid=${"0".repeat(15_000)}`,
    `/${"a/".repeat(7000)}`
  ])("is answered with what the client did wrong: %.40s", async (path) => {
    const answers = await answerTo(
      `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: ${authorization}\r\n\r\n`
    )
    expect(statuses(answers)).toEqual([expect.toSatisfy((s) => s >= 400 && s < 500)])
  })
})

it("requests that come together are answered in their order, each once", async () => {
  const get = (close: string) => `GET /nowhere HTTP/1.1\r\nHost: a\r\n${close}\r\n`
  const oauth = "GET /oauth HTTP/1.1\r\nHost: a\r\n\r\n"
  const answers = await answerTo(`${(get("") + oauth).repeat(50)}${get("Connection: close\r\n")}`)
  expect(statuses(answers)).toEqual([...Array.from({ length: 50 }, () => [404, 405]).flat(), 404])
})

it("thousands of requests that come together are begun one after the other, and all answered", async () => {
  const started = "http.server.request.start"
  let arrived = 0
  const count = () => {
    arrived += 1
  }
  subscribe(started, count)
  let begun = 0
  let goOn = () => {}
  const held = new Promise<void>((resolve) => {
    goOn = resolve
  })
  const fetch = async () => {
    begun += 1
    await held
    return new Response("ok")
  }
  const own = Effect.runSync(Scope.make())
  const served = await Effect.runPromise(serveNode({ fetch }).pipe(Scope.extend(own)))
  const socket = connect(served.port, "127.0.0.1")
  let answers = 0
  socket.on("data", (chunk) => {
    answers += chunk.toString("latin1").split("HTTP/1.1 200").length - 1
  })
  const n = 20_000
  socket.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".repeat(n - 1))
  socket.write("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
  while (begun === 0) await new Promise((resolve) => setImmediate(resolve))
  for (let i = 0; i < 100; i++) await new Promise((resolve) => setImmediate(resolve))
  expect(begun).toBe(1)
  // What fits into one or two reads.
  expect(arrived).toBeLessThan(n / 3)
  unsubscribe(started, count)
  goOn()
  await once(socket, "close")
  expect(answers).toBeGreaterThan(n * 0.999)
  expect(begun).toBe(n)
  await Effect.runPromise(Scope.close(own, Exit.void))
})

it("connections that say nothing keep nobody from being served", async () => {
  const idle = await Promise.all(Array.from({ length: 500 }, dial))
  const request = head(`Content-Length: ${body.length}`) + body
  expect(statuses(await answerTo(request))).toEqual([201])
  for (const socket of idle) socket.destroy()
})
