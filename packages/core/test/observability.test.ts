import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import { describe, expect, it } from "@effect/vitest"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import * as MetricState from "effect/MetricState"
import * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"
import type * as Tracer from "effect/Tracer"
import { Document, FaxNumber, Search, Send, SendId, Status } from "../src/index.js"
import { answering, page, receipt } from "./fakeService.js"

const sendId = SendId.make("0a1b2c3d4e5f60718293a4b5c6d7e8f9")
const send = Send.submit({
  recipients: [{ number: FaxNumber.make("018555808797") }],
  documents: [Document.fromBytes("hello.txt", new TextEncoder().encode("Hello fax"))]
})
const status = Effect.flatMap(Status, (service) => service.ofSend(sendId))
const busy = () => new Response("", { status: 503 })

/** Every span that ends while an effect runs. */
const spansOf = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const tracer = yield* Effect.tracer
    const spans: Array<Tracer.Span> = []
    const span: Tracer.Tracer["span"] = (...args) => {
      const made = tracer.span(...args)
      spans.push(made)
      return made
    }
    yield* Effect.withTracer(effect, { ...tracer, span })
    return spans
  })

describe("a call", () => {
  it.effect("is a span named after its service, with its size and the id it got", () => {
    const service = answering([receipt])
    return Effect.gen(function* () {
      const spans = yield* spansOf(send)
      const names = spans.map(({ name }) => name)
      expect(names).toEqual([
        "Send.submit",
        "Auth.authenticate",
        "http.client POST",
        "http.client POST"
      ])
      expect(Object.fromEntries(spans[0]?.attributes ?? [])).toMatchObject({
        "fax.recipients": 1,
        "fax.documents": 1,
        "fax.send_id": sendId
      })
      const parent = Option.getOrUndefined(spans[1]?.parent ?? Option.none())
      expect(parent?.spanId).toBe(spans[0]?.spanId)
    }).pipe(Effect.provide(service.layer))
  })

  it.effect("no span tells a secret or a token", () => {
    const service = answering([receipt])
    return Effect.gen(function* () {
      const spans = yield* spansOf(send)
      const told = JSON.stringify(spans.map(({ attributes }) => [...attributes]))
      expect(told).toContain("http://fax.test/api/rest/fax/send")
      expect(told).not.toMatch(/very-secret|token-1/)
    }).pipe(Effect.provide(service.layer))
  })

  it.effect("no span tells the number that is searched for", () => {
    const service = answering([page])
    return Effect.gen(function* () {
      const from = DateTime.unsafeMake(0)
      const number = FaxNumber.make("018555808797")
      const search = Effect.flatMap(Search, (found) => found.find({ from, to: from, number }))
      const spans = yield* spansOf(search)
      expect(spans.map(({ name }) => name)).toContain("Search.find")
      const told = JSON.stringify(spans.map(({ attributes }) => [...attributes]))
      expect(told).not.toContain(number)
    }).pipe(Effect.provide(service.layer))
  })

  it.effect("is counted by operation and outcome, and timed", () => {
    const service = answering([page, page, busy], { retry: Schedule.stop })
    const countOf = (outcome: string) =>
      Effect.map(Metric.snapshot, (metrics) => {
        const counter = metrics.find(({ metricKey }) => {
          const tags = new Map([...metricKey.tags].map(({ key, value }) => [key, value]))
          return (
            metricKey.name === "faxingcenter_calls" &&
            tags.get("operation") === "Status.ofSend" &&
            tags.get("outcome") === outcome
          )
        })
        return counter !== undefined && MetricState.isCounterState(counter.metricState)
          ? Number(counter.metricState.count)
          : 0
      })
    return Effect.gen(function* () {
      const before = [yield* countOf("ok"), yield* countOf("Unavailable")]
      yield* status
      yield* status
      yield* Effect.flip(status)
      const after = [yield* countOf("ok"), yield* countOf("Unavailable")]
      expect(after.map((count, index) => count - (before[index] ?? 0))).toEqual([2, 1])
      const names = (yield* Metric.snapshot).map(({ metricKey }) => metricKey.name)
      expect(names).toContain("faxingcenter_call_duration")
    }).pipe(Effect.provide(service.layer))
  })
})

describe("the hooks", () => {
  it.effect("transformClient sees every request", () => {
    const service = answering([page], {
      transformClient: HttpClient.mapRequest(HttpClientRequest.setHeader("x-tenant", "42"))
    })
    return Effect.gen(function* () {
      yield* status
      expect(service.seen.map(({ headers }) => headers["x-tenant"])).toEqual(["42", "42"])
    }).pipe(Effect.provide(service.layer))
  })

  it.effect("retry decides how often a read is tried, and never a send", () => {
    const service = answering([busy], { retry: Schedule.recurs(5) })
    return Effect.gen(function* () {
      yield* Effect.flip(status)
      expect(service.count("/api/rest/fax/status")).toBe(6)
      yield* Effect.flip(send)
      expect(service.count("/api/rest/fax/send")).toBe(1)
    }).pipe(Effect.provide(service.layer))
  })
})
