import { Agent, IncomingMessage, request } from "node:http"
import { connect, type Socket } from "node:net"
import { it } from "@effect/vitest"
import type { HttpBindings } from "@hono/node-server"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Logger from "effect/Logger"
import * as Scope from "effect/Scope"
import { Hono } from "hono"
import { describe, expect, vi } from "vitest"
import { fileSpool, ListenFailed, type ServeNodeOptions, serveNode } from "../src/node/index.js"
import { jsonType, serving } from "./serving.js"

/** A connection by hand: what is written, and all that came until it was closed. */
const dial = (port: number) =>
  Effect.acquireRelease(
    Effect.async<Socket>((resume) => {
      const socket = connect(port, "127.0.0.1", () => resume(Effect.succeed(socket)))
    }),
    (socket) => Effect.sync(() => socket.destroy())
  ).pipe(
    Effect.map((socket) => {
      const received: Array<Buffer> = []
      socket.on("data", (chunk) => received.push(chunk))
      socket.on("error", () => undefined)
      const closed = new Promise<void>((resolve) => socket.on("close", () => resolve()))
      return {
        socket,
        untilClosed: Effect.promise(() => closed).pipe(
          Effect.map(() => Buffer.concat(received).toString())
        )
      }
    })
  )

const served = (options: ServeNodeOptions = {}) =>
  Effect.gen(function* () {
    const routes = serving({
      bodyTimeout: "50 millis",
      bodyLimit: 1_000_000,
      spool: fileSpool()
    })
    yield* Effect.addFinalizer(() => Effect.promise(routes.dispose))
    const { port, url } = yield* serveNode(routes.app, options)
    const { authorization } = yield* Effect.promise(() => routes.authorization())
    return { ...routes, port, url, authorization }
  })

const sendHead = (authorization: string, length: string) =>
  [
    "POST /api/rest/fax/send HTTP/1.1",
    "Host: localhost",
    "Content-Type: application/json",
    `Authorization: ${authorization}`,
    length,
    "",
    ""
  ].join("\r\n")

const problem = (status: number) => new RegExp(`^HTTP/1.1 ${status} [^]*"status":${status},`)

describe("a connection is given up when", () => {
  it.live.each([
    ["it says nothing", ""],
    ["its headers stop", "GET / HTTP/1.1\r\nHost: local"],
    ["its headers never end", "GET / HTTP/1.1\r\nHost: localhost\r\nX: y\r\n"]
  ] as const)("%s", ([, bytes]) =>
    Effect.gen(function* () {
      const { port } = yield* served({ headersTimeout: "50 millis" })
      const { socket, untilClosed } = yield* dial(port)
      socket.write(bytes)
      expect(yield* untilClosed).toMatch(problem(408))
    }).pipe(Effect.scoped)
  )

  it.live.each(["Content-Length: 100", "Content-Length: 900000", "Transfer-Encoding: chunked"])(
    "a body of %s stops",
    (length) =>
      Effect.gen(function* () {
        const { authorization, fake, port } = yield* served()
        const { socket, untilClosed } = yield* dial(port)
        socket.write(sendHead(authorization, length))
        socket.write(length.startsWith("T") ? "1\r\n{\r\n" : "{")
        expect(yield* untilClosed).toMatch(problem(408))
        expect(fake.jobs).toEqual([])
      }).pipe(Effect.scoped)
  )

  it.live("a body trickles", () =>
    Effect.gen(function* () {
      const { authorization, port } = yield* served()
      const { socket, untilClosed } = yield* dial(port)
      socket.write(sendHead(authorization, "Content-Length: 900000"))
      yield* Effect.sync(() => socket.write(" ")).pipe(
        Effect.delay("5 millis"),
        Effect.forever,
        Effect.forkScoped
      )
      expect(yield* untilClosed).toMatch(problem(408))
    }).pipe(Effect.scoped)
  )

  it.live("a body stops that the app waits for without a limit of its own", () =>
    Effect.gen(function* () {
      const app = new Hono().post("/", async (c) => c.text(await c.req.text()))
      app.onError((_error, c) => c.text("broken off", 400))
      const { port } = yield* serveNode(app, { bodyTimeout: "30 millis" })
      const { socket, untilClosed } = yield* dial(port)
      socket.write("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\nx")
      expect(yield* untilClosed).toMatch(problem(408))
    }).pipe(Effect.scoped)
  )

  it.live("but not while what has come waits for the app", () =>
    Effect.gen(function* () {
      yield* Effect.acquireRelease(
        Effect.sync(() => vi.useFakeTimers({ toFake: ["setInterval"] })),
        () => Effect.sync(() => vi.useRealTimers())
      )
      const app = new Hono<{ Bindings: HttpBindings }>().post("/", async (c) => {
        while (c.env.incoming.readableLength === 0) await new Promise(setImmediate)
        for (let span = 0; span < 10; span++) {
          vi.advanceTimersByTime(10_000)
          // Each look follows all that has come by then.
          for (let turn = 0; turn < 3; turn++) await new Promise(setImmediate)
        }
        return c.text(String((await c.req.text()).length))
      })
      const { url } = yield* serveNode(app, { bodyTimeout: "10 seconds" })
      const answer = yield* Effect.promise(() =>
        fetch(url, { method: "POST", body: "x".repeat(1_000_000) })
      )
      expect(yield* Effect.promise(() => answer.text())).toBe("1000000")
    }).pipe(Effect.scoped)
  )

  it.live.each([
    ["it is not HTTP", "hello\r\n\r\n", 400],
    ["its headers are too large", `GET / HTTP/1.1\r\nX: ${"x".repeat(20_000)}\r\n\r\n`, 431],
    ["it has two lengths", "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400]
  ] as const)("%s", ([, bytes, status]) =>
    Effect.gen(function* () {
      const { port } = yield* served()
      const { socket, untilClosed } = yield* dial(port)
      socket.write(bytes)
      expect(yield* untilClosed).toMatch(problem(status))
    }).pipe(Effect.scoped)
  )
})

describe("an answer", () => {
  /** Without end, as an event stream; tells what was taken of it, and when nobody wants more. */
  const endless = Effect.gen(function* () {
    const ended = yield* Deferred.make<void>()
    const taken = { chunks: 0 }
    const app = new Hono().get("/", (c) =>
      c.body(
        new ReadableStream<Uint8Array>({
          pull: (controller) => {
            taken.chunks += 1
            controller.enqueue(new Uint8Array(65_536))
          },
          cancel: () => Deferred.unsafeDone(ended, Effect.void)
        })
      )
    )
    return { app, ended, taken }
  })
  const get = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"

  it.live("that nobody reads is given up, with little of it in memory", () =>
    Effect.gen(function* () {
      const { app, ended, taken } = yield* endless
      const { port } = yield* serveNode(app, { answerTimeout: "20 millis" })
      const socket = yield* Effect.acquireRelease(
        Effect.sync(() => connect(port, "127.0.0.1")),
        (open) => Effect.sync(() => open.destroy())
      )
      socket.on("error", () => undefined)
      socket.write(get)
      yield* Deferred.await(ended)
      // All but a few chunks of these are with the system.
      expect(taken.chunks).toBeLessThan(500)
    }).pipe(Effect.scoped)
  )

  it.live("that is made directly and nobody reads is given up as well", () =>
    Effect.gen(function* () {
      const gone = yield* Deferred.make<void>()
      const { port } = yield* serveNode(
        {
          fetch: () => new Response(),
          direct: (request) => {
            const { incoming } = request
            if (incoming instanceof IncomingMessage) {
              incoming.socket.once("close", () => Deferred.unsafeDone(gone, Effect.void))
            }
            return { _tag: "Answer", status: 200, headers: {}, body: "x".repeat(20_000_000) }
          }
        },
        { answerTimeout: "20 millis" }
      )
      const socket = yield* Effect.acquireRelease(
        Effect.sync(() => connect(port, "127.0.0.1")),
        (open) => Effect.sync(() => open.destroy())
      )
      socket.on("error", () => undefined)
      socket.write(get)
      yield* Deferred.await(gone)
    }).pipe(Effect.scoped)
  )

  it.live("that is read goes on, however slowly", () =>
    Effect.gen(function* () {
      const { app, ended } = yield* endless
      const { port } = yield* serveNode(app, { answerTimeout: "1 second" })
      const { socket } = yield* dial(port)
      socket.write(get)
      yield* Effect.async<void>((resume) => {
        let read = 0
        socket.on("data", (chunk) => {
          read += chunk.length
          socket.pause()
          if (read > 20_000_000) resume(Effect.void)
          else setImmediate(() => socket.resume())
        })
      })
      expect(yield* Deferred.isDone(ended)).toBe(false)
    }).pipe(Effect.scoped)
  )
})

describe("what no app is to see is a problem", () => {
  const address = "GET /oauth HTTP/1.1"
  it.live.each<readonly [name: string, head: string, status: number]>([
    ["two Host lines", `${address}\r\nHost: a\r\nHost: b`, 400],
    ["two Host lines that agree", `${address}\r\nHost: a\r\nhOST: a`, 400],
    ["no Host line", address, 400],
    ["an empty Host line", `${address}\r\nHost:`, 400],
    ["a Host that is none", `${address}\r\nHost: a b`, 400],
    ["a port that is none", `${address}\r\nHost: a:99999999`, 400],
    ["two Host lines of HTTP/1.0", "GET /oauth HTTP/1.0\r\nHost: a\r\nHost: b", 400],
    ["an address that is none", "GET oauth HTTP/1.1\r\nHost: a", 400],
    ["an expectation", `${address}\r\nHost: a\r\nExpect: tea`, 417],
    ["a tunnel", "CONNECT a:80 HTTP/1.1\r\nHost: a", 501]
  ])("%s", ([, head, status]) =>
    Effect.gen(function* () {
      const { port } = yield* served()
      const { socket, untilClosed } = yield* dial(port)
      socket.write(`${head}\r\n\r\n`)
      const answer = yield* untilClosed
      expect(answer).toMatch(problem(status))
      expect(answer).toMatch(/content-type: application\/problem\+json\r\n/i)
    }).pipe(Effect.scoped)
  )

  it.live("and what the app itself fails to answer", () =>
    Effect.gen(function* () {
      const broken = { fetch: () => Promise.reject(new Error("secret")) }
      const { url } = yield* serveNode(broken)
      const answer = yield* Effect.promise(() => fetch(url))
      const text = yield* Effect.promise(() => answer.text())
      expect([answer.status, answer.headers.get("content-type")]).toEqual([
        500,
        "application/problem+json"
      ])
      expect(text).not.toContain("secret")
    }).pipe(Effect.provide(Logger.remove(Logger.defaultLogger)), Effect.scoped)
  )
})

describe("a request", () => {
  it.live.each<readonly [name: string, request: string, answer: RegExp]>([
    ["of HTTP/1.0 needs no Host", "GET /oauth HTTP/1.0\r\n\r\n", /^HTTP\/1.1 405 /],
    [
      "that wants its connection closed has it closed",
      "GET /oauth HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
      /^HTTP\/1.1 405 [\s\S]*connection: close/i
    ],
    [
      "about the server as a whole is answered",
      "OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
      /^HTTP\/1.1 204 /
    ]
  ])("%s", ([, request, answer]) =>
    Effect.gen(function* () {
      const { port } = yield* served()
      const { socket, untilClosed } = yield* dial(port)
      socket.write(request)
      expect(yield* untilClosed).toMatch(answer)
    }).pipe(Effect.scoped)
  )
})

it.live("a large body arrives whole, whether or not its connection is kept", () =>
  Effect.gen(function* () {
    const { authorization, fake, url } = yield* served({ bodyTimeout: "10 seconds" })
    const bytes = Uint8Array.from({ length: 600_000 }, (_, i) => i % 251)
    const body = JSON.stringify({
      receipients: [{ send_to: "018555808797" }],
      documents: [
        { file_name: "a.pdf", order: "0", file_data: Buffer.from(bytes).toString("base64") }
      ]
    })
    for (const keepAlive of [true, false]) {
      const agent = new Agent({ keepAlive })
      const status = yield* Effect.async<number | undefined>((resume) => {
        request(
          `${url}/api/rest/fax/send`,
          { agent, method: "POST", headers: { ...jsonType, authorization } },
          (response) => {
            response.resume().on("end", () => resume(Effect.succeed(response.statusCode)))
          }
        ).end(body)
      })
      agent.destroy()
      expect(status).toBe(201)
      expect(fake.jobs.at(-1)?.documents[0]?.bytes).toEqual(bytes)
    }
  }).pipe(Effect.scoped)
)

describe("a client can read the refusal of a body that it is still sending", () => {
  const large = new Uint8Array(3_000_000).fill(0x20)
  const inPieces = () =>
    new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.enqueue(large.subarray(0, 50_000))
      }
    })

  it.live.each([
    ["over the limit, with a length", 413, () => large, true],
    ["over the limit, without a length", 413, inPieces, true],
    ["without a token, with a length", 401, () => large, false],
    ["without a token, without a length", 401, inPieces, false]
  ] as const)("%s", ([, status, body, withToken]) =>
    Effect.gen(function* () {
      const { authorization, url } = yield* served()
      const answer = yield* Effect.promise(async () => {
        const response = await fetch(`${url}/api/rest/fax/send`, {
          method: "POST",
          headers: { ...jsonType, ...(withToken ? { authorization } : {}) },
          body: body(),
          duplex: "half"
        })
        return { status: response.status, json: await response.json() }
      })
      expect(answer).toMatchObject({ status, json: { status } })
    }).pipe(Effect.scoped)
  )
})

describe("the end of the scope", () => {
  const gated = Effect.gen(function* () {
    const begun = yield* Deferred.make<void>()
    const goOn = yield* Deferred.make<void>()
    const app = new Hono().get("/", async (c) => {
      await Effect.runPromise(Deferred.succeed(begun, undefined))
      await Effect.runPromise(Deferred.await(goOn))
      return c.text("done")
    })
    return { app, begun, goOn }
  })

  it.live("lets a request in progress finish, and takes no more", () =>
    Effect.gen(function* () {
      const { app, begun, goOn } = yield* gated
      const scope = yield* Scope.make()
      const { url } = yield* serveNode(app).pipe(Scope.extend(scope))
      const answer = fetch(url).then((response) => response.text())
      yield* Deferred.await(begun)
      const closing = yield* Effect.fork(Scope.close(scope, Exit.void))
      yield* Effect.promise(() => fetch(url).catch(() => "refused")).pipe(
        Effect.repeat({ until: (result) => result === "refused" })
      )
      yield* Deferred.succeed(goOn, undefined)
      expect(yield* Effect.promise(() => answer)).toBe("done")
      yield* closing.await
    })
  )

  it.live("does not wait for a connection that is kept alive", () =>
    Effect.gen(function* () {
      const agent = new Agent({ keepAlive: true })
      yield* Effect.gen(function* () {
        const { port } = yield* serveNode(new Hono(), { shutdownTimeout: "1 hour" })
        yield* Effect.async<void>((resume) => {
          request({ port, agent }, (response) =>
            response.resume().on("end", () => resume(Effect.void))
          ).end()
        })
      }).pipe(Effect.scoped)
      agent.destroy()
    })
  )

  it.live("cuts off what does not finish in time", () =>
    Effect.gen(function* () {
      const { app, begun } = yield* gated
      const outcome = yield* Effect.gen(function* () {
        const { url } = yield* serveNode(app, { shutdownTimeout: "20 millis" })
        const answer = fetch(url).then(
          () => "answered",
          () => "cut off"
        )
        yield* Deferred.await(begun)
        return answer
      }).pipe(Effect.scoped)
      expect(yield* Effect.promise(() => outcome)).toBe("cut off")
    })
  )
})

describe("an address that cannot be listened on", () => {
  it.live("is an error that says what to do", () =>
    Effect.gen(function* () {
      const { port } = yield* serveNode(new Hono())
      const error = yield* Effect.flip(serveNode(new Hono(), { port }))
      expect(error).toEqual(new ListenFailed({ hostname: "127.0.0.1", port, code: "EADDRINUSE" }))
      expect(error.message).toContain("choose another")
    }).pipe(Effect.scoped)
  )

  it.live.each(["203.0.113.1", "no such host"])("such as %s", (hostname) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(serveNode(new Hono(), { hostname }))
      expect(error._tag).toBe("ListenFailed")
    }).pipe(Effect.scoped)
  )

  it.live("is not one of the other family", () =>
    Effect.gen(function* () {
      const { url } = yield* serveNode(new Hono(), { hostname: "::1" })
      expect(url).toMatch(/^http:\/\/\[::1\]:\d+$/)
      expect((yield* Effect.promise(() => fetch(url))).status).toBe(404)
    }).pipe(Effect.scoped)
  )
})
