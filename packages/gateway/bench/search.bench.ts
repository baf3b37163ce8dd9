// Any page of a search over millions of messages, with an exact total, on SQLite.
import { mkdtempSync, rmSync } from "node:fs"
import { join } from "node:path"
import { FaxNumber } from "@faxingcenter/core"
import { Effect, Layer } from "effect"
import { withMigrations } from "../src/database/migrate.js"
import { raw } from "../src/database/sql.js"
import { layer as sqlite } from "../src/database/sqliteDatabase.js"
import { Database } from "../src/index.js"
import { type Criteria, MessageIndex, layer as messageIndex } from "../src/search/MessageIndex.js"
import { day, hour } from "../src/store/rollup.js"
import { folderOnDisk } from "../test/bundled.js"

const folder = mkdtempSync(join(folderOnDisk(), "search-"))
const year = 365 * day
const start = Date.UTC(2025, 0, 1)
const sizes = (process.env.BENCH_MESSAGES ?? "1000000,10000000").split(",").map(Number)

/** Spread evenly over a year, to a million numbers; written by the database itself. */
const fill = (total: number) =>
  Effect.gen(function* () {
    const db = yield* Database
    const chunk = 250_000
    for (let from = 0; from < total; from += chunk) {
      yield* db.commit(() => [
        raw(`INSERT INTO messages (id, client, number, destination, status, state, state_at, deadline,
            asked, pages, cancel_requested, fence, calls, calls_allowed, revision)
          WITH RECURSIVE n(i) AS (SELECT ${from} UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ${Math.min(total, from + chunk)})
          SELECT printf('%012x%012x%08x', ${start} + CAST(i * ${year}.0 / ${total} AS INTEGER), i, 1), 1,
            '1386' || printf('%07d', (i * 7919) % 1000000), '', CASE i % 20 WHEN 0 THEN 3 ELSE 2 END,
            'Delivered', 0, 0, 0, 1, 0, 0, 1, 1, '' FROM n`)
      ])
    }
    for (const span of [hour, day]) {
      yield* db.commit(() => [
        raw(`INSERT INTO rollup (client, status, span, start, lane, n)
          WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ${total})
          SELECT 1, CASE i % 20 WHEN 0 THEN 3 ELSE 2 END AS status, ${span},
            (${start} + CAST(i * ${year}.0 / ${total} AS INTEGER)) / ${span} * ${span} AS start, 0, COUNT(*)
          FROM n GROUP BY status, start`)
      ])
    }
  })

const percentile = (times: ReadonlyArray<number>, p: number) =>
  times.toSorted((a, b) => a - b)[Math.floor((times.length - 1) * p)] ?? 0

const timed = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const from = performance.now()
    const value = yield* effect
    return { value, took: performance.now() - from }
  })

/** A range that begins and ends in the middle of an hour, and a page anywhere in it. */
const anyRange = () => {
  const one = start + Math.random() * year
  const other = start + Math.random() * year
  return { from: Math.floor(Math.min(one, other)), to: Math.ceil(Math.max(one, other)) }
}

const measure = (total: number) =>
  Effect.gen(function* () {
    const db = yield* Database
    const index = yield* MessageIndex
    yield* fill(total)
    const kinds: Readonly<Record<string, () => Criteria>> = {
      "by time": () => ({ client: 1, ...anyRange() }),
      "by time and status": () => ({ client: 1, status: "failed", ...anyRange() }),
      "by time and number": () => ({
        client: 1,
        number: FaxNumber.make(`1386${String(1e7 + Math.floor(Math.random() * 1e6)).slice(1)}`),
        ...anyRange()
      })
    }
    const slowest: Array<number> = []
    for (const [name, criteria] of Object.entries(kinds)) {
      const times: Array<number> = []
      for (let i = 0; i < 600; i++) {
        const wanted = criteria()
        const share = (wanted.to - wanted.from) / year
        const expected =
          name === "by time" ? total * share : name.endsWith("status") ? (total * share) / 20 : 0
        const offset = Math.floor((Math.random() * expected) / 100) * 100
        const { took } = yield* timed(index.page(wanted, offset, 100))
        if (i >= 100) times.push(took)
      }
      const p99 = percentile(times, 0.99)
      slowest.push(p99)
      console.log(
        `${String(total).padStart(9)} ${name.padEnd(20)} p50 ${percentile(times, 0.5).toFixed(2)} ms, p99 ${p99.toFixed(2)} ms`
      )
    }
    const whole = { client: 1, from: start + 1, to: start + year - 1 }
    const [first, count] = [
      yield* timed(index.page(whole, 0, 100)),
      yield* timed(
        db.query(raw("SELECT COUNT(*) AS n FROM messages WHERE client = 1 AND status IN (1, 2, 3)"))
      )
    ]
    console.log(
      `${String(total).padStart(9)} a year with its total ${first.took.toFixed(2)} ms, count(*) ${count.took.toFixed(0)} ms: ${(count.took / first.took).toFixed(0)} times faster (wanted 100)`
    )
    return Math.max(...slowest)
  }).pipe(
    Effect.provide(
      messageIndex.pipe(Layer.provideMerge(withMigrations(sqlite(join(folder, `${total}.db`)))))
    )
  )

const program = Effect.gen(function* () {
  const slowest = yield* Effect.forEach(sizes, measure)
  const [small = 1, large = small] = slowest
  console.log(
    `slowest p99 ${Math.max(...slowest).toFixed(2)} ms (wanted 3), ${(large / small).toFixed(2)} times that of the smaller (wanted 2)`
  )
})
await Effect.runPromise(program).finally(() => rmSync(folder, { recursive: true, force: true }))
