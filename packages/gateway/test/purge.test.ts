import { existsSync, readFileSync, statSync } from "node:fs"
import { expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import Sqlite from "libsql"
import { Retention } from "../src/manage.js"
import { Database, DatabaseError } from "../src/store/database/Database.js"
import { databaseAt } from "../src/store/database/databaseAt.js"
import { raw, sql } from "../src/store/database/sql.js"
import { purge } from "../src/store/documents/retention.js"
import { sqliteFiles } from "./databases.js"
import { gateway } from "./fixtures.js"

const files = sqliteFiles()
const canary = "canary of a purged document"

/** How often the canary stands in the database, and in what lies beside it. */
const found = (file: string) =>
  [file, `${file}-wal`, `${file}-shm`]
    .filter(existsSync)
    .map((path) => readFileSync(path, "latin1").split(canary).length - 1)
    .reduce((sum, n) => sum + n, 0)

/** Of what has ended, no content is kept. */
const purgeNow = Effect.provideService(purge, Retention, {
  content: 0,
  events: "1 day",
  idempotencyKeys: "1 day"
})

it.live("all that was kept for long enough goes at once, and leaves nothing on the disk", () =>
  Effect.gen(function* () {
    const file = yield* Effect.promise(files.fresh)
    const kept = yield* Effect.gen(function* () {
      const db = yield* Database
      // More than there are in a minute of a busy gateway.
      for (let i = 0; i < 1500; i += 100) {
        yield* db.commit(() =>
          Array.from({ length: 100 }, (_, j) => {
            const name = (i + j).toString(16).padStart(24, "0")
            const bytes = Buffer.from(`${canary} ${name} `.repeat(100))
            return sql`INSERT INTO contents (content, part, bytes) VALUES (${name}, 0, ${bytes})`
          })
        )
      }
      const before = found(file)
      yield* purgeNow
      const rows = yield* db.query(raw("SELECT COUNT(*) AS n FROM contents"))
      return { before: before > 1500, rows, whileOpen: found(file) }
    }).pipe(Effect.provide(gateway(file)))
    expect(kept).toEqual({ before: true, rows: [{ n: 0 }], whileOpen: 0 })
    // And the database is one file, which can be copied.
    const log = `${file}-wal`
    expect([found(file), existsSync(log) ? statSync(log).size : 0]).toEqual([0, 0])
  })
)

it.live("what is large goes in commits that are small, so that nobody waits for long", () =>
  Effect.gen(function* () {
    const file = yield* Effect.promise(files.fresh)
    const removed = yield* Effect.gen(function* () {
      const db = yield* Database
      const bytes = Buffer.alloc(100 * 1024)
      yield* db.commit(() =>
        Array.from({ length: 10 }, (_, i) => {
          const name = i.toString(16).padStart(24, "0")
          return sql`INSERT INTO contents (content, part, bytes) VALUES (${name}, 0, ${bytes})`
        })
      )
      const parts: Array<number> = []
      const counted = Database.of({
        ...db,
        commit: (script) =>
          Effect.tap(db.commit(script), ([rows]) =>
            Effect.sync(() => rows?.[0]?.part === 0 && parts.push(rows.length))
          )
      })
      yield* Effect.provideService(purgeNow, Database, counted)
      return parts
    }).pipe(Effect.provide(gateway(file)))
    expect(removed).toEqual([3, 3, 3, 1])
  })
)

it.live(
  "what was written goes into the tables in small portions, and a reader of another process holds up nobody",
  () =>
    Effect.gen(function* () {
      const file = yield* Effect.promise(files.fresh)
      yield* Effect.gen(function* () {
        const db = yield* Database
        const bytes = Buffer.from(canary)
        yield* db.commit(() => [
          sql`INSERT INTO contents (content, part, bytes) VALUES (${"0".repeat(24)}, 0, ${bytes})`
        ])
        const portions = db.query(raw("PRAGMA wal_autocheckpoint"))
        const during: Array<unknown> = []
        const watched = Database.of({
          ...db,
          commit: (script) =>
            Effect.tap(db.commit(script), () =>
              Effect.tap(portions, (rows) => Effect.sync(() => during.push(...rows)))
            )
        })
        const usual = yield* portions
        const reader = new Sqlite(file)
        reader.exec("BEGIN")
        reader.prepare("SELECT COUNT(*) FROM contents").all()
        // To wait for the reader would take all five seconds that there are for locks.
        yield* Effect.provideService(purgeNow, Database, watched)
        reader.exec("COMMIT")
        reader.close()
        // What the log still has of it goes as soon as nobody reads, though nothing else is due then.
        const left = found(file)
        yield* Effect.provideService(purge, Database, watched)
        expect({ isLeft: left > 0, afterwards: found(file) }).toEqual({
          isLeft: true,
          afterwards: 0
        })
        // Nor does it leave its haste behind where the log cannot be carried over, as on a full disk.
        yield* db.commit(() => [
          sql`INSERT INTO contents (content, part, bytes) VALUES (${"0".repeat(24)}, 0, ${bytes})`
        ])
        const full = Database.of({
          ...db,
          query: (statement) =>
            statement.text.includes("wal_checkpoint")
              ? new DatabaseError({ kind: "unavailable", detail: "no space" })
              : db.query(statement)
        })
        const failed = yield* Effect.provideService(purgeNow, Database, full).pipe(Effect.flip)
        expect(failed.kind).toBe("unavailable")
        expect(new Set(during.map((row) => JSON.stringify(row)))).toEqual(
          new Set(['{"wal_autocheckpoint":1000}'])
        )
        expect(yield* portions).toEqual(usual)
        expect(yield* db.query(raw("PRAGMA busy_timeout"))).toEqual([{ timeout: 5000 }])
      }).pipe(Effect.provide(databaseAt(Redacted.make(file))))
    }),
  4_000
)
