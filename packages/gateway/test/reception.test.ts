import { createHash } from "node:crypto"
import { describe, expect, it } from "@effect/vitest"
import { CurrentClient, Document, Receive, ReceivedFaxId } from "@faxingcenter/core"
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import {
  Clients,
  DeliveryReceipts,
  Events,
  type IncomingFax,
  Reception,
  SimulatedLine,
  Vault
} from "../src/index.js"
import { Audit, announcementText, ClientKeys, Retention } from "../src/manage.js"
import { verifyReceipt, verifyReception } from "../src/receipts.js"
import { clientFor } from "../src/receive/ReceptionRoutes.js"
import { ReceptionRoutes } from "../src/settings.js"
import { Database } from "../src/store/database/Database.js"
import { raw } from "../src/store/database/sql.js"
import { purge } from "../src/store/documents/retention.js"
import { postgres, sqliteFiles } from "./databases.js"
import { gatewayWith } from "./fixtures.js"

const canary = "canary of a received fax"
const tiff = new TextEncoder().encode(canary)

const incoming = (remoteId: string, more: Partial<IncomingFax> = {}): IncomingFax => ({
  line: "fax.example.com:4559",
  remoteId,
  receivedAt: DateTime.unsafeMake("2026-11-29T12:00:00Z"),
  pages: 3,
  partial: false,
  to: "4711",
  from: "+18555808797",
  remoteStation: "PROTO FAX",
  tiff,
  ...more
})

const as = (clientId: string) => Effect.provideService(CurrentClient, { clientId })
const listOf = (clientId: string) =>
  Effect.flatMap(Receive, (receive) => receive.list()).pipe(as(clientId))

const aDayLater = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.flatMap(Effect.clock, (clock) => {
    const now = () => clock.unsafeCurrentTimeMillis() + 86_400_000
    return Effect.withClock(effect, {
      [Clock.ClockTypeId]: Clock.ClockTypeId,
      unsafeCurrentTimeMillis: now,
      currentTimeMillis: Effect.sync(now),
      unsafeCurrentTimeNanos: () => clock.unsafeCurrentTimeNanos(),
      currentTimeNanos: clock.currentTimeNanos,
      sleep: (duration) => clock.sleep(duration)
    })
  })

/** What clients are told, as lines of JSON. */
const told = (clientId: string) =>
  Effect.gen(function* () {
    const events = yield* Events
    const client = yield* (yield* ClientKeys).keyOf(clientId)
    return (yield* events.after(undefined, { client })).map(announcementText)
  })

describe("a received fax is for", () => {
  const routes = [
    { of: "*", clientId: "office" },
    { of: "+1 855".replaceAll(" ", ""), clientId: "north" },
    { of: "4711", clientId: "billing" },
    { of: "sub:17", clientId: "claims" },
    { of: "modem:ttyS1", clientId: "garage" }
  ]
  it.each([
    [{ to: "4711", subaddress: "17", channel: "ttyS1" }, "claims"],
    [{ to: "+4711", channel: "ttyS1" }, "billing"],
    [{ to: "1855" }, "north"],
    [{ to: "04711", channel: "ttyS1" }, "garage"],
    [{ to: "", subaddress: "18" }, "office"],
    [{}, "office"]
  ] as const)("the client of its subaddress, number, modem, or of the rest: %o", (fax, client) => {
    expect(clientFor(routes, fax)).toBe(client)
  })
  it("nobody, where no route fits", () => {
    expect(clientFor([{ of: "4711", clientId: "billing" }], { to: "4712" })).toBeUndefined()
    expect(clientFor([{ of: "sub:", clientId: "billing" }], {})).toBeUndefined()
  })
})

for (const database of [sqliteFiles(), postgres()]) {
  const skipped = database.missing === undefined ? "" : ` (skipped: ${database.missing})`
  describe.skipIf(database.missing !== undefined)(`receiving on ${database.name}${skipped}`, () => {
    it.live("keeps each fax once, sealed, for its client alone, and tells of it", () =>
      Effect.gen(function* () {
        const address = yield* Effect.promise(database.fresh)
        const vault = Vault.layer([{ id: "k1", key: Redacted.make(new Uint8Array(32).fill(7)) }])
        const services = gatewayWith(address, SimulatedLine.layer(), vault)
        // Clients have random names, which routes need: they are made first.
        const [a, b] = yield* Effect.flatMap(Clients, ({ add }) =>
          Effect.all([add({ name: "a" }, "root"), add({ name: "b" }, "root")])
        ).pipe(Effect.provide(services))
        const [clinic, stranger] = [a.clientId, b.clientId]
        const routes = Layer.succeed(ReceptionRoutes, [{ of: "4711", clientId: clinic }])

        yield* Effect.gen(function* () {
          const reception = yield* Reception
          const receive = yield* Receive
          const { line } = incoming("")

          // The line hands it over twice, at two nodes at once and later again.
          const taken = yield* Effect.all(
            [reception.take(incoming("one")), reception.take(incoming("one"))],
            { concurrency: "unbounded" }
          )
          expect(taken.filter((isNew) => isNew)).toEqual([true])
          expect(yield* reception.take(incoming("one"))).toBe(false)
          expect(yield* reception.take(incoming("one", { line: "other:4559" }))).toBe(true)
          expect(yield* reception.known(line, ["one", "two"])).toEqual(new Set(["one"]))
          const db = yield* Database
          const rows = yield* db.query(raw("SELECT bytes FROM contents"))
          // Nothing is left of the copy that came too late; and what is there is sealed.
          expect(rows).toHaveLength(2)
          expect(Buffer.from(Object(rows[0]).bytes).includes(canary)).toBe(false)

          // Partial ones are kept and marked; a call that brought nothing is told of.
          yield* reception.take(incoming("two", { partial: true, problem: "E103", pages: 1 }))
          const { tiff: _, ...nothing } = incoming("three", { partial: true, pages: 0 })
          yield* reception.take(nothing)
          const { faxes } = yield* listOf(clinic)
          expect(faxes.map(({ pages, partial, problem }) => [pages, partial, problem])).toEqual([
            [0, true, undefined],
            [1, true, "E103"],
            [3, false, undefined],
            [3, false, undefined]
          ])
          const announced = yield* told(clinic)
          expect(announced.map((line) => JSON.parse(line).type)).toEqual([
            "fax.received",
            "fax.received",
            "fax.received",
            "fax.receive_failed"
          ])
          expect(JSON.parse(announced[0] ?? "").data).toMatchObject({
            receivedFaxId: faxes.at(-1)?.receivedFaxId,
            from: "+18555808797",
            document: { size: canary.length },
            read: false
          })

          // Page by page; unread ones alone; by number.
          const one = faxes.at(-1)?.receivedFaxId
          const two = faxes[1]?.receivedFaxId
          if (one === undefined || two === undefined) return yield* Effect.dieMessage("none")
          const first = yield* as(clinic)(receive.list({ limit: 3 }))
          expect(first.faxes).toHaveLength(3)
          const rest = yield* as(clinic)(
            receive.list({ limit: 3, ...(first.next === undefined ? {} : { before: first.next }) })
          )
          expect([rest.faxes.map(({ receivedFaxId: id }) => id), rest.next]).toEqual([
            [one],
            undefined
          ])
          const read = yield* as(clinic)(receive.markRead(one))
          const again = yield* as(clinic)(receive.markRead(one))
          expect([read.read, again.readAt]).toEqual([true, read.readAt])
          expect((yield* as(clinic)(receive.list({ unread: true }))).faxes).toHaveLength(3)
          expect((yield* as(clinic)(receive.list({ unread: false }))).faxes).toHaveLength(1)
          expect((yield* as(clinic)(receive.list({ to: "4712" }))).faxes).toHaveLength(0)
          expect((yield* as(clinic)(receive.markRead(one, false))).read).toBe(false)

          // The stranger sees nothing of it, by no call.
          expect((yield* listOf(stranger)).faxes).toEqual([])
          for (const call of [
            receive.get(one),
            receive.document(one),
            receive.markRead(one),
            receive.redeliver(one),
            receive.remove(one)
          ]) {
            const error = yield* Effect.flip(as(stranger)(Effect.asVoid(call)))
            expect(error._tag).toBe("FaxError.NotFound")
          }
          expect(yield* told(stranger)).toEqual([])

          // Its bytes, as they came.
          const document = yield* as(clinic)(receive.document(one))
          expect(Uint8Array.from(yield* Document.readBytes(document))).toEqual(tiff)
          const asPdf = yield* Effect.flip(as(clinic)(receive.document(one, { format: "pdf" })))
          expect(asPdf.message).toContain("the original is available as tiff")

          // Announced again when asked; gone for good when removed, though the line has it still.
          yield* as(clinic)(receive.redeliver(one))
          expect(yield* told(clinic)).toHaveLength(5)
          yield* as(clinic)(receive.remove(one))
          expect(yield* Effect.flip(as(clinic)(receive.get(one)))).toMatchObject({
            _tag: "FaxError.NotFound"
          })
          expect(yield* reception.take(incoming("one"))).toBe(false)
          expect((yield* told(clinic)).join("\n")).not.toContain(one)
          expect(yield* db.query(raw("SELECT content FROM contents"))).toHaveLength(2)

          // Nobody's wait for an operator, who says whose they are.
          yield* reception.take(incoming("four", { to: "0815" }))
          const [lost] = yield* reception.list({ nobody: true })
          if (lost === undefined) return yield* Effect.dieMessage("lost")
          expect(lost).not.toHaveProperty("clientId")
          expect((yield* listOf(clinic)).faxes.map(({ to }) => to)).not.toContain("0815")
          const { receivedFaxId } = lost.fax
          yield* reception.assign(receivedFaxId, stranger, { actor: "operator:anna" })
          expect((yield* listOf(stranger)).faxes.map(({ to }) => to)).toEqual(["0815"])
          expect(yield* told(stranger)).toHaveLength(1)
          expect(yield* reception.list({ nobody: true })).toEqual([])
          expect(
            yield* Effect.flip(reception.assign(receivedFaxId, "typo", { actor: "operator:anna" }))
          ).toMatchObject({ culprit: "typo" })

          const audit = yield* Effect.flatMap(Audit, ({ list }) => list({ limit: 100 }))
          expect(
            audit
              .filter(({ action }) => action.startsWith("received."))
              .map(({ action, actor }) => `${actor === clinic ? "clinic" : actor} ${action}`)
          ).toEqual([
            "clinic received.read",
            "clinic received.read",
            "clinic received.unread",
            "clinic received.redeliver",
            "clinic received.remove",
            "operator:anna received.assign"
          ])
        }).pipe(Effect.provide(Layer.provide(services, routes)))
      })
    )

    it.live("lets pages go with the retention, and keeps what is evidence", () =>
      Effect.gen(function* () {
        const address = yield* Effect.promise(database.fresh)
        const routes = Layer.succeed(ReceptionRoutes, [{ of: "*", clientId: "demo" }])
        const none = Layer.succeed(Retention, {
          content: "1 hour",
          events: "7 days",
          idempotencyKeys: "1 day"
        } as const)
        yield* Effect.gen(function* () {
          yield* listOf("demo")
          const reception = yield* Reception
          yield* reception.take(incoming("one"))
          yield* aDayLater(purge)
          const { faxes } = yield* aDayLater(listOf("demo"))
          expect(faxes.map(({ document, pages }) => [document, pages])).toEqual([[undefined, 3]])
          const [fax] = faxes
          if (fax === undefined) return
          const receive = yield* Receive
          expect(yield* Effect.flip(as("demo")(receive.document(fax.receivedFaxId)))).toMatchObject(
            {
              detail: "Its pages are no longer kept"
            }
          )
          // What came is still evidence, for its client alone.
          const receipts = yield* DeliveryReceipts
          const { jws } = yield* aDayLater(as("demo")(receipts.ofReceived(fax.receivedFaxId)))
          const verified = yield* verifyReception(jws, yield* receipts.publicKey)
          expect(verified.isTrusted).toBe(true)
          expect(verified.receipt).toMatchObject({
            version: 1,
            clientId: "demo",
            line: "fax.example.com:4559",
            receivedFaxId: fax.receivedFaxId,
            remoteId: "one",
            from: "+18555808797",
            pages: 3,
            document: {
              size: tiff.length,
              sha256: createHash("sha256").update(tiff).digest("hex")
            }
          })
          for (const gone of [
            receipts.ofReceived(ReceivedFaxId.make("f".repeat(32))).pipe(as("demo")),
            receipts.ofReceived(fax.receivedFaxId).pipe(as("other"))
          ]) {
            expect(yield* Effect.flip(gone)).toMatchObject({ _tag: "FaxError.NotFound" })
          }
          // Neither kind of receipt passes for the other, nor one that was changed.
          expect(yield* Effect.flip(verifyReceipt(jws, undefined))).toMatchObject({
            reason: "unreadable"
          })
          const [head, body = "", signature] = jws.split(".")
          const changed = Buffer.from(body, "base64url")
            .toString()
            .replace('"pages":3', '"pages":4')
          const forged = [head, Buffer.from(changed).toString("base64url"), signature].join(".")
          expect(yield* Effect.flip(verifyReception(forged, undefined))).toMatchObject({
            reason: "changed"
          })
        }).pipe(
          Effect.provide(
            gatewayWith(address, SimulatedLine.layer()).pipe(
              Layer.provideMerge(Layer.merge(routes, none))
            )
          )
        )
      })
    )
  })
}
