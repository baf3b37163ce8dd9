// A month of a gateway on SQLite, compressed: each day's faxes are written at once, as the gateway leaves them after their
// delivery, and then what has been kept for long enough is purged as of that day. Sends what each day left.
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { Retention } from "../../../packages/gateway/src/manage.js"
import { Database } from "../../../packages/gateway/src/store/database/Database.js"
import { raw } from "../../../packages/gateway/src/store/database/sql.js"
import { layer as sqlite } from "../../../packages/gateway/src/store/database/sqliteDatabase.js"
import { purge } from "../../../packages/gateway/src/store/documents/retention.js"
import {
  countChanges,
  dayMillis,
  hourMillis
} from "../../../packages/gateway/src/store/faxes/rollup.js"

const [file = "", days = "", faxes = "", window = ""] = process.argv.slice(2)
const perDay = Number(faxes)
const kept = Number(window)
/** The last day ends now. */
const end = Clock.make().unsafeCurrentTimeMillis()

const at = (millis: number): Clock.Clock => ({
  ...Clock.make(),
  [Clock.ClockTypeId]: Clock.ClockTypeId,
  unsafeCurrentTimeMillis: () => millis,
  currentTimeMillis: Effect.succeed(millis),
  unsafeCurrentTimeNanos: () => BigInt(millis) * 1_000_000n,
  currentTimeNanos: Effect.succeed(BigInt(millis) * 1_000_000n),
  sleep: () => Effect.void
})

/** A document of a hundred is of 1 MB, the others of 1 KB. */
const fill = (from: number) =>
  Effect.gen(function* () {
    const db = yield* Database
    const ids = `WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ${perDay}),
      f AS (SELECT i, ${from} + i * ${dayMillis} / ${perDay} AS at,
        printf('%012x%012x', ${from} + i * ${dayMillis} / ${perDay}, i) AS id,
        '1386' || printf('%07d', (i * 7919) % 1000000) AS number FROM n)`
    yield* db.commit(() => [
      raw(`INSERT INTO jobs (id, client, documents) ${ids} SELECT id || '00000000', 1,
        json_array(json_object('fileName', 'a.txt', 'order', 0, 'size', 700,
          'sha256', hex(randomblob(32)), 'content', id)) FROM f`),
      raw(`INSERT INTO messages (id, client, number, destination, status, state, state_at, deadline, asked,
          pages, cancel_requested, fence, calls, calls_allowed, revision)
        ${ids} SELECT id || '00000001', 1, number, number, 2, 'Delivered', at + 60000, at + ${dayMillis}, 0, 1, 0, 1, 1,
          5, hex(randomblob(8)) FROM f`),
      raw(`INSERT INTO attempts (message, fence, node, transport, started_at, ended_at, outcome, pages)
        ${ids} SELECT id || '00000001', 1, 'node', 'simulated', at, at + 60000,
          '{"_tag":"Delivered","pages":1}', 1 FROM f`),
      ...["Calling", "Delivered"].map((tag) =>
        raw(`INSERT INTO events (name, tx, at, client, message, type, data)
          ${ids} SELECT printf('%012x', at) || hex(randomblob(10)), 0, at, 1, id || '00000001', '${tag}',
            '{"_tag":"${tag}","attempt":1,"at":1796000000000,"pages":1}' FROM f`)
      ),
      countChanges(
        db.dialect,
        Array.from({ length: 24 }, (_, i) => ({
          client: 1,
          status: "delivered" as const,
          acceptedAt: from + i * hourMillis,
          by: Math.round(perDay / 24)
        })),
        0
      )
    ])
    const parts = `SELECT i, 0 AS part FROM f UNION ALL
      SELECT i, part FROM f CROSS JOIN (SELECT 1 AS part UNION SELECT 2 UNION SELECT 3) WHERE i % 100 = 0`
    yield* db.commit(() => [
      raw(`INSERT INTO contents (content, part, bytes) ${ids}
        SELECT f.id, p.part, randomblob(CASE f.i % 100 WHEN 0 THEN 262144 ELSE 700 END)
        FROM (${parts}) p JOIN f ON f.i = p.i`)
    ])
    // The gateway that delivered them has told of their events too: one that starts with this would do so first.
    yield* db.commit(() => [
      raw("UPDATE webhook_place SET event = '0-' || (SELECT MAX(id) FROM events)")
    ])
    yield* db.query(raw("PRAGMA wal_checkpoint(TRUNCATE)"))
  })

const pagesOf = Effect.gen(function* () {
  const db = yield* Database
  const [row] = yield* db.query(
    raw(`SELECT page_count * page_size AS size, freelist_count * page_size AS free
      FROM pragma_page_count, pragma_page_size, pragma_freelist_count`)
  )
  return { size: Number(row?.size), free: Number(row?.free) }
})

const program = Effect.gen(function* () {
  const found = []
  for (let i = 0; i < Number(days); i++) {
    const from = end - (Number(days) - i) * dayMillis
    yield* fill(from)
    const before = performance.now()
    yield* purge.pipe(
      Effect.provideService(Retention, {
        content: `${kept} days`,
        events: `${kept} days`,
        idempotencyKeys: "2 days"
      }),
      Effect.withClock(at(from + dayMillis))
    )
    found.push({ ...(yield* pagesOf), purgeMillis: performance.now() - before })
  }
  return found
})

process.send?.(await Effect.runPromise(Effect.provide(program, sqlite(file))), () => process.exit())
