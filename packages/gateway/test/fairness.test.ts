import { describe, expect, it } from "@effect/vitest"
import { CurrentClient, MessageId } from "@faxingcenter/core"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as fc from "effect/FastCheck"
import * as Layer from "effect/Layer"
import * as Tracer from "effect/Tracer"
import { Capacity } from "../src/index.js"
import { FaxQueue } from "../src/manage.js"
import { Database } from "../src/store/database/Database.js"
import { raw, sql } from "../src/store/database/sql.js"
import { dueInTurn } from "../src/store/faxes/dueInTurn.js"
import { makeFaxCounts } from "../src/store/faxes/faxCounts.js"
import { makeHeldMessages } from "../src/store/faxes/heldMessages.js"
import { Messages } from "../src/store/faxes/Messages.js"
import { rivalOf } from "../src/store/faxes/turnWords.js"
import { Transport } from "../src/transport.js"
import { postgres, sqliteFiles } from "./databases.js"
import { ended, fax, gatewayWith, send } from "./fixtures.js"
import { counting } from "./rowsRead.js"

const lines = 2
const popular = "13862345678"

/** Counts how often somebody asked the database whose turn it is. */
const countingTurns = () => {
  let asked = 0
  const layer = Layer.unwrapEffect(
    Effect.map(Effect.tracer, ({ context, span }) =>
      Layer.setTracer(
        Tracer.make({
          context,
          span: (...about) => {
            if (about[0] === "Messages.turns") asked += 1
            return span(...about)
          }
        })
      )
    )
  )
  return { layer, asked: () => asked }
}

/** A line that takes every fax at once, and keeps whom it was asked to call in which order. */
const recording = (dialled: Array<MessageId> = []) => {
  let calls = 0
  const line = Layer.succeed(Transport, {
    name: "recording",
    refusesTestNumbers: false,
    dial: ({ messageId }) => {
      dialled.push(messageId)
      calls += 1
      return Effect.as(Effect.sleep(1), { _tag: "Delivered" as const, pages: 1 })
    },
    find: () => Effect.succeed({ _tag: "NotDialled" as const }),
    hangUp: () => Effect.void,
    forget: () => Effect.void
  })
  return { dialled, line, calls: () => calls }
}

const as =
  (clientId: string) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>) =>
    Effect.provideService(effect, CurrentClient, { clientId })

const numbers = (n: number) => Array.from({ length: n }, (_, i) => `1386${3_000_000 + i}`)

const clients = fc.array(
  fc.array(fc.integer({ min: -3, max: 2 }), { minLength: 1, maxLength: 6 }),
  { minLength: 1, maxLength: 6 }
)

for (const database of [sqliteFiles(), postgres()]) {
  const skipped = database.missing === undefined ? "" : ` (skipped: ${database.missing})`
  describe.skipIf(database.missing !== undefined)(`turns on ${database.name}${skipped}`, () => {
    const { dialled, line } = recording()
    const turns = countingTurns()
    const node = Layer.unwrapEffect(
      Effect.map(Effect.promise(database.fresh), (address) =>
        gatewayWith(address, line).pipe(
          Layer.provideMerge(Layer.succeed(Capacity, { lines, drain: "1 second" })),
          Layer.provideMerge(turns.layer)
        )
      )
    )

    it.live(
      "let one client's faxes pass another's thousands, to its own numbers and to the same",
      () =>
        Effect.gen(function* () {
          const queue = yield* FaxQueue
          // Where one client alone has work, its calls cost no look for others.
          yield* as("flood")(Effect.flatMap(send(fax(...numbers(6))), ended))
          if (database.name === "PostgreSQL") expect(turns.asked()).toBe(0)
          dialled.length = 0
          yield* queue.pause("test")
          const flood = fax(...numbers(300), ...Array.from({ length: 30 }, () => popular))
          const before = (yield* as("flood")(send(flood))).messages
          const own = yield* as("clinic")(send(fax("13862222221", "13862222222", "13862222223")))
          const shared = yield* as("clinic")(send(fax(popular)))
          yield* queue.resume("test")
          yield* as("clinic")(ended(own))
          yield* as("clinic")(ended(shared))
          const placeOf = (id: MessageId | undefined) =>
            dialled.findIndex((messageId) => messageId === id)
          // Alone, its four faxes take two rounds of two calls.
          const alone = 4
          for (const { messageId } of own.messages) {
            expect(placeOf(messageId)).toBeGreaterThanOrEqual(0)
            expect(placeOf(messageId)).toBeLessThan(3 * alone)
          }
          const popularOnes = new Set(
            [...before.slice(300), ...shared.messages].map(({ messageId }) => messageId)
          )
          const atPopular = dialled.filter((id) => popularOnes.has(id))
          expect(atPopular.indexOf(shared.messages[0]?.messageId ?? MessageId.make(""))).toBe(1)
          expect(turns.asked()).toBeGreaterThan(0)
        }).pipe(Effect.provide(node))
    )

    // Two nodes need a database that both reach.
    if (database.name === "PostgreSQL")
      it.scopedLive("that each of two nodes counts for itself, are turns at both", () =>
        Effect.gen(function* () {
          const address = yield* Effect.promise(database.fresh)
          const dialled: Array<MessageId> = []
          const first = recording(dialled)
          const second = recording(dialled)
          const nodeWith = (transport: typeof line) =>
            Layer.build(
              gatewayWith(address, transport).pipe(
                Layer.provideMerge(Layer.succeed(Capacity, { lines, drain: "1 second" }))
              )
            )
          const node = yield* nodeWith(first.line)
          const other = yield* nodeWith(second.line)
          const alone = 12
          const own = Array.from({ length: alone }, (_, i) => `1387${2_000_000 + i}`)
          const receipt = yield* Effect.gen(function* () {
            const queue = yield* FaxQueue
            yield* queue.pause("test")
            yield* as("flood")(send(fax(...numbers(330))))
            const sent = yield* Effect.provide(as("clinic")(send(fax(...own))), other)
            yield* queue.resume("test")
            return yield* Effect.as(as("clinic")(ended(sent)), sent)
          }).pipe(Effect.provide(node))
          const places = receipt.messages.map(({ messageId }) => dialled.indexOf(messageId))
          // Each was called, one of them before all others perhaps.
          expect(Math.min(...places)).toBeGreaterThanOrEqual(0)
          // Four calls are a round of both nodes; alone, twelve faxes take three.
          expect(Math.max(...places)).toBeLessThan(3 * alone)
          yield* Effect.repeat(Effect.delay(Effect.sync(second.calls), "10 millis"), {
            until: (calls) => calls > 0
          })
          expect(first.calls()).toBeGreaterThan(0)
        })
      )

    it.live(
      "are those of a model: the oldest of each client, then the second, after the last client",
      () =>
        Effect.gen(function* () {
          const db = yield* Database
          const messages = yield* Messages
          const queue = yield* FaxQueue
          yield* queue.pause("test")
          const now = yield* Clock.currentTimeMillis
          yield* Effect.promise(() =>
            fc.assert(
              fc.asyncProperty(
                clients,
                fc.integer({ min: 1, max: 12 }),
                fc.integer({ min: 0, max: 7 }),
                (all, limit, last) =>
                  Effect.gen(function* () {
                    let n = 0
                    const rows = all.flatMap((times, i) =>
                      times.map((minutes) => ({
                        id: `${String(++n).padStart(24, "0")}00000001`,
                        client: i + 1,
                        at: now + minutes * 60_000
                      }))
                    )
                    yield* db.commit(() => [
                      raw("DELETE FROM messages"),
                      sql`INSERT INTO messages (id, client, number, destination, status, state, state_at, wake_at, deadline,
                        asked, cancel_requested, fence, calls, calls_allowed, revision, in_front)
                      SELECT id, client, '13862345678', id, 1, 'Waiting', at, at, at + 9000000, 0, 0, 0, 0, 5, '', 1
                      FROM ${db.dialect.rows(
                        { id: "text", client: "bigint", at: "bigint" },
                        rows.map(({ id, client, at }) => [id, client, at])
                      )}`
                    ])
                    const due = rows
                      .filter(({ at }) => at <= now)
                      .toSorted((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
                    const placed = due.map((one) => ({
                      ...one,
                      place: due.filter(({ client }) => client === one.client).indexOf(one)
                    }))
                    const lap = (client: number) => (client > last ? 0 : 1)
                    const expected = placed
                      .toSorted(
                        (a, b) =>
                          a.place - b.place || lap(a.client) - lap(b.client) || a.client - b.client
                      )
                      .slice(0, limit)
                      .map(({ id, client }) => ({ id, client }))
                    expect(yield* messages.turns(now, limit, last)).toEqual(expected)
                    for (const { id, client } of rows) {
                      const [exit] = yield* messages.loadWithRivals([MessageId.make(id)])
                      const found = exit === undefined ? undefined : yield* exit
                      expect(found?.hasRivals).toBe(rows.some((other) => other.client !== client))
                    }
                  }).pipe(Effect.runPromise)
              ),
              { numRuns: 40 }
            )
          )
          if (database.name === "SQLite") return
          // Nor is more than that read where the statistics are of an hour in which nobody waited.
          const rows = Array.from({ length: 3000 }, (_, i) => [String(i).padStart(32, "0"), i])
          yield* db.commit(() => [
            sql`INSERT INTO messages (id, client, number, destination, status, state, state_at, deadline, asked,
                cancel_requested, fence, calls, calls_allowed, revision)
              SELECT id, 1, '13862345678', id, 3, 'Delivered', 0, 0, 0, 0, 0, 0, 5, ''
              FROM ${db.dialect.rows({ id: "text", n: "bigint" }, rows)}`
          ])
          yield* db.query(raw("ANALYZE messages"))
          yield* db.commit(() => [
            raw("UPDATE messages SET state = 'Waiting', wake_at = 1, in_front = 1 WHERE client = 1")
          ])
          const { db: counted, during } = counting(db, "")
          const look = yield* during(counted.query(dueInTurn(db.dialect, now, 8, 1)))
          expect(look.read).toBeLessThan(200)
          const rival = sql`SELECT ${rivalOf(db.dialect)} FROM messages m WHERE id = ${rows[0]?.[0] ?? ""}`
          expect((yield* during(counted.query(rival))).read).toBeLessThan(10)
          // Those behind one that is on the line, of which the second client's is the oldest.
          const behind = [
            { client: 1, at: now + 2, front: null, state: "Waiting" },
            { client: 1, at: now + 3, front: null, state: "Waiting" },
            { client: 2, at: now + 1, front: null, state: "Waiting" },
            { client: 2, at: now + 4, front: null, state: "Waiting" },
            { client: 1, at: now, front: 1, state: "Calling" }
          ]
          yield* db.commit(() => [
            raw("DELETE FROM messages"),
            sql`INSERT INTO messages (id, client, number, destination, status, state, state_at, wake_at, deadline,
              asked, cancel_requested, fence, calls, calls_allowed, revision, in_front)
            SELECT id, client, id, 'one', 1, state, at, at, at + 9000000, 0, 0, 0, 0, 5, '', front
            FROM ${db.dialect.rows(
              { id: "text", client: "bigint", at: "bigint", front: "bigint", state: "text" },
              behind.map(({ at, client, front, state }, i) => [
                `${String(i).padStart(24, "0")}00000001`,
                client,
                at,
                front,
                state
              ])
            )}`
          ])
          expect((yield* yield* makeFaxCounts).oldestDue).toBe(now + 1)
          const held = yield* makeHeldMessages
          const first = yield* held.at("one", { client: 0, wakeAt: 0 }, 3)
          const last = first.at(-1) ?? { client: 0, wakeAt: 0 }
          const rest = yield* held.at("one", last, 3)
          expect([...first, ...rest].map(({ client, wakeAt }) => [client, wakeAt - now])).toEqual([
            [1, 2],
            [1, 3],
            [2, 1],
            [2, 4]
          ])
        }).pipe(Effect.provide(node))
    )
  })
}
