import { expect, it } from "@effect/vitest"
import { Auth, CurrentClient, MessageId, Search } from "@faxingcenter/core"
import { begin, cancel } from "@faxingcenter/core/delivery"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"

import * as Redacted from "effect/Redacted"
import { vi } from "vitest"
import { Capacity, Clients, Gateway, Webhooks } from "../src/index.js"
import { ClientKeys, Health } from "../src/manage.js"
import { Database } from "../src/store/database/Database.js"
import { raw, sql } from "../src/store/database/sql.js"
import { layer as sqlite } from "../src/store/database/sqliteDatabase.js"
import { Messages } from "../src/store/faxes/Messages.js"
import { sqliteFiles } from "./databases.js"
import { fax, gateway, send } from "./fixtures.js"

// Each holds a protection that nothing else in the tests would miss.

const compared: Array<number> = []
vi.mock("node:crypto", async (original) => {
  const crypto = await original<typeof import("node:crypto")>()
  return {
    ...crypto,
    timingSafeEqual: (...pair: Parameters<typeof crypto.timingSafeEqual>) => {
      compared.push(pair[0].byteLength)
      return crypto.timingSafeEqual(...pair)
    }
  }
})

const files = sqliteFiles()

it.effect("a commit is on the disk when it returns, in a database that was opened anew too", () =>
  Effect.gen(function* () {
    const file = yield* Effect.promise(files.fresh)
    const synchronous = Effect.flatMap(Database, (db) => db.query(raw("PRAGMA synchronous"))).pipe(
      Effect.provide(sqlite(file))
    )
    expect(yield* synchronous).toEqual([{ synchronous: 2 }])
    expect(yield* synchronous).toEqual([{ synchronous: 2 }])
  })
)

const memory = gateway(":memory:")

it.live("of two steps that were taken on one state of a message, the second is refused", () =>
  Effect.gen(function* () {
    const store = yield* Messages
    const { messages: sent } = yield* send(fax("13862345678")).pipe(
      Effect.provideService(CurrentClient, { clientId: "clinic" })
    )
    const [one] = sent
    if (one === undefined) return yield* Effect.dieMessage("no message")
    const before = yield* store.load(one.messageId)
    const caller = { node: "n1", transport: "simulated" }
    const now = yield* DateTime.now
    const ended = Either.getOrThrow(cancel(before.delivery, now))
    const saved = yield* store.save(before, ended, caller)
    const other = Either.getOrThrow(begin(before.delivery, DateTime.addDuration(now, "1 hour")))
    expect(yield* store.save(before, other, { ...caller, node: "n2" })).toBeUndefined()
    const again = Either.getOrThrow(cancel(before.delivery, DateTime.addDuration(now, "1 hour")))
    expect(yield* store.save(before, again, caller)).toBeUndefined()
    const after = yield* store.load(one.messageId)
    expect(after.delivery.state).toEqual(saved?.delivery.state ?? after.delivery.state)
    expect(after.calls.filter(({ node }) => node === "n2")).toEqual([])
  }).pipe(Effect.provide(memory))
)

it.live("a message that is not in front of its number begins no call", () =>
  Effect.gen(function* () {
    const store = yield* Messages
    const one = send(fax("13862345677")).pipe(
      Effect.provideService(CurrentClient, { clientId: "clinic" })
    )
    yield* one
    const { messages: later } = yield* one
    const behind = yield* store.load(later[0]?.messageId ?? MessageId.make("0".repeat(32)))
    const began = Either.getOrThrow(begin(behind.delivery, yield* DateTime.now))
    const caller = { node: "n2", transport: "simulated" }
    expect(yield* store.save(behind, began, caller)).toBeUndefined()
  }).pipe(
    Effect.provide(
      gateway(":memory:", {
        fate: () => ({ outcome: { _tag: "Delivered", pages: 1 }, lasts: "1 hour" })
      }).pipe(Layer.provideMerge(Layer.succeed(Capacity, { lines: 1, drain: 0 })))
    )
  )
)

it.live(
  "secrets are compared in constant time, when they are hashed and when they were right before",
  () =>
    Effect.gen(function* () {
      const clients = yield* Clients
      const auth = yield* Auth
      const made = yield* clients.add({ name: "erp" }, "root")
      compared.length = 0
      yield* auth.authenticate(made)
      expect(compared).toEqual([32])
      yield* auth.authenticate(made)
      expect(compared).toEqual([32, 32])
      yield* Effect.flip(auth.authenticate({ ...made, clientSecret: Redacted.make("no") }))
      expect(compared.length).toBeGreaterThanOrEqual(4)
    }).pipe(Effect.provide(gateway(":memory:")))
)

it.live("a client that has faxes of its own finds and lists these, and nobody else's", () =>
  Effect.gen(function* () {
    const { find } = yield* Search
    const { list } = yield* Gateway
    const now = yield* DateTime.now
    const from = DateTime.subtract(now, { days: 1 })
    const to = DateTime.add(now, { days: 1 })
    for (const clientId of ["clinic", "lawyer"]) {
      const own = yield* send(fax("13862345678")).pipe(
        Effect.flatMap(({ messages }) =>
          Effect.map(Effect.all([find({ from, to }), list({ limit: 10 })]), ([found, listed]) => ({
            sent: messages.map(({ messageId }) => messageId),
            found: found.messages.map(({ messageId }) => messageId),
            listed: listed.map(({ messageId }) => messageId)
          }))
        ),
        Effect.provideService(CurrentClient, { clientId })
      )
      expect([own.found, own.listed]).toEqual([own.sent, own.sent])
    }
  }).pipe(Effect.provide(gateway(":memory:")))
)

it.live("what is to be posted to a webhook is given up by its own client alone", () =>
  Effect.gen(function* () {
    const webhooks = yield* Webhooks
    const db = yield* Database
    const { keyOf } = yield* ClientKeys
    const as = (clientId: string) => Effect.provideService(CurrentClient, { clientId })
    const url = "https://example.invalid/"
    const hook = yield* as("clinic")(webhooks.add({ url, types: ["message.failed"] }))
    const key = yield* keyOf("clinic")
    yield* db.commit(() => [
      sql`INSERT INTO webhook_posts (event, client, url, webhook, message, body, created_at, tries, next_at)
        VALUES ('e', ${key}, ${url}, ${hook.id}, 'm', '{}', 0, 0, ${Number.MAX_SAFE_INTEGER})`
    ])
    const waiting = db.query(raw("SELECT id FROM webhook_posts WHERE next_at IS NOT NULL"))
    yield* Effect.flip(as("lawyer")(webhooks.remove(hook.id)))
    expect(yield* waiting).toHaveLength(1)
    yield* as("clinic")(webhooks.remove(hook.id))
    expect(yield* waiting).toEqual([])
  }).pipe(Effect.provide(gateway(":memory:")))
)

for (const table of ["messages", "contents", "tokens", "webhook_posts", "secrets"]) {
  it.live(`a gateway without its table ${table} is not ready`, () =>
    Effect.gen(function* () {
      const health = yield* Health
      const db = yield* Database
      yield* db.commit(() => [raw(`ALTER TABLE ${table} RENAME TO gone`)])
      const { detail, kind } = yield* Effect.flip(health.ready)
      expect([kind, detail]).toEqual(["refused", expect.stringContaining(table)])
    }).pipe(Effect.provide(gateway(":memory:")))
  )
}
