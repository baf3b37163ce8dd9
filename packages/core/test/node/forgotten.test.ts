import * as HttpClient from "@effect/platform/HttpClient"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Runtime from "effect/Runtime"
import { expect, it } from "vitest"
import { Document, FaxClient, FaxNumber, Send } from "../../src/index.js"
import { setDirect } from "../../src/node/Direct.js"
import { onAbort } from "../../src/promise/onAbort.js"
import { growOld, old } from "../oldSpace.js"

const utf8 = new TextEncoder()
const id = "0".repeat(32)
const token = utf8.encode(
  JSON.stringify({ access_token: id, expires_in: 3600, token_type: "Bearer" })
)
const receipt = utf8.encode(
  JSON.stringify({
    request_reference: id,
    request_status: "1",
    result: {
      receipient_count: 1,
      document_count: 1,
      result: [{ reference: id, send_to: "018555808797", status: "1" }]
    }
  })
)

it("a call that is over is collected with the young", async () => {
  const client = HttpClient.make(() => Effect.die("it is called directly"))
  setDirect(client, () => ({ path }, _most, done) => {
    const body = path === "/oauth" ? token : receipt
    // What a request holds, until it is over.
    const held = new Array(4000).fill(path)
    setImmediate(() => done({ status: 200 + held.length - 4000, headers: {}, body }))
    return () => void held
  })
  const send = Effect.provideService(
    FaxClient.make({
      clientId: "demo",
      clientSecret: Redacted.make("demo"),
      baseUrl: "http://127.0.0.1"
    }),
    HttpClient.HttpClient,
    client
  ).pipe(
    Effect.flatMap((services) => Effect.provide(Effect.runtime<Send>(), services)),
    Effect.runSync
  )
  const runPromise = Runtime.runPromise(send)
  const fax = Send.submit({
    recipients: [{ number: FaxNumber.make("018555808797") }],
    documents: [Document.fromBytes("a.txt", utf8.encode("a"))]
  })
  const some = async (count: number) => {
    for (let from = 0; from < count; from += 16) {
      await runPromise(
        Effect.all(
          Array.from({ length: 16 }, () => fax),
          { concurrency: 16, discard: true }
        )
      )
    }
  }
  await some(320)
  growOld()
  const before = old()
  await some(2000)
  // All of them hold 64 MB, and those that are on at a time 0.5.
  expect((old() - before) / 1e6).toBeLessThan(12)
})

it("a call that one long-lived signal could have aborted is collected with the young", () => {
  const { signal } = new AbortController()
  const on: Array<() => void> = []
  const some = (count: number) => {
    for (let index = 0; index < count; index++) {
      const held = new Array(500).fill(index)
      on.push(onAbort(signal, () => void held))
      if (on.length > 16) on.shift()?.()
    }
  }
  some(100)
  growOld()
  const before = old()
  some(10_000)
  // All of them hold 40 MB, and those that are on at a time less than 0.1.
  expect((old() - before) / 1e6).toBeLessThan(4)
  for (const stop of on) stop()
})
