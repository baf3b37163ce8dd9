import { describe, expect, it } from "@effect/vitest"
import { FaxNumber, MessageId, SendFax } from "@faxingcenter/core"
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as Schema from "effect/Schema"
import * as FaxQueueLayer from "../src/deliver/FaxQueue.js"
import { layerWaker } from "../src/deliver/localEngine.js"
import { Acceptance, Capacity, type DatabaseError, type SimulatedLine } from "../src/index.js"
import { FaxQueue } from "../src/manage.js"
import * as ClusterNode from "../src/store/cluster/ClusterNode.js"
import { firstRound, makeGraphileJobs } from "../src/store/cluster/graphileJobs.js"
import { Database } from "../src/store/database/Database.js"
import { int, raw, sql } from "../src/store/database/sql.js"
import { purge } from "../src/store/documents/retention.js"
import { makeEveryClient } from "../src/store/faxes/everyClient.js"
import { makeFaxCounts } from "../src/store/faxes/faxCounts.js"
import { makeHeldMessages } from "../src/store/faxes/heldMessages.js"
import * as MessageIndex from "../src/store/faxes/MessageIndex.js"
import * as Messages from "../src/store/faxes/Messages.js"
import { makeMessageList } from "../src/store/faxes/messageList.js"
import { makePutOff } from "../src/store/faxes/putOff.js"
import { dayMillis } from "../src/store/faxes/rollup.js"
import { acceptedAtOf, sendIdOf } from "../src/store/ids.js"
import type { Full } from "../src/store/outbox/duePosts.js"
import { makeOutboxEvents } from "../src/store/outbox/outboxEvents.js"
import { makeWebhookPosts } from "../src/store/outbox/webhookPosts.js"
import { makeReceivedFaxes } from "../src/store/received/receivedFaxes.js"
import * as Events from "../src/tell/events/Events.js"
import { postgres, sqliteFiles } from "./databases.js"
import { ended, fax, gateway, send, until } from "./fixtures.js"
import { counting } from "./rowsRead.js"

/** One call at a time, which never ends: all else waits. */
const engaged: SimulatedLine.SimulatedLineOptions = {
  fate: () => ({ outcome: { _tag: "Delivered", pages: 1 }, lasts: "1 hour" })
}
const oneLine = Layer.succeed(Capacity, { lines: 1, drain: 0 })

const popular = "13862345678"
const heldNumbers = (n: number) => Array.from({ length: n }, (_, i) => `1387${3_000_000 + i}`)
const numbers = (n: number) => Array.from({ length: n }, (_, i) => `1386${3_000_000 + i}`)

const hour = 3_600_000
const hanging = "https://hanging.example/"
const prompt = "https://prompt.example/"

const silent = FaxNumber.make("13869999999")

/**
 * One on the line, so many behind it, and as many that wait for a call to a number of their own; and as many to numbers that
 * are held, and to one of them.
 */
const waiting = Effect.fn("waiting")(function* (n: number) {
  const [first] = (yield* send(fax(popular))).messages
  if (first !== undefined) yield* until(first.messageId, "Calling")
  yield* send(fax(...Array.from({ length: n }, () => popular)))
  yield* send(fax(...numbers(n)))
  const db = yield* Database
  yield* db.commit(() => [
    sql`INSERT INTO holds (destination, number, at, actor, cause) SELECT destination, number, 0, 'test', 'asked'
      FROM ${db.dialect.rows(
        { destination: "text", number: "text" },
        heldNumbers(n).map((number) => [number, number])
      )}`
  ])
  const queue = yield* FaxQueue
  yield* queue.hold(silent, "test")
  yield* send(fax(...heldNumbers(n)))
  yield* send(fax(...Array.from({ length: n }, () => silent)))
  // As many events, which somebody else listens to.
  const now = yield* Clock.currentTimeMillis
  yield* db.commit(() => [
    sql`INSERT INTO events (tx, at, client, message, type, data, name)
      SELECT 0, ${int(now)}, client, id, 'CancelRequested', '{"_tag":"CancelRequested"}', id FROM messages`,
    // And as many faxes that came in, of which one in a hundred is unread.
    sql`INSERT INTO received (id, line, remote_id, client, called, caller, received_at, pages, partial, facts, read_at)
      SELECT id, 'line', id, client, '4711', '4712', ${int(now)}, 1, 0, '{}',
        CASE WHEN id LIKE '%50' THEN NULL ELSE ${int(now)} END FROM messages`,
    // And as many documents, beside one that was begun and never ended.
    sql`INSERT INTO contents (content, part, bytes)
      SELECT SUBSTR(id, 1, 16) || SUBSTR(id, 25), 0, ${Buffer.alloc(1)} FROM messages`,
    sql`INSERT INTO uploads (content, at) SELECT MIN(content), 0 FROM contents`
  ])
  if (db.dialect.name === "postgres") return yield* db.query(raw("ANALYZE"))
  // What the gateway reads meanwhile, on the same connection, would be counted with what is looked at.
  const isTold = db.query(
    raw(`SELECT 1 FROM webhook_place
      WHERE event = (SELECT CAST(tx AS TEXT) || '-' || CAST(id AS TEXT) FROM events ORDER BY id DESC LIMIT 1)`)
  )
  return yield* Effect.repeat(Effect.delay(isTold, "10 millis"), {
    until: (rows) => rows.length > 0
  })
})

const decodeFirst = Schema.decodeUnknown(
  Schema.NonEmptyArray(Schema.Struct({ id: MessageId, client: Schema.Int }))
)

/** What each client asks for, of which it sees a page at most. */
const reads = Effect.gen(function* () {
  const db = yield* Database
  const index = yield* MessageIndex.MessageIndex
  const { list } = yield* makeMessageList
  const found = yield* db.query(
    raw(`SELECT id, client FROM messages WHERE state IN ('Calling', 'InDoubt')`)
  )
  const [{ client, id }] = yield* Effect.orDie(decodeFirst(found))
  const everyClient = yield* makeEveryClient
  const clientId = (yield* everyClient.clientOf(id))?.clientId
  const today = acceptedAtOf(id) - (acceptedAtOf(id) % dayMillis)
  /** Whole days, whose totals are known. */
  const week = { client, from: today - 5 * dayMillis, to: today + 2 * dayMillis }
  const searches = [
    ["search", index.page(week, 0, 100)],
    ["search, one status", index.page({ ...week, status: "processing" }, 0, 100)],
    ["search, one number", index.page({ ...week, number: FaxNumber.make("13863000001") }, 0, 100)],
    ["search, nothing of it", index.page({ ...week, to: week.from + dayMillis }, 0, 100)]
  ] as const
  return [
    ["ofJob", index.ofJob(client, sendIdOf(id), 0, 100)],
    ["one", index.one(client, id)],
    ["list", list(client, { limit: 50 })],
    ["list, one status", list(client, { limit: 50, status: "processing" })],
    ["console", everyClient.list({}, undefined, 50)],
    ["console, next page", everyClient.list({}, id, 50)],
    ["console, one client", everyClient.list({ clientId }, undefined, 50)],
    [
      "console, one number",
      everyClient.list({ number: FaxNumber.make("13863000001") }, undefined, 50)
    ],
    ["console, on the line", everyClient.list({ state: "Calling" }, undefined, 50)],
    ["console, since today", everyClient.list({ from: today }, undefined, 50)],
    ["console, hours", everyClient.hoursSince(week.from)],
    ...searches
  ] as const
})

/** So many posts that are over, and so many to a receiver that hangs; after them one to another, and one of another client. */
const posted = Effect.fn("posted")(function* (n: number) {
  const db = yield* Database
  const now = yield* Clock.currentTimeMillis
  const rows = [
    ...Array.from({ length: n }, (_, i) => [`evt_over_${i}`, 1, hanging, null]),
    ...Array.from({ length: n }, (_, i) => [`evt_${i}`, 1, hanging, 0]),
    ["evt_other", 1, prompt, 1],
    ["evt_last", 2, hanging, 2]
  ]
  yield* db.commit(() => [
    sql`INSERT INTO webhook_posts (event, client, url, server, message, body, created_at, tries, next_at)
      SELECT event, client, server, server, event, '{}', ${int(now)}, 0, ${int(now + hour)} + later
      FROM ${db.dialect.rows({ event: "text", client: "bigint", server: "text", later: "bigint" }, rows)}`
  ])
  if (db.dialect.name === "postgres") yield* db.query(raw("ANALYZE"))
})

/** What looks for the webhooks that are due in two hours. */
const postLooks = Effect.gen(function* () {
  const posts = yield* makeWebhookPosts
  const { epochMillis: now } = yield* DateTime.now
  const look = (full: Full, expected: ReadonlyArray<string>) =>
    Effect.map(posts.candidates(now + 2 * hour, full, { ofServer: 4, inAll: 8 }), (candidates) =>
      expect(candidates.map(({ client, server }) => `${client} ${server}`)).toEqual(expected)
    )
  const all = [...Array(4).fill(`1 ${hanging}`), `1 ${prompt}`, `2 ${hanging}`]
  return [
    ["webhooks", look({ clients: [], servers: [] }, all)],
    [
      "webhooks, while a receiver hangs",
      look({ clients: [], servers: [{ client: 1, server: hanging }] }, all.slice(4))
    ],
    ["webhooks, while a client's hang", look({ clients: [1], servers: [] }, all.slice(5))]
  ] as const
})

/** Leaves PostgreSQL with the statistics of an idle gateway: in them nobody waits, and all indexes of those are empty; */
const ofAnIdleHour = [
  "CREATE TEMP TABLE stood ON COMMIT DROP AS SELECT id, status, state, wake_at, in_front FROM messages",
  "UPDATE messages SET status = 2, state = 'Delivered', wake_at = NULL, in_front = NULL",
  "ANALYZE messages",
  `UPDATE messages m SET status = s.status, state = s.state, wake_at = s.wake_at, in_front = s.in_front
    FROM stood s WHERE s.id = m.id`
].map(raw)

/** nor is a webhook to be sent. */
const withoutWebhooks = [
  "CREATE TEMP TABLE due ON COMMIT DROP AS SELECT id, next_at FROM webhook_posts",
  "UPDATE webhook_posts SET next_at = NULL",
  "ANALYZE webhook_posts",
  "UPDATE webhook_posts p SET next_at = d.next_at FROM due d WHERE d.id = p.id"
].map(raw)

type Look = readonly [name: string, look: Effect.Effect<unknown, DatabaseError, Database>]

/** All that is looked at while nobody asks: by engines, by who watches over them, and from time to time. */
const looks = Effect.gen(function* () {
  const { dialect } = yield* Database
  const messages = yield* Messages.Messages
  const counts = yield* makeFaxCounts
  const events = yield* Events.Events
  const outbox = yield* makeOutboxEvents
  const node = yield* ClusterNode.ClusterNode
  const received = yield* makeReceivedFaxes
  const graphile = yield* makeGraphileJobs
  const queue = yield* FaxQueue
  const held = yield* makeHeldMessages
  const putOff = yield* makePutOff
  const { epochMillis: now } = yield* DateTime.now
  const all: ReadonlyArray<Look> = [
    ["due", messages.due(now, 8, 0)],
    [
      "loadWithRivals",
      Effect.flatMap(messages.due(now, 1, 0), (found) =>
        messages.loadWithRivals(found.map(({ id }) => id))
      )
    ],
    ["toAsk", messages.toAsk(now, 8)],
    ["nextWakeAfter", messages.nextWakeAfter(now)],
    ["onTheLine", messages.onTheLine],
    ["callingFrom", messages.callingFrom(["a node that is gone"])],
    ["gone", node.gone],
    ["counts", counts],
    ["queue.paused", queue.paused],
    ["queue.state", queue.state],
    ["the next number that is held", held.next("1387")],
    ["those at a number that is held", held.at(silent, { client: 0, wakeAt: 0 }, 8)],
    ["those in front while it is paused", held.inFront({ client: 0, wakeAt: 0 }, 8)],
    ["newest", events.newest],
    ["after the newest", Effect.flatMap(events.newest, (newest) => events.after(newest))],
    ["after, for a client of which nothing is told", events.after(undefined, { client: 0 })],
    ["headsAfter", outbox.headsAfter("0-0")],
    [
      "headsAfter, after the newest",
      Effect.flatMap(events.newest, (newest = "0-0") => outbox.headsAfter(newest))
    ],
    ["purge", purge],
    ["putOff.newest", putOff.newest],
    ["putOff.messages", putOff.messages(0, { at: 0, id: "" }, 8)],
    ["received", received.list(1, {}, 50, "")],
    // Few enough that both backlogs fill the page.
    ["received, unread", received.list(1, { unread: true }, 5, "")],
    ["received, of a number that nobody called", received.list(1, { to: "0815" }, 50, "")],
    ["received, of all clients", received.list(undefined, {}, 50, "")],
    ["received, nobody's", received.list(0, {}, 50, "")],
    ["received before", received.known("line", ["one", "two"])],
    ...(yield* reads)
  ]
  return dialect.name === "sqlite"
    ? all
    : [
        ...all,
        ["lookAfter", graphile.lookAfter(now - 6_000, now, firstRound)] as const,
        ["feed", graphile.feed(now, 100, 0)] as const,
        ["feed, of later", graphile.feed(0, 100, 0)] as const,
        ["free", Effect.flatMap(messages.turns(now, 8, 0), graphile.free)] as const
      ]
})

/** What reads the tables, over a database of its own. */
const readers = Layer.mergeAll(
  Messages.layer,
  MessageIndex.layer,
  Events.layer,
  ClusterNode.layer,
  FaxQueueLayer.layer
).pipe(Layer.provide(layerWaker))

/** The rows that each look reads, and the steps of its plans. */
const rowsRead = Effect.fn("rowsRead")(function* (address: string, n: number) {
  const original = yield* Database
  const { db, during } = counting(original, address)
  const counted = Layer.succeed(Database, db)
  const services = yield* Layer.build(Layer.provideMerge(readers, counted))
  const readOf = ([name, look]: Look) =>
    Effect.map(during(look, name.startsWith("search")), (reading) => ({ name, ...reading }))
  return yield* Effect.provide(
    Effect.gen(function* () {
      const isPostgres = original.dialect.name === "postgres"
      const found = yield* Effect.forEach(yield* looks, readOf)
      if (isPostgres) yield* original.commit(() => ofAnIdleHour)
      // Without what people ask for.
      const alone = isPostgres ? (yield* looks).filter(([name]) => !name.startsWith("search")) : []
      const unprepared = yield* Effect.forEach(alone, readOf)
      // After the counts, which count them one by one up to a bound that these do not reach.
      yield* Effect.provideService(posted(n), Database, original)
      const posts = yield* Effect.forEach(yield* postLooks, readOf)
      if (isPostgres) yield* original.commit(() => withoutWebhooks)
      const unpreparedPosts = isPostgres ? yield* Effect.forEach(yield* postLooks, readOf) : []
      return [
        ...found,
        ...posts,
        ...[...unprepared, ...unpreparedPosts].map((one) => ({
          ...one,
          name: `${one.name}, by statistics of an idle hour`
        }))
      ]
    }),
    services
  )
}, Effect.scoped)

/** The index of those on the line is as short as there are lines. */
const walks =
  /^(SCAN (messages|r\b)(?! USING INDEX messages_to_ask)|Seq Scan on (messages|events|received))/

for (const database of [sqliteFiles(), postgres()]) {
  const skipped = database.missing === undefined ? "" : ` (skipped: ${database.missing})`
  describe.skipIf(database.missing !== undefined)(`a backlog on ${database.name}${skipped}`, () => {
    /** The rows that each look reads with so many waiting. */
    const readWith = Effect.fn("readWith")(function* (n: number) {
      const address = yield* Effect.promise(database.fresh)
      return yield* Effect.zipRight(waiting(n), rowsRead(address, n)).pipe(
        Effect.provide(Layer.provide(gateway(address, engaged), oneLine))
      )
    })

    const index = database.name === "SQLite" ? "INDEX messages_in_turn" : "Index"

    it.live(
      "costs no look anything",
      () =>
        Effect.gen(function* () {
          const few = yield* readWith(600)
          const many = yield* readWith(3000)
          const grown = many.filter(({ read }, i) => read > 2 * (few[i]?.read ?? 0) + 100)
          expect(grown).toEqual([])
          // Nor does the planner mean to walk through the messages.
          // The console walks back through the newest of them, and no further than its page.
          const walking = many.filter(
            ({ name, steps }) => name !== "console" && steps.some((step) => walks.test(step))
          )
          expect(walking).toEqual([])
          expect(many.find(({ name }) => name === "due")?.steps.join()).toContain(index)
        }),
      60_000
    )

    if (database.name === "PostgreSQL")
      it.live(
        "gives the engine jobs of those alone whose time comes soon, and gives anew what is lost",
        () =>
          Effect.gen(function* () {
            const db = yield* Database
            const { submit } = yield* Acceptance
            const queue = yield* FaxQueue
            const graphile = yield* makeGraphileJobs
            const forLater = Effect.map(
              db.query(
                raw(
                  `SELECT COUNT(*) AS n FROM graphile_worker.jobs WHERE run_at > now() + interval '30 minutes'`
                )
              ),
              ([row]) => Number(row?.n)
            )
            yield* queue.pause("test")
            const sendAt = DateTime.add(yield* DateTime.now, { hours: 1 })
            yield* submit(yield* SendFax.make(fax(...numbers(50))), { sendAt })
            expect(yield* forLater).toBe(0)
            // An earlier version gave a job to each.
            yield* db.query(
              raw(`SELECT graphile_worker.add_job('tend', json_build_object('id', id), NULL,
              to_timestamp(wake_at / 1000.0), 25, id) FROM messages`)
            )
            expect(yield* forLater).toBe(50)
            yield* Effect.repeat(graphile.takeBack(), { until: (n) => n === 0 })
            expect(yield* forLater).toBe(0)
            // All but what the only line holds by now.
            const receipt = yield* send(fax("13862222221", "13862222222", "13862222223"))
            yield* db.query(
              raw(
                `SELECT graphile_worker.complete_jobs(ARRAY(SELECT id FROM graphile_worker.jobs))`
              )
            )
            yield* queue.resume("test")
            expect((yield* ended(receipt)).map(({ status }) => status)).toEqual(
              receipt.messages.map(() => "delivered")
            )
          }).pipe(
            Effect.provide(
              Layer.unwrapEffect(
                Effect.map(Effect.promise(database.fresh), (address) =>
                  Layer.provide(gateway(address), oneLine)
                )
              )
            )
          ),
        // Less than it takes until somebody looks after what is overdue.
        12_000
      )

    it.live(
      "leaves nobody behind, though two nodes accept for the same numbers at once",
      () =>
        Effect.gen(function* () {
          const address = yield* Effect.promise(database.fresh)
          const first = yield* Layer.build(gateway(address))
          const second = database.name === "SQLite" ? first : yield* Layer.build(gateway(address))
          const receipts = yield* Effect.forEach(
            Array.from({ length: 120 }, (_, i) => i),
            (i) =>
              Effect.provide(
                send(fax(`1386234567${i % 3}`, `1386234567${(i + 1) % 3}`)),
                i % 2 === 0 ? first : second
              ),
            { concurrency: "unbounded" }
          )
          for (const receipt of receipts) {
            const messages = yield* Effect.provide(ended(receipt), first)
            expect(messages.map(({ status }) => status)).toEqual(["delivered", "delivered"])
          }
        }).pipe(Effect.scoped),
      60_000
    )

    it.live(
      "is taken up where a version without fronts left it",
      () =>
        Effect.gen(function* () {
          const address = yield* Effect.promise(database.fresh)
          const receipts = yield* Effect.gen(function* () {
            const first = yield* send(fax(popular))
            for (const { messageId } of first.messages) yield* until(messageId, "Calling")
            const others = yield* send(fax(popular, popular, "018555808797", "018555808797"))
            const db = yield* Database
            const { name } = db.dialect
            yield* db.commit(() =>
              [
                ...["in_front", "to_call", "to_ask", "in_turn", "behind_in_turn"].map(
                  (index) => `DROP INDEX messages_${index}`
                ),
                "ALTER TABLE messages DROP COLUMN in_front",
                "CREATE INDEX messages_to_wake ON messages (wake_at) WHERE wake_at IS NOT NULL",
                ...(name === "postgres"
                  ? [
                      `CREATE INDEX messages_in_line ON messages (destination, wake_at)
                        WHERE state = 'Waiting'`
                    ]
                  : []),
                `DELETE FROM migrations
                  WHERE name IN ('fronts', 'turns of clients', 'one index behind', 'one index of turns', 'one index of times')`
              ].map(raw)
            )
            return [first, others]
          }).pipe(
            Effect.provide(Layer.provide(gateway(address, engaged), oneLine)),
            Logger.withMinimumLogLevel(LogLevel.None)
          )
          yield* Effect.gen(function* () {
            for (const receipt of receipts) {
              const messages = yield* ended(receipt)
              expect(messages.map(({ status }) => status)).toEqual(messages.map(() => "delivered"))
            }
          }).pipe(Effect.provide(gateway(address)))
        }),
      60_000
    )
  })
}
