import { createServer } from "node:http"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import { describe, expect, it } from "@effect/vitest"
import { Document, FaxNumber, MessageId } from "@faxingcenter/core"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { makeServiceClock } from "../src/deliver/transport/faxingcenter/ServiceClock.js"
import { FaxingCenterTransport } from "../src/index.js"
import type { Call } from "../src/transport.js"
import { Transport } from "../src/transport.js"

const at = (millis: number) => DateTime.unsafeMake(millis)
const sample = (ours: number, theirs: number) => ({
  before: at(ours),
  after: at(ours + 100),
  given: at(theirs)
})

describe("the clock of the service", () => {
  it("is unknown at first, unless somebody knows it", () => {
    const clock = makeServiceClock(undefined)
    expect([clock.isKnown(), clock.ahead()]).toEqual([false, undefined])
    clock.learn(sample(1_000_000, 400_000))
    expect(clock.isKnown()).toBe(true)
    expect(clock.ahead()).toBeCloseTo(-600, 0)
  })

  it("covers what was sent before a clock was set, and after", () => {
    const clock = makeServiceClock(undefined)
    clock.learn(sample(1_000_000, 400_000))
    clock.learn(sample(500_000, 500_000))
    const { from, to } = clock.window(at(1_000_000), at(1_000_000))
    for (const theirs of [400_000, 1_000_000]) {
      expect(from.epochMillis).toBeLessThanOrEqual(theirs)
      expect(to.epochMillis).toBeGreaterThanOrEqual(theirs)
    }
  })
})

/** A service that took a fax, whose clock is so many milliseconds behind ours. */
const service = (behind: number) =>
  Effect.acquireRelease(
    Effect.async<{ readonly url: string; readonly windows: Array<string>; close: () => void }>(
      (resume) => {
        const windows: Array<string> = []
        const server = createServer((request, response) => {
          const url = new URL(request.url ?? "", "http://localhost")
          const now = Date.now() - behind
          response.sendDate = false
          response.setHeader("date", new Date(now).toUTCString())
          response.setHeader("content-type", "application/json")
          request.resume()
          if (url.pathname === "/oauth") {
            response.end('{"access_token":"t","expires_in":3600,"token_type":"Bearer"}')
            return
          }
          const from = Date.parse(url.searchParams.get("from_date") ?? "")
          const to = Date.parse(url.searchParams.get("to_date") ?? "")
          windows.push(`${from}-${to}`)
          const isCovered = url.pathname.endsWith("status") || (from <= now && now <= to)
          const message = {
            sid: "1".repeat(32),
            mid: "2".repeat(32),
            fax_number: "13862345678",
            status: "2",
            sent_on: new Date(now).toISOString().replace(/\.\d+Z/, "Z"),
            received_on: "",
            attempts: "1",
            pages: "1"
          }
          const results = isCovered ? [message] : []
          const items = results.length
          const pager = {
            pageCount: 1,
            itemCountPerPage: 100,
            first: 1,
            current: 1,
            last: 1,
            currentItemCount: items,
            totalItemCount: items,
            firstItemNumber: 1,
            lastItemNumber: items
          }
          response.end(JSON.stringify({ results, pager }))
        })
        server.listen(0, "127.0.0.1", () => {
          const address = server.address()
          const port = typeof address === "object" && address !== null ? address.port : 0
          const close = () => {
            server.closeAllConnections()
            server.close()
          }
          resume(Effect.succeed({ url: `http://127.0.0.1:${port}`, windows, close }))
        })
      }
    ),
    ({ close }) => Effect.sync(close)
  )

it.scopedLive.each([-600_000, 600_000, 0])(
  "a fax whose answer was lost is found by a machine whose clock is wrong by %i ms",
  (behind) =>
    Effect.gen(function* () {
      const { url, windows } = yield* service(behind)
      const line = FaxingCenterTransport.layerClient({
        clientId: "demo",
        clientSecret: Redacted.make("demo"),
        baseUrl: url
      }).pipe(Layer.provide(FetchHttpClient.layer))
      const reported: Array<string> = []
      const call: Call = {
        attemptKey: "a-1",
        client: 1,
        messageId: MessageId.make("3".repeat(32)),
        number: FaxNumber.make("13862345678"),
        startedAt: yield* DateTime.now,
        from: {},
        documents: [Document.fromBytes("a.txt", new Uint8Array(10))],
        claimed: () => Effect.succeed([]),
        // The state of the line is reported, too.
        report: ({ remoteId }) =>
          Effect.sync(() => {
            if (remoteId !== undefined) reported.push(remoteId)
          })
      }
      const answer = yield* Effect.flatMap(Transport, ({ find }) => find(call)).pipe(
        Effect.provide(line)
      )
      expect(answer).toMatchObject({ _tag: "Delivered" })
      expect(reported).toEqual([`${"1".repeat(32)}/${"2".repeat(32)}`])
      expect(windows.length).toBeGreaterThan(0)
    })
)
