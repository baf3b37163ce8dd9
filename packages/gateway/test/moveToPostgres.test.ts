import { createHash } from "node:crypto"
import { copyFileSync } from "node:fs"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import Sqlite from "libsql"
import Pg from "pg"
import { Capacity, SimulatedLine, Webhooks } from "../src/index.js"
import { moveToPostgres } from "../src/manage.js"
import { databaseAt } from "../src/store/database/databaseAt.js"
import { postgres, temporaryFolder } from "./databases.js"
import { ended, fax, gateway, send, until } from "./fixtures.js"

const database = postgres()
const skipped = database.missing === undefined ? "" : ` (skipped: ${database.missing})`
const folder = temporaryFolder()
const held = "13862345671"
const other = "13862345672"

const gatewayOn = (address: string, calls: string, lines = 2) =>
  gateway(address, {
    file: `${folder}/${calls}`,
    fate: (number) => ({
      outcome: { _tag: "Delivered", pages: 1 },
      lasts: number === held ? "1500 millis" : "20 millis"
    })
  }).pipe(Layer.provide(Layer.succeed(Capacity, { lines, drain: 0 })))

/** What a statement gives on PostgreSQL, row by row. */
const inPostgres = (address: Redacted.Redacted, ...statements: ReadonlyArray<string>) =>
  Effect.promise(async () => {
    const client = new Pg.Client({
      connectionString: Redacted.value(address),
      types: { getTypeParser: (oid) => (oid === 20 ? Number : String) }
    })
    await client.connect()
    try {
      let rows: Array<unknown> = []
      for (const text of statements) ({ rows } = await client.query({ text, rowMode: "array" }))
      return rows
    } finally {
      await client.end()
    }
  })

const inFile = (file: string, statement: string): Array<unknown> => {
  const db = new Sqlite(file)
  try {
    const prepared = db.prepare(statement)
    if (prepared.reader) return prepared.raw(true).all([])
    prepared.run([])
    return []
  } finally {
    db.close()
  }
}

const hashOf = (rows: ReadonlyArray<unknown>) =>
  createHash("sha256").update(JSON.stringify(rows)).digest("hex")

describe.skipIf(database.missing !== undefined)(`a move to PostgreSQL${skipped}`, () => {
  it.live(
    "goes on where it was broken off, brings everything over, and calls nobody twice",
    () =>
      Effect.gen(function* () {
        const file = `${folder}/live.db`
        const on = (address: string) => gatewayOn(address, "calls")
        const to = Redacted.make(yield* Effect.promise(database.fresh))
        const from = Redacted.make(file)
        const receipts = yield* Effect.gen(function* () {
          const webhooks = yield* Webhooks
          yield* webhooks.add({ url: "https://example.invalid/", types: ["message.delivered"] })
          const done = yield* send(fax(other, other, other))
          yield* ended(done)
          const first = yield* send(fax(held))
          for (const { messageId } of first.messages) yield* until(messageId, "Calling")
          const refusal = yield* Effect.flip(moveToPostgres(from, to))
          expect(refusal.detail).toContain("A gateway is running on this database; stop it first")
          return [done, first, yield* send(fax(held))]
        }).pipe(Effect.provide(on(file)))
        inFile(
          file,
          `INSERT INTO audit (at, actor, action, subject) WITH RECURSIVE n (i) AS
            (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1200) SELECT i, 'a', 'b', 'ü' FROM n`
        )

        // In the middle of a table, the database fails.
        yield* Effect.scoped(Layer.build(databaseAt(to)))
        yield* inPostgres(
          to,
          "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'disk on fire'; END $$",
          "CREATE TRIGGER fail BEFORE INSERT ON audit FOR EACH ROW WHEN (NEW.id > 700) EXECUTE FUNCTION fail()"
        )
        expect(yield* Effect.flip(moveToPostgres(from, to))).toMatchObject({
          kind: "unavailable",
          detail: "disk on fire"
        })
        const written = "SELECT COUNT(*), MIN(xmin::text), MAX(xmin::text) FROM audit"
        const half = yield* inPostgres(to, written)
        expect(half).toMatchObject([[500, expect.any(String), expect.any(String)]])
        expect(yield* inPostgres(to, "SELECT COUNT(*) FROM messages")).toEqual([[0]])
        const early = yield* Effect.flip(Effect.scoped(Layer.build(on(Redacted.value(to)))))
        expect(String(early)).toContain("is not finished: run fax migrate again")

        yield* inPostgres(to, "DROP TRIGGER fail ON audit", "DROP FUNCTION fail")
        const moved = yield* moveToPostgres(from, to)
        expect(yield* inPostgres(to, `${written} WHERE id <= 500`)).toEqual(half)
        expect(moved.find(({ table }) => table === "audit")).toMatchObject({
          rows: inFile(file, "SELECT id FROM audit").length
        })
        for (const rows of [
          "SELECT id, number, status, state, unknown_since FROM messages ORDER BY id",
          "SELECT event, url, body FROM webhook_posts ORDER BY id",
          "SELECT id, at, actor, action, subject FROM audit ORDER BY id"
        ]) {
          expect(hashOf(yield* inPostgres(to, rows))).toBe(hashOf(inFile(file, rows)))
        }

        // Done is done: a second run compares, and leaves the file as it is.
        expect(yield* moveToPostgres(from, to)).toEqual(moved)
        expect(inFile(file, "SELECT * FROM restores")).toEqual([])
        const another = Redacted.make(yield* Effect.promise(database.fresh))
        expect(yield* Effect.flip(moveToPostgres(from, another))).toMatchObject({
          detail: expect.stringContaining("was already moved to another PostgreSQL database")
        })

        yield* Effect.gen(function* () {
          for (const receipt of receipts) {
            const messages = yield* ended(receipt)
            expect(messages.map(({ status }) => status)).toEqual(messages.map(() => "delivered"))
          }
          yield* ended(yield* send(fax(other)))
          const { dials } = yield* SimulatedLine.SimulatedLine
          const numbers = (yield* dials).map(({ number }) => number)
          expect(numbers.toSorted()).toEqual([held, held, other, other, other, other])
        }).pipe(Effect.provide(on(Redacted.value(to))))
        expect(yield* Effect.flip(moveToPostgres(from, to))).toMatchObject({
          detail: expect.stringContaining("was already moved to this PostgreSQL database")
        })
      }),
    90_000
  )

  it.live(
    "asks the line about all that waits when the old gateway may run still",
    () =>
      Effect.gen(function* () {
        const file = `${folder}/old.db`
        // The old gateway works on, where the move does not see it.
        const elsewhere = `${folder}/elsewhere.db`
        const on = (address: string, lines = 2) => gatewayOn(address, "calls of both", lines)
        const to = Redacted.make(yield* Effect.promise(database.fresh))
        const receipt = yield* Effect.provide(send(fax(other)), on(file, 0))
        copyFileSync(file, elsewhere)
        inFile(file, "UPDATE nodes SET stopped_at = NULL, seen_at = seen_at - 60000")
        const deliver = Effect.gen(function* () {
          const messages = yield* ended(receipt)
          const { dials } = yield* SimulatedLine.SimulatedLine
          return [
            ...messages.map(({ status }) => status),
            ...(yield* dials).map(({ number }) => number)
          ]
        })
        const once = ["delivered", other]

        expect(yield* Effect.provide(deliver, on(elsewhere))).toEqual(once)
        yield* moveToPostgres(Redacted.make(file), to)
        const suspects = "SELECT COUNT(*) FROM messages WHERE unknown_since IS NOT NULL"
        expect(yield* inPostgres(to, suspects)).toEqual([[1]])
        expect(yield* Effect.provide(deliver, on(Redacted.value(to)))).toEqual(once)
        expect(yield* inPostgres(to, suspects)).toEqual([[0]])
      }),
    60_000
  )
})
