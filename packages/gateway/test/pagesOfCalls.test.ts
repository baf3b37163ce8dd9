import { describe, expect, it } from "@effect/vitest"
import { CurrentClient, Document, SendFax } from "@faxingcenter/core"
import type { Session } from "@faxingcenter/core/delivery"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import {
  Acceptance,
  Clients,
  DeliveryReceipts,
  Events,
  Gateway,
  UsualSender,
  Vault
} from "../src/index.js"
import { announcementText } from "../src/manage.js"
import { Database } from "../src/store/database/Database.js"
import { databaseAt } from "../src/store/database/databaseAt.js"
import { raw } from "../src/store/database/sql.js"
import { type Call, RenderRefused, Transport } from "../src/transport.js"
import { sqliteFiles } from "./databases.js"
import { ended, fax, gatewayWith, send } from "./fixtures.js"

const { fresh } = sqliteFiles()
const address = Effect.promise(fresh)

const session: Session = {
  totalPages: 3,
  remoteStation: "+1 500 555 0100",
  speed: 14_400,
  coding: "MMR",
  errorCorrection: true,
  resolution: "fine",
  seconds: 56,
  channel: "ttyS0"
}

/** A line that takes pages, and what was asked of it, in order. */
const lineOfPages = (options: { readonly lines?: number; readonly refuses?: boolean } = {}) => {
  const { refuses, ...more } = options
  const seen = {
    rendered: 0,
    calls: [] as Call[],
    sent: [] as string[],
    forgotten: [] as string[],
    mostAtOnce: 0
  }
  let on = 0
  const layer = Layer.succeed(Transport, {
    name: "pages",
    refusesTestNumbers: false,
    ...more,
    render: (documents) =>
      Effect.gen(function* () {
        seen.rendered++
        if (refuses === true) {
          return yield* new RenderRefused({
            reason: "document_unsupported",
            detail: `${documents[0]?.fileName} is of no kind that can be faxed`
          })
        }
        const [bytes] = yield* Effect.forEach(documents, Document.readBytes)
        return { tiff: new Uint8Array([73, 73, ...(bytes ?? [])]), pages: 3 }
      }),
    dial: (call) =>
      Effect.gen(function* () {
        seen.mostAtOnce = Math.max(seen.mostAtOnce, ++on)
        seen.calls.push(call)
        if (call.image !== undefined) {
          const tiff = yield* Effect.orDie(Document.readBytes(call.image.tiff))
          seen.sent.push(new TextDecoder().decode(tiff))
        }
        for (const pages of [1, 2]) yield* call.report({ pages })
        yield* Effect.sleep("20 millis")
        on--
        return { _tag: "Delivered", pages: 3, session } as const
      }),
    find: () => Effect.succeed({ _tag: "NotYet", detail: "" }),
    hangUp: () => Effect.void,
    forget: ({ attemptKey }) => Effect.sync(() => seen.forgotten.push(attemptKey))
  })
  return { seen, layer }
}

describe("a line that takes pages", () => {
  it.live("is given those of a job, which are made once", () =>
    Effect.gen(function* () {
      const { layer, seen } = lineOfPages()
      const within = gatewayWith(yield* address, layer)
      yield* Effect.provide(
        Effect.flatMap(send(fax("13862345671", "13862345672", "13862345673")), ended),
        within
      )
      expect(seen.rendered).toBe(1)
      expect(seen.sent).toEqual(["IIHello fax", "IIHello fax", "IIHello fax"])
      expect(new Set(seen.calls.map(({ image }) => image?.sha256)).size).toBe(1)
    })
  )

  it.live("finds them sealed as the documents are", () =>
    Effect.gen(function* () {
      const { layer, seen } = lineOfPages()
      const vault = Vault.layer([{ id: "k", key: Redacted.make(new Uint8Array(32).fill(7)) }])
      const kept = yield* Effect.gen(function* () {
        yield* Effect.flatMap(send(fax("13862345671")), ended)
        const db = yield* Database
        return yield* db.query(raw("SELECT key_id, HEX(bytes) AS hex FROM contents"))
      }).pipe(Effect.provide(gatewayWith(yield* address, layer, vault)))
      expect(seen.sent).toEqual(["IIHello fax"])
      expect(kept.map((row) => row.key_id)).toEqual(["k", "k"])
      const hello = Buffer.from("Hello").toString("hex").toUpperCase()
      expect(JSON.stringify(kept)).not.toContain(hello)
    })
  )

  it.live("is not called for documents that no pages can be made of", () =>
    Effect.gen(function* () {
      const { layer, seen } = lineOfPages({ refuses: true })
      const delivery = yield* Effect.gen(function* () {
        const receipt = yield* send(fax("13862345671"))
        yield* ended(receipt)
        const [message] = receipt.messages
        if (message === undefined) return yield* Effect.dieMessage("There is no message")
        return (yield* (yield* Gateway).detail(message.messageId)).delivery
      }).pipe(Effect.provide(gatewayWith(yield* address, layer)))
      expect(delivery.state).toMatchObject({ _tag: "Failed", reason: "document_unsupported" })
      expect(delivery.attempts[0]?.outcome).toMatchObject({
        raw: { source: "pages", text: "a.txt is of no kind that can be faxed" }
      })
      expect(seen.calls).toEqual([])
    })
  )

  it.live("makes no more calls at once than it has lines", () =>
    Effect.gen(function* () {
      const { layer, seen } = lineOfPages({ lines: 2 })
      const numbers = Array.from({ length: 8 }, (_, i) => `1386234567${i}`)
      yield* Effect.provide(
        Effect.flatMap(send(fax(...numbers)), ended),
        gatewayWith(yield* address, layer)
      )
      expect(seen.calls.length).toBe(8)
      expect(seen.mostAtOnce).toBe(2)
    })
  )

  it.live("is told who a fax is from: what the send says, else its client, else the gateway", () =>
    Effect.gen(function* () {
      const { layer, seen } = lineOfPages()
      yield* Effect.gen(function* () {
        const { submit } = yield* Acceptance
        const first = yield* SendFax.make(fax("13862345671"))
        yield* Effect.flatMap(submit(first, { from: { header: "Orders" } }), ended)
        yield* Effect.flatMap(send(fax("13862345672")), ended)
        const clients = yield* Clients
        const shop = yield* clients.add({ name: "shop", from: { header: "Shop" } }, "root")
        yield* Effect.flatMap(send(fax("13862345673")), ended).pipe(
          Effect.provideService(CurrentClient, shop)
        )
        expect((yield* clients.list).map(({ from }) => from)).toContainEqual({ header: "Shop" })
      }).pipe(
        Effect.provide(
          Layer.provide(
            gatewayWith(yield* address, layer),
            Layer.succeed(UsualSender, { stationId: "+1 500 555 0199", header: "Acme" })
          )
        )
      )
      expect(seen.calls.map(({ from }) => from)).toEqual([
        { stationId: "+1 500 555 0199", header: "Orders" },
        { stationId: "+1 500 555 0199", header: "Acme" },
        { stationId: "+1 500 555 0199", header: "Shop" }
      ])
    })
  )
})

describe("what a line tells of a call", () => {
  it.live("is kept with the attempt, signed in its receipt and announced", () =>
    Effect.gen(function* () {
      const { layer } = lineOfPages()
      yield* Effect.gen(function* () {
        const receipt = yield* send(fax("13862345671"))
        yield* ended(receipt)
        const [message] = receipt.messages
        if (message === undefined) return yield* Effect.dieMessage("There is no message")
        const detail = yield* (yield* Gateway).detail(message.messageId)
        expect(detail.delivery.attempts[0]).toMatchObject({ totalPages: 3, outcome: { session } })
        const signed = (yield* (yield* DeliveryReceipts).of(message.messageId)).receipt
        expect(signed.attempts[0]?.outcome).toMatchObject({ session })
        expect(signed.image).toEqual({ pages: 3, sha256: detail.image?.sha256 })
        const events = yield* Events
        const announced = yield* events.stream(undefined).pipe(
          Stream.takeUntil(({ happening }) => happening._tag === "Delivered"),
          Stream.map((event) => JSON.parse(announcementText(event))),
          Stream.filter(({ type }) => type !== "message.calling"),
          Stream.runCollect
        )
        expect([...announced].slice(-3)).toMatchObject([
          { type: "message.progress", data: { attempt: 1, pages: 1 } },
          { type: "message.progress", data: { attempt: 1, pages: 2 } },
          { type: "message.delivered", data: { pages: 3, session } }
        ])
      }).pipe(Effect.provide(gatewayWith(yield* address, layer)))
    })
  )

  it.live("is forgotten by the line when it is stored, and not before", () =>
    Effect.gen(function* () {
      const { layer, seen } = lineOfPages()
      const file = yield* address
      const storedWhenForgotten: (string | null)[] = []
      const looksFirst = Layer.effect(
        Transport,
        Effect.map(Transport, (line) => ({
          ...line,
          forget: (call: Call) =>
            Effect.gen(function* () {
              const db = yield* Database
              const rows = yield* db.query(raw("SELECT outcome FROM attempts"))
              storedWhenForgotten.push(String(rows[0]?.outcome ?? null))
              yield* line.forget(call)
            }).pipe(Effect.provide(databaseAt(Redacted.make(file))), Effect.orDie)
        }))
      ).pipe(Layer.provide(layer))
      yield* Effect.provide(
        Effect.flatMap(send(fax("13862345671")), ended),
        gatewayWith(file, looksFirst)
      )
      expect(seen.forgotten).toEqual(seen.calls.map(({ attemptKey }) => attemptKey))
      expect(storedWhenForgotten).toEqual([expect.stringContaining("Delivered")])
    })
  )
})
