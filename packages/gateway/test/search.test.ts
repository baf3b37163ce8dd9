import { describe, expect, it } from "@effect/vitest"
import type { MessageStatus } from "@faxingcenter/core"
import * as Effect from "effect/Effect"
import * as fc from "effect/FastCheck"
import * as Layer from "effect/Layer"
import * as Random from "effect/Random"
import { Database } from "../src/store/database/Database.js"
import { withMigrations } from "../src/store/database/migrate.js"
import { migrations } from "../src/store/database/migrations.js"
import { raw, sql } from "../src/store/database/sql.js"
import { layer as sqlite } from "../src/store/database/sqliteDatabase.js"
import { MessageIndex, layer as messageIndex } from "../src/store/faxes/MessageIndex.js"
import { countChanges, dayMillis, hourMillis, monthMillis } from "../src/store/faxes/rollup.js"
import { segmentsOf } from "../src/store/faxes/Segments.js"
import { codeOf } from "../src/store/faxes/statusCode.js"
import { firstIdAt } from "../src/store/ids.js"

const start = Date.UTC(2014, 3, 8)
const statuses = ["processing", "delivered", "failed"] as const
const layers = messageIndex.pipe(Layer.provideMerge(withMigrations(sqlite(":memory:"))))

interface Known {
  readonly id: string
  readonly at: number
  readonly status: MessageStatus
}

/** Messages over some months, with bursts, counted as they are accepted. */
const filled = Effect.gen(function* () {
  const db = yield* Database
  const known: Array<Known> = []
  for (let i = 0; i < 2000; i++) {
    const [within = 0] = yield* Random.shuffle([5000, 4 * dayMillis, 3 * monthMillis])
    const at = start + (yield* Random.nextIntBetween(0, within))
    const status = statuses[yield* Random.nextIntBetween(0, 3)] ?? "failed"
    known.push({ id: `${firstIdAt(at)}${String(i).padStart(20, "0")}`, at, status })
  }
  yield* db.commit(() => [
    ...known.map(
      ({ id, status }) => sql`INSERT INTO messages (id, client, number, destination, status, state,
          state_at, deadline, asked, cancel_requested, fence, calls, calls_allowed, revision)
        VALUES (${id}, 1, '1', '1', ${codeOf(status)}, 'Delivered', 0, 0, 0, 0, 0, 0, 1, '')`
    ),
    countChanges(
      db.dialect,
      known.map(({ at, status }) => ({ client: 1, status, acceptedAt: at, by: 1 })),
      0
    )
  ])
  return known.toSorted((a, b) => (a.id < b.id ? -1 : 1))
})

describe("search", () => {
  it.effect("finds exactly what matches, with an exact total, on any page of any range", () =>
    Effect.gen(function* () {
      const known = yield* filled
      const index = yield* MessageIndex
      const db = yield* Database
      const moment = fc.integer({ min: start - hourMillis, max: start + 4 * monthMillis })
      const cases = fc.sample(
        fc.tuple(moment, moment, fc.constantFrom(undefined, ...statuses), fc.nat(2100)),
        400
      )
      for (const [one, other, status, offset] of cases) {
        const range = { from: Math.min(one, other), to: Math.max(one, other) }
        const { messages, total } = yield* index.page({ client: 1, status, ...range }, offset, 100)
        const matching = known.filter(
          (it) =>
            it.at >= range.from &&
            it.at < range.to &&
            (status === undefined || it.status === status)
        )
        expect(total).toBe(matching.length)
        expect(messages.map(({ messageId }) => messageId)).toEqual(
          matching.slice(offset, offset + 100).map(({ id }) => id)
        )
      }
      const [all] = yield* db.query(raw("SELECT COUNT(*) AS n FROM messages"))
      const whole = { client: 1, from: start, to: start + 4 * monthMillis }
      expect((yield* index.page(whole, 0, 1)).total).toBe(all?.n)
    }).pipe(Effect.provide(layers))
  )

  it.effect("has months counted in databases that were made before it counted them", () =>
    Effect.gen(function* () {
      yield* filled
      const db = yield* Database
      const months = sql`SELECT client, status, start, lane, n FROM rollup WHERE span = ${monthMillis}
        ORDER BY client, status, start, lane`
      const counted = yield* db.query(months)
      expect(counted.length).toBeGreaterThan(6)
      yield* db.commit(() => [sql`DELETE FROM rollup WHERE span = ${monthMillis}`])
      yield* db.commit(
        () => migrations.find(({ name }) => name === "months")?.script(db.dialect) ?? []
      )
      expect(yield* db.query(months)).toEqual(counted)
    }).pipe(Effect.provide(layers))
  )

  it("cuts a range into stretches that lie side by side", () => {
    fc.assert(
      fc.property(fc.nat(9 * monthMillis), fc.nat(9 * monthMillis), (from, length) => {
        const to = from + length
        let at = from
        for (const segment of segmentsOf({ from, to })) {
          expect(segment.from).toBe(at)
          if (segment.by !== "index")
            expect([segment.from % segment.by, segment.to % segment.by]).toEqual([0, 0])
          at = segment.to
        }
        expect(at).toBe(to)
      })
    )
  })
})
