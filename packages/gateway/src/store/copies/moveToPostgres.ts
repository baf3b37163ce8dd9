import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { Database, DatabaseError } from "../database/Database.js"
import { databaseAt } from "../database/databaseAt.js"
import * as Postgres from "../database/postgresDatabase.js"
import { placeOnPostgres, toleranceMillis } from "../database/recognise.js"
import { restoreScript } from "../database/restores.js"
import { raw, sql } from "../database/sql.js"
import * as Sqlite from "../database/sqliteDatabase.js"
import { inspectSource } from "./inspectSource.js"
import { copyTable, type Db, type MovedTable, read, sumOf, tablesOf } from "./tableCopies.js"

const Found = Schema.NonEmptyArray(Schema.Struct({ n: Schema.Int }))
const Places = Schema.NonEmptyArray(Schema.Struct({ place: Schema.String }))
const Since = Schema.NonEmptyArray(Schema.Struct({ since: Schema.NullOr(Schema.Int) }))
const Serials = Schema.Array(Schema.Struct({ table: Schema.String, column: Schema.String }))

const refused = (detail: string) => new DatabaseError({ kind: "refused", detail })

const opened = <E>(layer: Layer.Layer<Database, E>) =>
  Effect.map(Layer.build(layer), (context) => Context.get(context, Database))

const count = (db: Db, of: string) =>
  Effect.map(read(db, Found, raw(`SELECT COUNT(*) AS n FROM ${of}`)), ([{ n }]) => n)

const hasTable = (target: Db, name: string) =>
  Effect.map(
    count(
      target,
      `information_schema.tables WHERE table_schema = current_schema() AND table_name = '${name}'`
    ),
    (n) => n > 0
  )

const isUsed = (target: Db) =>
  Effect.gen(function* () {
    if (!(yield* hasTable(target, "jobs"))) return false
    return (yield* count(target, "clients")) + (yield* count(target, "jobs")) > 0
  })

/**
 * From here on, a gateway that is started on the file takes it for a copy. One that never said it stopped may run somewhere
 * still: then the line is asked about all that waits, on both sides.
 */
const mark = (source: Db, place: string) =>
  Effect.gen(function* () {
    const now = yield* Clock.currentTimeMillis
    const [{ since }] = yield* read(
      source,
      Since,
      raw("SELECT MIN(seen_at) AS since FROM nodes WHERE stopped_at IS NULL")
    )
    yield* source.commit(() => [
      ...(since === null ? [] : restoreScript(now, Math.max(0, since - toleranceMillis))),
      sql`UPDATE origin SET place = ${`moving to ${place}`}`
    ])
  })

const compare = (source: Db, target: Db) =>
  Effect.gen(function* () {
    const tables = yield* tablesOf(source)
    return yield* Effect.forEach(tables, (table) =>
      Effect.gen(function* () {
        const was = yield* sumOf(source, table)
        const is = yield* sumOf(target, table)
        return { was, is, isSame: was.rows === is.rows && was.sha256 === is.sha256 }
      })
    )
  })

/** The next numbers come after those that are there. */
const setSerials = (target: Db) =>
  Effect.map(
    read(
      target,
      Serials,
      raw(`SELECT table_name AS table, column_name AS column FROM information_schema.columns
        WHERE table_schema = current_schema() AND column_default LIKE 'nextval(%'`)
    ),
    (serials) =>
      serials.map(({ column, table }) =>
        raw(
          `SELECT setval(pg_get_serial_sequence('${table}', '${column}'), GREATEST((SELECT MAX(${column}) FROM ${table}), 1))`
        )
      )
  )

const finish = (source: Db, target: Db, place: string) =>
  Effect.gen(function* () {
    const compared = yield* compare(source, target)
    const other = compared.find(({ isSame }) => !isSame)
    if (other !== undefined) {
      return yield* refused(
        `${other.was.table} differs between the two databases (${other.was.rows} rows and ${other.is.rows}): something was written in the meantime. Start again with an empty PostgreSQL database`
      )
    }
    const serials = yield* setSerials(target)
    yield* target.commit(() => [...serials, raw("DROP TABLE moving")])
    yield* source.commit(() => [sql`UPDATE origin SET place = ${`moved to ${place}`}`])
    return compared.map(({ was }) => was)
  })

/** A move that was finished is compared again, and nothing is changed but its last mark. */
const finished = (source: Db, target: Db, place: string) =>
  Effect.gen(function* () {
    const compared = yield* compare(source, target)
    yield* source.commit(() => [sql`UPDATE origin SET place = ${`moved to ${place}`}`])
    if (compared.every(({ isSame }) => isSame)) return compared.map(({ was }) => was)
    return yield* refused(
      "Everything in this file was already moved to this PostgreSQL database, and a gateway has run there since; nothing was changed. Start the gateway there"
    )
  })

const move = (from: Redacted.Redacted, to: Redacted.Redacted) =>
  Effect.gen(function* () {
    const marked = yield* inspectSource(Redacted.value(from))
    const asItIs = Sqlite.layer(Redacted.value(from))
    const empty = yield* opened(Postgres.layer({ url: to, connections: 2 }))
    const [{ place }] = yield* read(empty, Places, placeOnPostgres)
    const isBegun = yield* hasTable(empty, "moving")
    if (marked?.to === place && isBegun) {
      const source = yield* opened(asItIs)
      return { source, target: empty, place, isFinished: false }
    }
    if (marked?.to === place && (yield* isUsed(empty))) {
      return { source: yield* opened(asItIs), target: empty, place, isFinished: true }
    }
    if (marked?.state === "moved") {
      return yield* refused(
        "Everything in this file was already moved to another PostgreSQL database. If that one is lost, run fax restored on this file with the time of the move; the line is then asked about every waiting fax"
      )
    }
    if (isBegun && (yield* count(empty, "moving")) > 0) {
      return yield* refused(
        "The PostgreSQL database is half filled from another file, or something opened this file since; name an empty one"
      )
    }
    if (yield* isUsed(empty)) {
      return yield* refused(
        "The PostgreSQL database has faxes or clients already; name an empty one"
      )
    }
    const source = yield* opened(databaseAt(from))
    const target = isBegun ? empty : yield* opened(databaseAt(to))
    if (!isBegun) {
      yield* target.commit(() => [
        raw("CREATE TABLE moving (name TEXT NOT NULL PRIMARY KEY, last TEXT NOT NULL)")
      ])
    }
    yield* mark(source, place)
    return { source, target, place, isFinished: false }
  }).pipe(
    Effect.flatMap(({ isFinished, place, source, target }) =>
      isFinished
        ? finished(source, target, place)
        : Effect.flatMap(tablesOf(source), (tables) =>
            Effect.forEach(tables, (table) => copyTable(source, target, table), { discard: true })
          ).pipe(Effect.zipRight(finish(source, target, place)))
    )
  )

/**
 * Copies everything from a SQLite file, over which no gateway runs, into an empty PostgreSQL database, and compares both: every
 * table by the number of its rows and a hash over them. Broken off, it goes on where it was when it is called again; until it is
 * finished, no gateway starts on the PostgreSQL database. After it, a call compares both again.
 *
 * The file stays, and a gateway that is started on it again takes it for a copy. If a gateway did not say that it stopped, it may
 * run somewhere still: then the line is asked about all that waits before anybody is called.
 *
 * @example
 * ```ts
 * import { moveToPostgres } from "@faxingcenter/gateway/manage"
 * import { Redacted } from "effect"
 *
 * const tables = moveToPostgres(
 *   Redacted.make("fax.db"),
 *   Redacted.make("postgres://fax@db.example.com/fax")
 * )
 * ```
 */
export const moveToPostgres = (
  from: Redacted.Redacted,
  to: Redacted.Redacted
): Effect.Effect<ReadonlyArray<MovedTable>, DatabaseError> =>
  /^(postgres(ql)?:|:memory:|file:)/.test(Redacted.value(from)) ||
  !/^postgres(ql)?:/.test(Redacted.value(to))
    ? refused("A move goes from a SQLite file to a PostgreSQL database")
    : Effect.scoped(move(from, to))
