import { describe, expect, it } from "@effect/vitest"
import * as Chunk from "effect/Chunk"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"
import {
  Document,
  Receive,
  ReceivedFax,
  ReceivedFaxId,
  receivedAll,
  watchReceived
} from "../src/index.js"
import { routes } from "../src/wire/index.js"
import { answering, json } from "./fakeService.js"
import { clientOf, json as fetched } from "./promise/fakeFetch.js"

const idOf = (digit: string) => ReceivedFaxId.make(digit.repeat(32))

/** Written by hand from the descriptions of the fields. */
const faxOf = (id: string, more: object = {}) => ({
  receivedFaxId: id,
  to: "4711",
  from: "+18555808797",
  remoteStation: "+1 855 580 8797",
  receivedAt: "2026-11-29T12:00:00.000Z",
  pages: 3,
  partial: false,
  speed: 14400,
  coding: "MMR",
  document: { size: 4, sha256: "0".repeat(64) },
  read: false,
  ...more
})
const list = (ids: ReadonlyArray<string>, next?: string) => () =>
  json(JSON.stringify({ faxes: ids.map((id) => faxOf(id)), next }))

const [a, b, c, d] = [idOf("a"), idOf("b"), idOf("c"), idOf("d")]
const receive = <A, E>(act: (service: typeof Receive.Service) => Effect.Effect<A, E>) =>
  Effect.flatMap(Receive, act)

describe("a received fax", () => {
  it("is read and written in its own codec", () => {
    const written = faxOf(a, { readAt: "2026-11-29T12:30:00.000Z", read: true })
    const read = Schema.decodeUnknownSync(ReceivedFax)(written)
    expect(DateTime.toEpochMillis(read.receivedAt)).toBe(Date.UTC(2026, 10, 29, 12))
    expect(Schema.encodeSync(ReceivedFax)(read)).toEqual(written)
  })

  it.effect("is asked for, marked, announced again and deleted at its own addresses", () => {
    const service = answering([
      () => json(JSON.stringify(faxOf(a))),
      () => json(JSON.stringify(faxOf(a, { read: true }))),
      () => json(JSON.stringify(faxOf(a))),
      () => new Response(null, { status: 204 })
    ])
    return Effect.gen(function* () {
      const found = yield* receive((it) => it.get(a))
      const marked = yield* receive((it) => it.markRead(a))
      yield* receive((it) => it.redeliver(a))
      yield* receive((it) => it.remove(a))
      expect([found.pages, marked.read]).toEqual([3, true])
      const base = routes.received.list.path
      expect(service.seen.slice(1).map(({ body, method, path }) => [method, path, body])).toEqual([
        ["GET", `${base}/${a}`, ""],
        ["POST", `${base}/${a}/read`, '{"read":true}'],
        ["POST", `${base}/${a}/redeliver`, ""],
        ["DELETE", `${base}/${a}`, ""]
      ])
    }).pipe(Effect.provide(service.layer))
  })

  it.effect("is had whole, in the format that was asked for", () => {
    const service = answering([() => new Response(Uint8Array.of(0x49, 0x49, 42, 0xff))])
    return Effect.gen(function* () {
      const document = yield* receive((it) => it.document(a, { format: "png", page: 2 }))
      expect(document.fileName).toBe(`fax-${a}-2.png`)
      expect([...(yield* Document.readBytes(document))]).toEqual([0x49, 0x49, 42, 0xff])
      expect(service.seen[1]?.path).toBe(`/gateway/v1/received/${a}/document?format=png&page=2`)
    }).pipe(Effect.provide(service.layer))
  })

  it.effect("is refused when its document was cut off on the way", () => {
    const service = answering([
      () => new Response(Uint8Array.of(1, 2, 3), { headers: { "content-length": "4" } })
    ])
    return Effect.gen(function* () {
      const error = yield* Effect.flip(receive((it) => it.document(a)))
      expect(error.message).toContain("is incomplete: received 3 bytes of 4")
    }).pipe(Effect.provide(service.layer))
  })

  it.effect("is nothing that the service itself has", () => {
    const service = answering([() => new Response("no such page", { status: 404 })])
    return Effect.gen(function* () {
      const error = yield* Effect.flip(receive((it) => it.list()))
      expect(error.message).toContain("only a gateway has received faxes")
    }).pipe(Effect.provide(service.layer))
  })
})

describe("a stream of received faxes", () => {
  it.effect("goes from page to page of all that match", () => {
    const service = answering([list([d, c], c), list([b], undefined)])
    return Effect.gen(function* () {
      const all = yield* Stream.runCollect(
        receivedAll({ to: "4711", since: DateTime.unsafeMake(0), limit: 2 })
      )
      expect([...all].map(({ receivedFaxId }) => receivedFaxId)).toEqual([d, c, b])
      const query = "?to=4711&since=1970-01-01T00%3A00%3A00.000Z"
      expect(service.seen.slice(1).map(({ path }) => path)).toEqual([
        `/gateway/v1/received${query}&limit=2`,
        `/gateway/v1/received${query}&before=${c}&limit=2`
      ])
    }).pipe(Effect.provide(service.layer))
  })

  it.effect("gives each that is unread once, and those that come, over an outage", () => {
    const service = answering(
      [
        list([b, a]),
        () => new Response("", { status: 503 }),
        // One of them was committed late, behind one that is known.
        list([d, b, c, a])
      ],
      { retry: undefined }
    )
    return Effect.gen(function* () {
      const fiber = yield* watchReceived().pipe(Stream.take(4), Stream.runCollect, Effect.fork)
      yield* TestClock.adjust("1 minute")
      const faxes = Chunk.toReadonlyArray(yield* Fiber.join(fiber))
      expect(faxes.map(({ receivedFaxId }) => receivedFaxId)).toEqual([a, b, c, d])
    }).pipe(Effect.provide(service.layer))
  })
})

describe("with promises", () => {
  it("they are listed, had, marked and watched with dates and bytes", async () => {
    const { fax, seen } = clientOf([
      () => fetched(JSON.stringify({ faxes: [faxOf(a)], next: a })),
      () => new Response("II*"),
      () => fetched(JSON.stringify(faxOf(a, { read: true, readAt: "2026-11-29T12:30:00.000Z" }))),
      () => fetched(JSON.stringify({ faxes: [faxOf(b)] }))
    ])
    const { faxes, next } = await fax.received({ since: new Date(0), unread: true })
    expect([faxes[0]?.receivedAt, next]).toEqual([new Date("2026-11-29T12:00:00Z"), a])
    expect(new TextDecoder().decode(await fax.receivedDocument(a))).toBe("II*")
    expect((await fax.markRead(a)).readAt).toEqual(new Date("2026-11-29T12:30:00Z"))
    for await (const each of fax.watchReceived()) {
      expect(each.receivedFaxId).toBe(b)
      break
    }
    expect(seen.map(({ url }) => url.pathname.slice("/gateway/v1/received".length))).toEqual([
      "",
      `/${a}/document`,
      `/${a}/read`,
      ""
    ])
    await expect(fax.received({ limit: 0 })).rejects.toThrow("limit")
    await expect(fax.receivedFax("42")).rejects.toThrow("32 hexadecimal digits")
  })
})
