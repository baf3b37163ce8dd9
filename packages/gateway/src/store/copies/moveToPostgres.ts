import { createHash } from "node:crypto"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { Database, DatabaseError, type Row } from "../database/Database.js"
import { databaseAt } from "../database/databaseAt.js"
import { join, raw, type Statement, sql, type Value } from "../database/sql.js"

/** A table that was moved: how many rows it has, and a hash over all of them that is the same on both sides. */
export interface MovedTable {
  readonly table: string
  readonly rows: number
  /** SHA-256, in hex. */
  readonly sha256: string
}

type Db = Context.Tag.Service<Database>

/** A table as SQLite has it, with what its rows are in order of. */
interface Table {
  readonly name: string
  readonly columns: ReadonlyArray<string>
  readonly key: ReadonlyArray<string>
  readonly texts: ReadonlyArray<string>
}

/** What belongs to a place, and not to what is in it. */
const stays = ["migrations", "origin", "moving"]
const rowsAtOnce = 500
/** Documents lie in parts of up to a mebibyte. */
const partsAtOnce = 16

const Names = Schema.Array(Schema.Struct({ name: Schema.String }))
const Columns = Schema.Array(
  Schema.Struct({ name: Schema.String, pk: Schema.Int, type: Schema.String })
)
const Found = Schema.Array(Schema.Struct({ n: Schema.Int }))
const Reached = Schema.Array(
  Schema.Struct({
    last: Schema.parseJson(Schema.Array(Schema.Union(Schema.String, Schema.Number)))
  })
)

const read = <A, I>(db: Db, schema: Schema.Schema<A, I>, statement: Statement) =>
  Effect.flatMap(db.query(statement), (rows) => Effect.orDie(Schema.decodeUnknown(schema)(rows)))

const list = (names: ReadonlyArray<string>) => names.map((name) => `"${name}"`).join(", ")

const tablesOf = (source: Db) =>
  Effect.gen(function* () {
    const names = yield* read(
      source,
      Names,
      raw(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
      )
    )
    return yield* Effect.forEach(
      names.filter(({ name }) => !stays.includes(name)),
      ({ name }) =>
        Effect.map(
          read(
            source,
            Columns,
            sql`SELECT name, pk, type FROM pragma_table_info(${name}) ORDER BY cid`
          ),
          (columns): Table => ({
            name,
            columns: columns.map((column) => column.name),
            // The parts of documents have no key; they are in the order of their content and place.
            key:
              name === "contents"
                ? ["content", "part"]
                : columns
                    .filter(({ pk }) => pk > 0)
                    .toSorted((a, b) => a.pk - b.pk)
                    .map((column) => column.name),
            texts: columns.filter(({ type }) => type === "TEXT").map((column) => column.name)
          })
        )
    )
  })

const cellOf = (value: unknown): Value => {
  if (value === null || typeof value === "string" || typeof value === "number") return value
  if (value instanceof Uint8Array) return value
  // So SQLite's driver gives them.
  if (value instanceof ArrayBuffer) return new Uint8Array(value)
  throw new Error(`a value of an unknown kind: ${typeof value}`)
}

/** The key, to order by: bytes in order on both sides, whatever the language of the database. */
const orderOf = ({ dialect }: Db, { key, texts }: Table) =>
  raw(
    key
      .map((name) =>
        dialect.name === "postgres" && texts.includes(name) ? `"${name}" COLLATE "C"` : `"${name}"`
      )
      .join(", ")
  )

/** The rows after a key, in its order. */
const pageOf = (db: Db, table: Table, last: ReadonlyArray<Value>, limit: number) => {
  const order = orderOf(db, table)
  const after =
    last.length === 0
      ? sql``
      : sql`WHERE (${order}) > (${join(
          last.map((value) => sql`${value}`),
          ", "
        )})`
  return db.query(sql`SELECT ${raw(list(table.columns))} FROM ${raw(table.name)} ${after}
    ORDER BY ${order} LIMIT ${limit}`)
}

const limitOf = ({ name }: Table) => (name === "contents" ? partsAtOnce : rowsAtOnce)
const keyOf = ({ key }: Table, row: Row) => key.map((column) => cellOf(row[column]))

/** Rows and a hash of a table, read from its first row to its last. */
const sumOf = Effect.fn("moveToPostgres.sumOf")(function* (db: Db, table: Table) {
  const hash = createHash("sha256")
  let rows = 0
  let last: ReadonlyArray<Value> = []
  while (true) {
    const page: ReadonlyArray<Row> = yield* pageOf(db, table, last, limitOf(table))
    for (const row of page) {
      const values = table.columns.map((column) => cellOf(row[column]))
      hash.update(
        `${JSON.stringify(values.map((value) => (value instanceof Uint8Array ? Buffer.from(value).toString("hex") : value)))}\n`
      )
    }
    rows += page.length
    const end = page.at(-1)
    if (end === undefined || page.length < limitOf(table)) break
    last = keyOf(table, end)
  }
  return { table: table.name, rows, sha256: hash.digest("hex") }
})

/** Copies the rows of a table that are not there yet; where it has come to is written with each commit. */
const copyTable = Effect.fn("moveToPostgres.copyTable")(function* (
  source: Db,
  target: Db,
  table: Table
) {
  const [reached] = yield* read(
    target,
    Reached,
    sql`SELECT last FROM moving WHERE name = ${table.name}`
  )
  let last: ReadonlyArray<Value> = reached?.last ?? []
  while (true) {
    const page: ReadonlyArray<Row> = yield* pageOf(source, table, last, limitOf(table))
    const end = page.at(-1)
    if (end === undefined) return
    const isFirst = last.length === 0
    last = keyOf(table, end)
    const values = page.map(
      (row) =>
        sql`(${join(
          table.columns.map((column) => sql`${cellOf(row[column])}`),
          ", "
        )})`
    )
    const reachedNow = JSON.stringify(last)
    yield* target.commit(() => [
      // What its migrations put there is in the source too.
      ...(isFirst ? [raw(`DELETE FROM ${table.name}`)] : []),
      sql`INSERT INTO ${raw(table.name)} (${raw(list(table.columns))}) VALUES ${join(values, ", ")}`,
      sql`INSERT INTO moving (name, last) VALUES (${table.name}, ${reachedNow})
        ON CONFLICT (name) DO UPDATE SET last = ${reachedNow}`
    ])
  }
})

const refused = (detail: string) => new DatabaseError({ kind: "refused", detail })

/** Nodes give a sign of life each second. */
const aliveMillis = 10_000

const checkSource = (source: Db) =>
  Effect.gen(function* () {
    const now = yield* Clock.currentTimeMillis
    const alive = yield* read(
      source,
      Found,
      sql`SELECT COUNT(*) AS n FROM nodes WHERE stopped_at IS NULL AND seen_at > ${now - aliveMillis}`
    )
    if (alive[0]?.n !== 0) {
      return yield* refused("A gateway runs on this database; stop it first")
    }
  })

/** It is empty, or an earlier run has begun to fill it. */
const checkTarget = (target: Db) =>
  Effect.gen(function* () {
    const begun = yield* read(
      target,
      Found,
      raw(
        "SELECT COUNT(*) AS n FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = 'moving'"
      )
    )
    if (begun[0]?.n === 1) return
    const used = yield* read(
      target,
      Found,
      raw("SELECT (SELECT COUNT(*) FROM clients) + (SELECT COUNT(*) FROM jobs) AS n")
    )
    if (used[0]?.n !== 0) {
      return yield* refused(
        "The PostgreSQL database has faxes or clients already; name an empty one"
      )
    }
    yield* target.commit(() => [
      raw("CREATE TABLE moving (name TEXT NOT NULL PRIMARY KEY, last TEXT NOT NULL)")
    ])
  })

/** The next numbers come after those that are there. */
const serials = [
  ["clients", "key"],
  ["events", "id"],
  ["audit", "id"],
  ["webhook_posts", "id"]
] as const

const move = (source: Db, target: Db) =>
  Effect.gen(function* () {
    yield* checkSource(source)
    yield* checkTarget(target)
    const tables = yield* tablesOf(source)
    yield* Effect.forEach(tables, (table) => copyTable(source, target, table), { discard: true })
    const sums = yield* Effect.forEach(tables, (table) =>
      Effect.gen(function* () {
        const was = yield* sumOf(source, table)
        const is = yield* sumOf(target, table)
        if (was.rows === is.rows && was.sha256 === is.sha256) return was
        return yield* refused(
          `${table.name} is not the same on both sides (${was.rows} rows and ${is.rows}); was a gateway started meanwhile? Begin again with an empty PostgreSQL database`
        )
      })
    )
    yield* target.commit(() => [
      ...serials.map(([table, column]) =>
        raw(
          `SELECT setval(pg_get_serial_sequence('${table}', '${column}'), GREATEST((SELECT MAX(${column}) FROM ${table}), 1))`
        )
      ),
      raw("DROP TABLE moving")
    ])
    // Should somebody start a gateway on it again, it is taken for a copy.
    yield* source.commit(() => [raw("UPDATE origin SET place = 'moved to PostgreSQL'")])
    return sums
  })

/**
 * Copies everything from a SQLite file, over which no gateway runs, into an empty PostgreSQL database, and compares both: every
 * table by the number of its rows and a hash over them. Broken off, it goes on where it was. The file stays, and a gateway that is
 * started on it again takes it for a copy.
 *
 * @example
 * ```ts
 * import { moveToPostgres } from "@faxingcenter/gateway"
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
  Effect.gen(function* () {
    const source = Context.get(yield* Layer.build(databaseAt(from)), Database)
    const target = Context.get(yield* Layer.build(databaseAt(to)), Database)
    if (source.dialect.name !== "sqlite" || target.dialect.name !== "postgres") {
      return yield* refused("It moves from a SQLite file into a PostgreSQL database")
    }
    return yield* move(source, target)
  }).pipe(Effect.scoped)
