import { FaxNumber } from "@faxingcenter/core"
import * as Effect from "effect/Effect"
import { Database } from "../../../packages/gateway/src/store/database/Database.js"
import { raw } from "../../../packages/gateway/src/store/database/sql.js"
import type { Criteria } from "../../../packages/gateway/src/store/faxes/MessageIndex.js"
import { dayMillis, spans } from "../../../packages/gateway/src/store/faxes/rollup.js"

export const year = 365 * dayMillis
export const start = Date.UTC(2025, 0, 1)

/** Messages of client 1 to a million numbers, one in twenty of them failed, spread evenly over a year. */
export const fill = (total: number) =>
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
    for (const span of spans) {
      yield* db.commit(() => [
        raw(`INSERT INTO rollup (client, status, span, start, lane, n)
          WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ${total})
          SELECT 1, CASE i % 20 WHEN 0 THEN 3 ELSE 2 END AS status, ${span},
            (${start} + CAST(i * ${year}.0 / ${total} AS INTEGER)) / ${span} * ${span} AS start, 0, COUNT(*)
          FROM n GROUP BY status, start`)
      ])
    }
  })

export interface Wanted {
  readonly criteria: Criteria
  readonly offset: number
}

/** A range that begins and ends in the middle of an hour. */
const anyRange = () => {
  const one = start + Math.random() * year
  const other = start + Math.random() * year
  return { client: 1, from: Math.floor(Math.min(one, other)), to: Math.ceil(Math.max(one, other)) }
}
const anyNumber = () =>
  FaxNumber.make(`1386${String(1e7 + Math.floor(Math.random() * 1e6)).slice(1)}`)

const pageOf = (criteria: Criteria, share: number, isFirst: boolean): Wanted => ({
  criteria,
  offset: isFirst
    ? 0
    : Math.floor((Math.random() * share * (criteria.to - criteria.from)) / year / 100) * 100
})

/** What a search may ask for among so many messages. */
export const shapesOf = (total: number): Readonly<Record<string, () => Wanted>> => ({
  "by time, first page": () => pageOf(anyRange(), total, true),
  "by time, any page": () => pageOf(anyRange(), total, false),
  "by status, first page": () => pageOf({ ...anyRange(), status: "failed" }, total / 20, true),
  "by status, any page": () => pageOf({ ...anyRange(), status: "failed" }, total / 20, false),
  "by number": () => pageOf({ ...anyRange(), number: anyNumber() }, 0, true),
  "by number and status": () =>
    pageOf({ ...anyRange(), number: anyNumber(), status: "failed" }, 0, true)
})
