import { describe, expect, it } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as Redacted from "effect/Redacted"
import { Database, type Script } from "../src/store/database/Database.js"
import { databaseAt } from "../src/store/database/databaseAt.js"
import { raw, sql } from "../src/store/database/sql.js"
import { postgres, sqliteFiles } from "./databases.js"
import { tapped } from "./tappedDatabase.js"

const insert = (node: string): Script[number] =>
  sql`INSERT INTO nodes (id, started_at, seen_at) VALUES (${node}, 0, 0)`

/** When the event loop has gone round once more. */
const nextTurn = Effect.async<void>((resume) => {
  setImmediate(() => resume(Effect.void))
})

/** Commits these together, and tells how many scripts that took and what became of each. */
const committed = Effect.fn("committed")(function* (nodes: ReadonlyArray<string>, most: number) {
  const db = yield* Database
  const batches: Array<number> = []
  const commit = yield* db.together<string>({
    scriptOf: (items) => {
      batches.push(items.length)
      return items.map(insert)
    },
    maxItems: most,
    ownerOf: () => 0
  })
  const results = yield* Effect.forEach(nodes, (node) => Effect.either(commit(node)), {
    concurrency: "unbounded"
  })
  const rows = yield* db.query(raw("SELECT id FROM nodes ORDER BY id"))
  return { batches, failed: results.map(({ _tag }) => _tag === "Left"), stored: rows.length }
})

for (const database of [sqliteFiles(), postgres()]) {
  const skipped = database.missing === undefined ? "" : ` (skipped: ${database.missing})`
  describe.skipIf(database.missing !== undefined)(
    `a group commit on ${database.name}${skipped}`,
    () => {
      const inDatabase = <A, E>(effect: Effect.Effect<A, E, Database>) =>
        Effect.flatMap(Effect.promise(database.fresh), (address) =>
          Effect.provide(effect, databaseAt(Redacted.make(address)))
        )

      it.live("leaves nothing open after the read of one row, nor of none", () =>
        inDatabase(
          Effect.gen(function* () {
            const db = yield* Database
            yield* db.commit(() => ["one", "two"].map(insert))
            const read = (id: string) =>
              db.query({
                ...sql`SELECT id FROM nodes WHERE id >= ${id} ORDER BY id`,
                isOneRow: true
              })
            expect((yield* read("one"))[0]).toEqual({ id: "one" })
            expect(yield* read("zero")).toEqual([])
            expect((yield* read("one"))[0]).toEqual({ id: "one" })
            // A reader that is not done would hold it up.
            for (const { text } of db.dialect.scrub) {
              expect(yield* db.query(raw(text))).toEqual([{ busy: 0, log: 0, checkpointed: 0 }])
            }
          })
        )
      )

      it.live(
        "takes what comes together with few scripts, none of them larger than it may be",
        () =>
          Effect.gen(function* () {
            const nodes = Array.from({ length: 100 }, (_, i) => `node ${i}`)
            const { batches, failed, stored } = yield* committed(nodes, 30).pipe(
              Effect.scoped,
              inDatabase
            )
            expect(stored).toBe(100)
            expect(failed).not.toContain(true)
            expect(batches.length).toBeLessThanOrEqual(8)
            expect(Math.max(...batches)).toBeLessThanOrEqual(30)
          })
      )

      it.live.skipIf(database.name !== "SQLite")(
        "waits a few turns for those who were answered together and ask again one after the other",
        () =>
          Effect.gen(function* () {
            const db = yield* Database
            const batches: Array<number> = []
            const commit = yield* db.together<string>({
              scriptOf: (items) => {
                batches.push(items.length)
                return items.map(insert)
              },
              maxItems: 100,
              ownerOf: () => 0
            })
            const together = (names: ReadonlyArray<string>, turns: (i: number) => number) =>
              Effect.forEach(
                names,
                (name, i) => Effect.zipRight(Effect.repeatN(nextTurn, turns(i)), commit(name)),
                { concurrency: "unbounded", discard: true }
              )
            const named = (name: string) => Array.from({ length: 20 }, (_, i) => `${name} ${i}`)
            yield* together(named("first"), () => 0)
            yield* together(named("again"), (i) => i)
            expect(batches[0]).toBe(20)
            expect(batches[1]).toBeGreaterThanOrEqual(15)
            const before = batches.length
            // Who comes alone waits a little once, and then not any more.
            yield* together(["alone"], () => 0)
            expect(batches.slice(before)).toEqual([1])
          }).pipe(Effect.scoped, inDatabase)
      )

      it.live.skipIf(database.name === "SQLite")(
        "begins anew with all that it gathered when another transaction was in its way",
        () =>
          Effect.gen(function* () {
            const db = yield* Database
            // A sequence counts on through what is undone.
            yield* db.commit(() => [
              raw("CREATE SEQUENCE begun"),
              raw(`CREATE FUNCTION collide() RETURNS BIGINT LANGUAGE plpgsql AS $$ BEGIN
                IF nextval('begun') = 1 THEN
                  RAISE EXCEPTION 'in the way' USING ERRCODE = 'serialization_failure';
                END IF;
                RETURN 1; END $$`)
            ])
            const commit = yield* db.together<string>({
              scriptOf: (nodes) => [...nodes.map(insert), raw("SELECT collide()")],
              maxItems: 30,
              ownerOf: () => 0
            })
            const nodes = ["a", "b", "c", "d"]
            yield* Effect.forEach(nodes, commit, { concurrency: "unbounded", discard: true })
            const [row] = yield* db.query(
              raw(
                "SELECT (SELECT COUNT(*) FROM nodes) AS stored, last_value > 1 AS again FROM begun"
              )
            )
            expect(row).toEqual({ stored: nodes.length, again: true })
          }).pipe(Effect.scoped, inDatabase)
      )

      it.live.skipIf(database.name === "SQLite")(
        "goes over connections that compile no query, which takes longer than any of ours",
        () =>
          Effect.gen(function* () {
            const db = yield* Database
            expect(yield* db.query(raw("SHOW jit"))).toEqual([{ jit: "off" }])
          }).pipe(inDatabase)
      )

      it.scopedLive.skipIf(database.name === "SQLite")(
        "sends its COMMIT along, so that a process that is busy holds no lock, and says when nobody knows what became of it",
        () =>
          Effect.gen(function* () {
            const tap = yield* tapped(yield* Effect.promise(database.fresh))
            const context = yield* Layer.build(databaseAt(Redacted.make(tap.address)))
            const db = Context.get(context, Database)
            const stored = (id: string) =>
              Effect.map(db.query(sql`SELECT 1 FROM nodes WHERE id = ${id}`), (rows) => rows.length)
            yield* db.commit(() => ["a", "b"].map(insert))
            const before = tap.sent.length
            yield* db.commit(() => ["c", "d"].map(insert))
            const whole = tap.sent.slice(before)
            expect(whole).toHaveLength(1)
            expect(whole[0]).toMatch(/BEGIN.*COMMIT/s)
            // What PostgreSQL refuses is undone, and the connection goes on.
            const open = tap.connections()
            const refused = yield* Effect.flip(db.commit(() => ["e", "a", "f"].map(insert)))
            expect([refused.kind, yield* stored("e")]).toEqual(["conflict", 0])
            yield* db.commit(() => [insert("g")])
            expect([yield* stored("g"), tap.connections()]).toEqual([1, open])
            for (const [when, kept] of [
              ["before", 0],
              ["after", 1]
            ] as const) {
              tap.breakAtCommit(when)
              const { kind } = yield* Effect.flip(db.commit(() => [insert(when)]))
              tap.breakAtCommit(undefined)
              expect([kind, yield* stored(when)]).toEqual(["lost", kept])
            }
          })
      )

      it.live(
        "lets one that spoils its script fail alone, and says so to the program's logger",
        () => {
          const lines: Array<string> = []
          const logger = Logger.replace(
            Logger.defaultLogger,
            Logger.make(({ message }) => lines.push(String(message)))
          )
          return Effect.gen(function* () {
            const nodes = ["a", "b", "c", "d", "e", "f", "g", "b"]
            const { failed, stored } = yield* committed(nodes, 30).pipe(Effect.scoped, inDatabase)
            expect(stored).toBe(7)
            expect(failed.filter((is) => is)).toHaveLength(1)
            expect(lines.join()).toContain("each is retried separately")
          }).pipe(Effect.provide(Layer.merge(logger, Logger.minimumLogLevel(LogLevel.Debug))))
        }
      )
    }
  )
}
