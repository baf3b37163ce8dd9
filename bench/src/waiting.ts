import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { Database } from "../../packages/gateway/src/store/database/Database.js"
import { raw } from "../../packages/gateway/src/store/database/sql.js"

const day = 86_400_000
const chunk = 100_000

/** Faxes that wait for tomorrow. */
export interface Waiting {
  readonly total: number
  /** All to one number; otherwise each to a number of its own. */
  readonly isToOne: boolean
  /** On the line besides, half of them in doubt. */
  readonly engaged: number
}

/** The same in both dialects. */
const words = {
  sqlite: {
    upTo: (from: number, to: number) =>
      `WITH RECURSIVE n(i) AS (SELECT ${from} UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ${to})`,
    hex: (value: string | number) => `printf('%012x', ${value})`,
    digits: "printf('%08d', i)",
    // What filling has left to be written would be written while something else is measured.
    settle: ["PRAGMA wal_checkpoint(TRUNCATE)"]
  },
  postgres: {
    upTo: (from: number, to: number) => `WITH n(i) AS (SELECT generate_series(${from}, ${to - 1}))`,
    hex: (value: string | number) => `lpad(to_hex(${value}::bigint), 12, '0')`,
    digits: "lpad(i::text, 8, '0')",
    settle: ["VACUUM ANALYZE", "CHECKPOINT"]
  }
}

/** Fills a database of a gateway with faxes that wait, in as many rows as the gateway itself writes for each. */
export const fillWaiting = ({ engaged, isToOne, total }: Waiting) =>
  Effect.gen(function* () {
    const db = yield* Database
    const { digits, hex, settle, upTo } = words[db.dialect.name]
    const now = (yield* Clock.currentTimeMillis) - day
    const number = isToOne ? "'138620000000'" : `'1386' || ${digits}`
    const id = (place: string) => `${hex(now)} || ${hex("i")} || '${place}'`
    for (let from = 0; from < total; from += chunk) {
      const rows = upTo(from, Math.min(total, from + chunk))
      yield* db.commit(() =>
        [
          `INSERT INTO jobs (id, client, documents) ${rows} SELECT ${id("00000000")}, 1, '[]' FROM n`,
          `INSERT INTO messages (id, client, number, destination, status, state, state_at, wake_at,
              deadline, asked, cancel_requested, fence, calls, calls_allowed, revision, in_front)
            ${rows} SELECT ${id("00000001")}, 1, ${number}, ${number}, 1, 'Waiting',
              ${now}, ${now + 2 * day} + i, ${now + 4 * day}, 0, 0, 0, 0, 3, '',
              ${isToOne ? "CASE i WHEN 0 THEN 1 END" : "1"} FROM n`
        ].map(raw)
      )
    }
    if (engaged > 0) {
      const rows = upTo(total, total + engaged)
      yield* db.commit(() =>
        [
          // A node that is alive for as long as this is measured, and asks about none of them.
          `INSERT INTO nodes (id, started_at, seen_at) VALUES ('bench', ${now}, ${now + 9 * day})`,
          `INSERT INTO jobs (id, client, documents) ${rows} SELECT ${id("00000000")}, 1, '[]' FROM n`,
          `INSERT INTO messages (id, client, number, destination, status, state, state_at, wake_at,
              deadline, asked, cancel_requested, fence, calls, calls_allowed, revision, in_front)
            ${rows} SELECT ${id("00000001")}, 1, ${number}, '1387' || ${digits}, 1,
              CASE i % 2 WHEN 0 THEN 'Calling' ELSE 'InDoubt' END, ${now + day},
              CASE i % 2 WHEN 0 THEN NULL ELSE ${now + day} + 150000 END,
              ${now + 4 * day}, 0, 0, 1, 1, 3, '', 1 FROM n`,
          `INSERT INTO attempts (message, fence, node, transport, started_at)
            ${rows} SELECT ${id("00000001")}, 1, 'bench', 'simulated', ${now + day} FROM n`
        ].map(raw)
      )
    }
    for (const statement of settle) yield* db.query(raw(statement))
  })
