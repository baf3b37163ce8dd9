import { expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { FaxQueue } from "../src/manage.js"
import { Database } from "../src/store/database/Database.js"
import { raw } from "../src/store/database/sql.js"
import { sqliteFiles } from "./databases.js"
import { fax, gateway, send } from "./fixtures.js"

const decodeRuns = Schema.decodeUnknown(
  Schema.Array(Schema.Struct({ sql: Schema.String, runs: Schema.Int, steps: Schema.Int }))
)
const decodeNames = Schema.decodeUnknown(Schema.Array(Schema.Struct({ name: Schema.String })))

/** The statements that write what a fax is, how often each has run, and the steps of SQLite's machine. */
const written = Effect.gen(function* () {
  const db = yield* Database
  const rows = yield* db.query(
    raw(`SELECT sql, SUM(run) AS runs, SUM(nstep) AS steps FROM sqlite_stmt
      WHERE sql LIKE '%INSERT INTO%' OR sql LIKE 'UPDATE%' GROUP BY sql`)
  )
  const all = yield* Effect.orDie(decodeRuns(rows))
  const ofFaxes = all.filter(({ sql }) => !/ (nodes|origin|sqlite_stmt|webhook_place)/.test(sql))
  return {
    runs: ofFaxes.reduce((sum, { runs }) => sum + runs, 0),
    steps: ofFaxes.reduce((sum, { steps }) => sum + steps, 0)
  }
})

const sqlite = sqliteFiles()

/** What so many sends take that come together; they wait, as the queue is paused. */
const accepting = Effect.fn("accepting")(function* (count: number) {
  const before = yield* written
  yield* Effect.forEach(
    Array.from({ length: count }, (_, i) => `1386${2_000_000 + i}`),
    (number) => send(fax(number)),
    { concurrency: "unbounded", discard: true }
  )
  const after = yield* written
  return { statements: after.runs - before.runs, steps: (after.steps - before.steps) / count }
})

const indexes = Effect.gen(function* () {
  const db = yield* Database
  const rows = yield* db.query(
    raw(`SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL
      AND tbl_name IN ('contents', 'jobs', 'messages', 'rollup') ORDER BY name`)
  )
  return (yield* Effect.orDie(decodeNames(rows))).map(({ name }) => name)
})

it.live("64 faxes that come together are accepted with six statements", () =>
  Effect.gen(function* () {
    const address = yield* Effect.promise(sqlite.fresh)
    yield* Effect.gen(function* () {
      const queue = yield* FaxQueue
      yield* queue.pause("test")
      // The first makes its client known.
      yield* send(fax("13861999999"))
      expect((yield* accepting(1)).statements).toBe(5)
      const { statements, steps } = yield* accepting(64)
      expect(statements).toBe(6)
      // 280 when this was written.
      expect(steps).toBeLessThan(290)
      // Each is paid for by every fax, or by every one that waits, calls or is in doubt.
      expect(yield* indexes).toEqual([
        "contents_by_id",
        "messages_behind_in_turn",
        "messages_by_number",
        "messages_by_status",
        "messages_in_front",
        "messages_in_turn",
        "messages_on_the_line",
        "messages_to_ask",
        "messages_to_call",
        "messages_unasked",
        "messages_unknown"
      ])
    }).pipe(Effect.provide(gateway(address)))
  })
)
