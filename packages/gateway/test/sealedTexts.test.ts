import { existsSync, readFileSync } from "node:fs"
import { expect, it } from "@effect/vitest"
import {
  CurrentIdempotencyKey,
  FaxNumber,
  IdempotencyKey,
  Search,
  Send,
  SendFax,
  type SendId
} from "@faxingcenter/core"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Fc from "effect/FastCheck"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import {
  Acceptance,
  Capacity,
  Gateway,
  Reception,
  SimulatedLine,
  Vault,
  Webhooks
} from "../src/index.js"
import { Audit, FaxQueue, Keys, layerManagement } from "../src/manage.js"
import { Database } from "../src/store/database/Database.js"
import { raw } from "../src/store/database/sql.js"
import { makeTextCipher } from "../src/store/documents/textCipher.js"
import { messageIdOf } from "../src/store/ids.js"
import { sqliteFiles } from "./databases.js"
import { ended, fax, gatewayWith, until } from "./fixtures.js"

const files = sqliteFiles()
const sealing = Vault.layer([{ id: "2026", key: Redacted.make(new Uint8Array(32).fill(7)) }])
const lineOf = (options: SimulatedLine.SimulatedLineOptions = {}) => SimulatedLine.layer(options)

it("texts are opened by their key alone, and matched where they are to be", () => {
  const cipher = makeTextCipher(new Uint8Array(32).fill(1))
  const other = makeTextCipher(new Uint8Array(32).fill(2))
  Fc.assert(
    Fc.property(Fc.fullUnicodeString(), (text) => {
      const { hashed, matchable, sealed } = cipher.texts
      expect(cipher.open(sealed(text))).toBe(text)
      expect(cipher.open(matchable(text))).toBe(text)
      const cell = sealed(text)
      expect(other.open(cell)).toBe(cell)
      expect(sealed(text)).not.toBe(sealed(text))
      expect([matchable(text), hashed(text)]).toEqual([matchable(text), hashed(text)])
      // What was never sealed is left as it is, with whatever mark in it.
      expect(cipher.open(`\u0001${text}`)).toBe(`\u0001${text}`)
    }),
    { numRuns: 200 }
  )
})

const findAll = (number: string) =>
  Effect.gen(function* () {
    const now = yield* DateTime.now
    const { find } = yield* Search
    const { messages, pager } = yield* find({
      from: DateTime.subtract(now, { hours: 1 }),
      to: DateTime.add(now, { hours: 1 }),
      number: FaxNumber.make(number)
    })
    return [messages.map(({ faxNumber }) => faxNumber), pager.totalItemCount] as const
  })

it.live("what was stored before there was a key is found and called beside what came after", () =>
  Effect.gen(function* () {
    const file = yield* Effect.promise(files.fresh)
    const number = "13862345678"
    const later = Effect.gen(function* () {
      const sendAt = DateTime.add(yield* DateTime.now, { hours: 1 })
      const { submit } = yield* Acceptance
      const waiting = yield* submit(
        yield* SendFax.make({
          ...fax(number),
          recipients: [{ number: FaxNumber.make(number), reference: "old" }]
        }),
        { sendAt }
      )
      const arrived = yield* Send.submit({ ...fax(number), reference: "canary reference" }).pipe(
        Effect.provideService(CurrentIdempotencyKey, IdempotencyKey.make("canary-key"))
      )
      yield* ended(arrived)
      const { hold } = yield* FaxQueue
      yield* hold(FaxNumber.make("15550001111"), "anna", "canary note")
      const { add } = yield* Webhooks
      const hook = "https://example.invalid/canary-path?key=canary-query"
      yield* add({ url: hook, types: ["message.delivered", "fax.received"] })
      const reception = yield* Reception
      yield* reception.take({
        line: "test",
        remoteId: "one",
        receivedAt: yield* DateTime.now,
        pages: 1,
        partial: false,
        to: "15550003333",
        from: "15550002222",
        tiff: new TextEncoder().encode("II*\0 canary pages")
      })
      return { waiting, arrived }
    })
    const before = yield* Effect.provide(later, gatewayWith(file, lineOf(), Vault.layerPlain))
    expect(readFileSync(file, "latin1")).toContain(number)

    const ids = (sendId: SendId) => messageIdOf(sendId, 0)
    yield* Effect.gen(function* () {
      const { list } = yield* Gateway
      const db = yield* Database
      const fresh = yield* Send.submit({ ...fax(`+${number}`), reference: "new reference" })
      yield* until(ids(fresh.sendId), "Calling")
      // In every spelling it is one number, and so has one message in front.
      expect(
        yield* db.query(
          raw("SELECT COUNT(DISTINCT destination) AS n FROM messages WHERE in_front = 1")
        )
      ).toEqual([{ n: 1 }])
      expect(yield* findAll(number)).toEqual([[number, number], 2])
      expect(yield* findAll(`+${number}`)).toEqual([[`+${number}`], 1])
      const { note } = yield* Audit
      yield* note({ actor: "anna", action: "x", subject: "y", detail: "noted by anna" })
      const listed = yield* list({ reference: "old", limit: 10 })
      expect(listed.map(({ messageId }) => messageId)).toEqual([ids(before.waiting.sendId)])
      const named = yield* list({ reference: "new reference", limit: 10 })
      expect(named.map(({ sendReference }) => sendReference)).toEqual(["new reference"])
    }).pipe(
      Effect.provide(
        gatewayWith(
          file,
          lineOf({
            fate: () => ({ outcome: { _tag: "Delivered", pages: 1 }, lasts: "1 hour" })
          }),
          sealing
        ).pipe(Layer.provideMerge(Layer.succeed(Capacity, { lines: 4, drain: 0 })))
      )
    )
    expect(readFileSync(file, "latin1")).not.toContain("new reference")
    expect(readFileSync(file, "latin1")).not.toContain("noted by anna")

    // The rest is sealed when somebody asks for it.
    const reseal = Effect.flatMap(Keys, (keys) => keys.reseal("root")).pipe(
      Effect.provide(Layer.provide(layerManagement(Redacted.make(file)), sealing))
    )
    const canaries = [
      number,
      "canary reference",
      "canary-key",
      "canary note",
      "canary-path",
      "canary-query",
      "canary pages",
      "Hello fax",
      "15550001111",
      "15550002222",
      "15550003333"
    ]
    const left = () => {
      const bytes = [file, `${file}-wal`]
        .filter(existsSync)
        .map((path) => readFileSync(path, "latin1"))
      return canaries.filter((canary) => bytes.join("").includes(canary))
    }
    expect(left()).toEqual(canaries)
    expect((yield* reseal).texts).toBeGreaterThan(10)
    expect(left()).toEqual([])
    expect(yield* reseal).toEqual({ resealed: 0, texts: 0, unreadable: 0 })
    yield* Effect.gen(function* () {
      const [hook] = yield* (yield* Webhooks).list
      expect(hook?.url).toBe("https://example.invalid/canary-path?key=canary-query")
      const [came] = yield* (yield* Reception).list({ nobody: true, from: "15550002222" })
      expect(came?.fax.to).toBe("15550003333")
      expect(yield* findAll(number)).toEqual([[number, number], 2])
      const entries = yield* (yield* Audit).list({ limit: 10 })
      expect(entries.map(({ subject, detail }) => [subject, detail])).toContainEqual([
        "15550001111",
        "canary note"
      ])
      const listed = yield* (yield* Gateway).list({ reference: "old", limit: 10 })
      expect(listed).toHaveLength(1)
    }).pipe(
      Effect.provide(gatewayWith(file, lineOf(), sealing)),
      Effect.provideService(Capacity, { lines: 4, drain: 0 })
    )
  })
)
