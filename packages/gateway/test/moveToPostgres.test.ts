import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import Sqlite from "libsql"
import Pg from "pg"
import { Capacity, moveToPostgres, SimulatedLine, Webhooks } from "../src/index.js"
import { postgres, temporaryFolder } from "./databases.js"
import { ended, fax, gateway, send, until } from "./fixtures.js"

const database = postgres()
const skipped = database.missing === undefined ? "" : ` (skipped: ${database.missing})`
const folder = temporaryFolder()
const held = "13862345671"
const other = "13862345672"

describe.skipIf(database.missing !== undefined)(`a move to PostgreSQL${skipped}`, () => {
  it.live(
    "brings everything over, goes on where it was broken off, and calls nobody twice",
    () =>
      Effect.gen(function* () {
        const file = `${folder}/live.db`
        const on = (address: string) =>
          gateway(address, {
            file: `${folder}/calls`,
            fate: (number) => ({
              outcome: { _tag: "Delivered", pages: 1 },
              lasts: number === held ? "1500 millis" : "20 millis"
            })
          }).pipe(Layer.provide(Layer.succeed(Capacity, { lines: 2, drain: 0 })))
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
          expect(refusal.detail).toContain("A gateway runs on this database; stop it first")
          return [done, first, yield* send(fax(held))]
        }).pipe(Effect.provide(on(file)))

        // Broken off in the middle: some tables are there, and what a table has come to is written down.
        const first = yield* moveToPostgres(from, to)
        yield* Effect.promise(async () => {
          const client = new Pg.Client({ connectionString: Redacted.value(to) })
          await client.connect()
          await client.query(
            "CREATE TABLE moving (name TEXT NOT NULL PRIMARY KEY, last TEXT NOT NULL)"
          )
          await client.query(
            "INSERT INTO moving SELECT 'messages', json_build_array(id)::text FROM messages ORDER BY id LIMIT 1"
          )
          await client.query("DELETE FROM messages WHERE id > (SELECT MIN(id) FROM messages)")
          await client.end()
        })
        const again = yield* moveToPostgres(from, to)
        expect(again).toEqual(first)
        const db = new Sqlite(file, { readonly: true })
        const counted = db.prepare("SELECT COUNT(*) FROM messages").raw(true).all([])
        db.close()
        expect(counted).toEqual([[again.find(({ table }) => table === "messages")?.rows]])
        expect(yield* Effect.flip(moveToPostgres(from, to))).toMatchObject({
          detail: expect.stringContaining("has faxes or clients already")
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
      }),
    90_000
  )
})
