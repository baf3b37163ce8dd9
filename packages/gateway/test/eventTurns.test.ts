import { expect, it } from "@effect/vitest"
import { CurrentClient } from "@faxingcenter/core"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { ClientKeys, FaxQueue } from "../src/manage.js"
import { Database, type Query } from "../src/store/database/Database.js"
import { raw, sql } from "../src/store/database/sql.js"
import * as Events from "../src/tell/events/Events.js"
import { fax, gateway, send } from "./fixtures.js"

const nextTurn = Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))

/** All that a client may have open at a node. */
const streams = 16
/** Events that each of them has to read. */
const flood = 4_000

/** A client, and what makes events of it happen. */
const makeClient = Effect.fn(function* (clientId: string) {
  const db = yield* Database
  const keys = yield* ClientKeys
  const { messages } = yield* Effect.provideService(send(fax("13862345678")), CurrentClient, {
    clientId
  })
  const message = messages[0]?.messageId ?? ""
  const client = yield* keys.keyOf(clientId)
  let made = 0
  const happen = (n: number) => {
    const rows = Array.from({ length: n }, () => [client, message, `${clientId} ${made++}`])
    return db.commit(() => [
      sql`INSERT INTO events (tx, at, client, message, type, data, name)
        SELECT 0, 0, client, message, 'CancelRequested', '{"_tag":"CancelRequested"}', name
        FROM ${db.dialect.rows({ client: "bigint", message: "text", name: "text" }, rows)}`
    ])
  }
  return { client, happen }
})

it.scopedLive("streams that catch up delay no other client's events by more than three times", () =>
  Effect.gen(function* () {
    yield* Effect.flatMap(FaxQueue, ({ pause }) => pause("test"))
    const db = yield* Database
    const a = yield* makeClient("flood")
    const b = yield* makeClient("clinic")
    yield* a.happen(flood)
    yield* b.happen(200)
    /** The rows of each look at the outbox. */
    const looks: Array<number> = []
    const query: Query = (statement) =>
      Effect.tap(db.query(statement), (rows) => {
        looks.push(rows.length)
      })
    const counted = Layer.succeed(Database, { ...db, query })
    const built = yield* Layer.build(Layer.provide(Events.layer, counted))
    const { stream } = Context.get(built, Events.Events)
    const looksDuring = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
      Effect.suspend(() => {
        const before = looks.length
        return Effect.map(effect, () => looks.length - before)
      })
    /** Reads so many, from the first. */
    const reads = (n: number) =>
      looksDuring(Stream.runDrain(Stream.take(stream(undefined, { client: b.client }), n)))
    const few = yield* reads(1)
    const many = yield* reads(200)

    let read = 0
    const flooding = stream(undefined, { client: a.client }).pipe(
      Stream.runForEachChunk((chunk) => {
        read += chunk.length
        return Effect.void
      })
    )
    yield* Effect.forkScoped(
      Effect.forEach(Array(streams).fill(flooding), (one: typeof flooding) => one, {
        concurrency: "unbounded"
      })
    )
    const inEachTurn: Array<number> = []
    const watch = Effect.forever(
      Effect.map(looksDuring(nextTurn), (grown) => {
        inEachTurn.push(grown)
      })
    )
    yield* Effect.forkScoped(watch)
    yield* nextTurn
    expect(yield* reads(1)).toBeLessThanOrEqual(3 * few)
    expect(yield* reads(200)).toBeLessThanOrEqual(3 * many)

    // It stands where nothing more has happened, until something does.
    const heard = Effect.gen(function* () {
      const [last] = yield* db.query(raw("SELECT MAX(id) AS id FROM events"))
      const listener = yield* stream(`0-${last?.id}`, { client: b.client }).pipe(
        Stream.take(1),
        Stream.runDrain,
        Effect.fork
      )
      for (let i = 0; i < 20; i++) yield* nextTurn
      yield* b.happen(1)
      return yield* looksDuring(
        Effect.zipRight(db.notify("events"), Effect.fromFiber(listener).pipe(Effect.asVoid))
      )
    })
    expect(yield* heard).toBeLessThanOrEqual(3)
    // All this while there was more to read.
    expect(read).toBeGreaterThan(0)
    expect(read).toBeLessThan((streams * flood) / 2)
    // And whatever else is asked is answered after a few rows of it.
    expect(Math.max(...looks)).toBe(20)
    expect(Math.max(...inEachTurn)).toBeLessThanOrEqual(2)
  }).pipe(Effect.provide(gateway(":memory:")))
)
