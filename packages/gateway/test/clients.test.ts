import { existsSync, mkdtempSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, it } from "@effect/vitest"
import { Auth, CurrentClient, Document, Introspection } from "@faxingcenter/core"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { Clients, Gateway, SimulatedLine, Vault } from "../src/index.js"
import { Audit, layerClients, Retention } from "../src/manage.js"
import { Database } from "../src/store/database/Database.js"
import { raw } from "../src/store/database/sql.js"
import { Contents } from "../src/store/documents/Contents.js"
import { purge } from "../src/store/documents/retention.js"
import { ended, fax, gateway, gatewayWith, send } from "./fixtures.js"

const memory = gateway(":memory:")

describe("clients", () => {
  it.live("get a token for their secret, until it is rotated or they are revoked", () =>
    Effect.gen(function* () {
      const clients = yield* Clients
      const auth = yield* Auth
      const first = yield* clients.add({ name: "erp" }, "root")
      const { token } = yield* auth.authenticate(first)
      expect(yield* (yield* Introspection).clientOf(token)).toEqual({ clientId: first.clientId })
      const second = yield* clients.rotate(first.clientId, "root")
      expect(yield* Effect.flip(auth.authenticate(first))).toMatchObject({
        reason: "invalid_client"
      })
      yield* auth.authenticate(second)
      yield* clients.revoke(first.clientId, "root")
      expect(yield* Effect.flip(auth.authenticate(second))).toMatchObject({
        reason: "invalid_client"
      })
      const audit = yield* Audit
      yield* Effect.flip(clients.revoke(first.clientId, "root"))
      yield* Effect.flip(clients.rotate("nobody", "root"))
      const entries = yield* audit.list({ client: first.clientId, limit: 10 })
      expect(entries.map(({ action }) => action)).toEqual([
        "client.add",
        "client.rotate",
        "client.revoke"
      ])
    }).pipe(Effect.provide(memory))
  )

  it.live("are in a file that nobody else on the machine reads", () =>
    Effect.gen(function* () {
      const file = join(mkdtempSync(join(tmpdir(), "fax-")), "fax.db")
      yield* Effect.provide(
        Effect.flatMap(Clients, (clients) => clients.add({ name: "erp" }, "root")),
        layerClients(Redacted.make(file))
      )
      for (const path of [file, ...[`${file}-wal`, `${file}-shm`].filter(existsSync)]) {
        expect(statSync(path).mode & 0o777).toBe(0o600)
      }
    })
  )

  it.live("leave no secret and no token in the database", () =>
    Effect.gen(function* () {
      const clients = yield* Clients
      const auth = yield* Auth
      const db = yield* Database
      const it = yield* clients.add({ name: "erp" }, "root")
      const { token } = yield* auth.authenticate(it)
      const stored = JSON.stringify([
        yield* db.query(raw("SELECT * FROM clients")),
        yield* db.query(raw("SELECT * FROM tokens")),
        yield* db.query(raw("SELECT * FROM audit"))
      ])
      expect(stored).not.toContain(Redacted.value(it.clientSecret))
      expect(stored).not.toContain(Redacted.value(token))
    }).pipe(Effect.provide(memory))
  )

  it.live("may make so many requests a minute", () =>
    Effect.gen(function* () {
      const clients = yield* Clients
      const it = yield* clients.add({ name: "erp", perMinute: 2 }, "root")
      const sendAs = Effect.provideService(send(fax("18555808797")), CurrentClient, it)
      yield* sendAs
      yield* sendAs
      expect(yield* Effect.flip(sendAs)).toMatchObject({ _tag: "FaxError.RateLimited" })
    }).pipe(Effect.provide(memory))
  )
})

const key = (id: string, fill: number) => ({
  id,
  key: Redacted.make(new Uint8Array(32).fill(fill))
})
const content = new Uint8Array(1_300_000).map((_, i) => i % 251)

describe("documents", () => {
  it.live("are sealed at rest, and read with any key that is configured", () =>
    Effect.gen(function* () {
      const contents = yield* Contents
      const db = yield* Database
      const big = { ...fax("18555808797"), documents: [Document.fromBytes("big.bin", content)] }
      const receipt = yield* send(big)
      const { detail } = yield* Gateway
      const [message] = receipt.messages
      if (message === undefined) throw new Error("no message")
      const [record] = (yield* detail(message.messageId)).documents
      if (record === undefined) throw new Error("no document")
      expect(Buffer.compare(yield* Document.readBytes(contents.document(record)), content)).toBe(0)
      const keys = yield* db.query(raw("SELECT DISTINCT key_id FROM contents"))
      expect(keys).toEqual([{ key_id: "2026" }])
    }).pipe(
      Effect.provide(
        gatewayWith(
          ":memory:",
          SimulatedLine.layer(),
          Vault.layer([key("2026", 1), key("2025", 2)])
        )
      )
    )
  )

  it("are refused when they were changed, or moved to another place", () => {
    const program = Effect.gen(function* () {
      const vault = yield* Vault.Vault
      const sealed = vault.seal("a", 0, content)
      expect(Buffer.compare(yield* vault.unseal("a", 0, sealed), content)).toBe(0)
      yield* Effect.flip(vault.unseal("a", 1, sealed))
      const bytes = Uint8Array.from(sealed.bytes)
      bytes[100] = (bytes[100] ?? 0) ^ 1
      yield* Effect.flip(vault.unseal("a", 0, { ...sealed, bytes }))
    })
    return Effect.runPromise(Effect.provide(program, Vault.layer([key("2026", 1)])))
  })

  it.live("go when their time is over, and their evidence stays", () =>
    Effect.gen(function* () {
      const receipt = yield* send(fax("18555808797"))
      yield* ended(receipt)
      yield* Effect.provideService(purge, Retention, {
        content: 0,
        events: "1 day",
        idempotencyKeys: "1 day"
      })
      const contents = yield* Contents
      const { detail } = yield* Gateway
      const [message] = receipt.messages
      if (message === undefined) throw new Error("no message")
      const [record] = (yield* detail(message.messageId)).documents
      if (record === undefined) throw new Error("no document")
      expect(record.sha256).toHaveLength(64)
      expect(yield* Effect.flip(Document.readBytes(contents.document(record)))).toMatchObject({
        _tag: "FaxError.DocumentUnreadable"
      })
    }).pipe(Effect.provide(memory))
  )
})
