import { createSocket } from "node:dgram"
import { readFile } from "node:fs/promises"
import { expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { resolveName } from "../src/tell/webhooks/resolveName.js"

/** A name server, and how often it was asked. */
const nameServer = (answer: (query: Buffer) => Buffer | undefined) =>
  Effect.acquireRelease(
    Effect.async<{ readonly address: string; readonly asked: () => number; close: () => void }>(
      (resume) => {
        const socket = createSocket("udp4")
        let asked = 0
        socket.on("message", (query, { address, port }) => {
          asked += 1
          const said = answer(query)
          if (said !== undefined) socket.send(said, port, address)
        })
        socket.bind(0, "127.0.0.1", () =>
          resume(
            Effect.succeed({
              address: `127.0.0.1:${socket.address().port}`,
              asked: () => asked,
              close: () => socket.close()
            })
          )
        )
      }
    ),
    ({ close }) => Effect.sync(close)
  )

/** RFC 1035 section 4: the question again, and for type A an address. */
const answerOf = (address: string) => (query: Buffer) => {
  const isA = query.at(-3) === 1
  const head = Buffer.from(query.subarray(0, 12))
  head.writeUInt16BE(0x8180, 2)
  head.writeUInt16BE(isA ? 1 : 0, 6)
  head.writeUInt16BE(0, 8)
  head.writeUInt16BE(0, 10)
  const end = query.indexOf(0, 12) + 5
  const record = Buffer.from([
    0xc0,
    12,
    0,
    1,
    0,
    1,
    0,
    0,
    0,
    1,
    0,
    4,
    ...address.split(".").map(Number)
  ])
  return Buffer.concat([head, query.subarray(12, end), ...(isA ? [record] : [])])
}

const look = (name: string, server: string) =>
  Effect.tryPromise((signal) => resolveName(name, signal, [server]))

it.scopedLive("a name is looked up at its server", () =>
  Effect.gen(function* () {
    const server = yield* nameServer(answerOf("203.0.113.7"))
    expect(yield* look("hooks.example", server.address)).toEqual([
      { address: "203.0.113.7", family: 4 }
    ])
    expect(yield* look("localhost", server.address)).toContainEqual({
      address: "127.0.0.1",
      family: 4
    })
  })
)

it.scopedLive("names whose servers are silent take no thread from what reads files", () =>
  Effect.gen(function* () {
    const server = yield* nameServer(() => undefined)
    let settled = 0
    const looking = yield* Effect.fork(
      Effect.forEach(
        Array.from({ length: 64 }, (_, i) => `silent${i}.example`),
        (name) =>
          Effect.ensuring(
            look(name, server.address),
            Effect.sync(() => {
              settled += 1
            })
          ),
        { concurrency: "unbounded" }
      )
    )
    yield* Effect.repeat(Effect.delay(Effect.sync(server.asked), "1 millis"), {
      until: (asked) => asked >= 128
    })
    for (let i = 0; i < 32; i++) {
      yield* Effect.promise(() => readFile(new URL(import.meta.url)))
    }
    expect(settled).toBe(0)
    yield* Fiber.interrupt(looking)
    expect(settled).toBe(64)
  })
)
