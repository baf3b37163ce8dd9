import { createHash } from "node:crypto"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Database, Row } from "../database/Database.js"
import { join, raw, type Statement, sql, type Value } from "../database/sql.js"

/** A table that was moved: how many rows it has, and a hash over all of them that is the same on both sides. */
export interface MovedTable {
  readonly table: string
  readonly rows: number
  /** SHA-256, in hex. */
  readonly sha256: string
}

export type Db = Context.Tag.Service<Database>

/** A table as SQLite has it, with what its rows are in order of. */
export interface Table {
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
const Reached = Schema.Array(
  Schema.Struct({
    last: Schema.parseJson(Schema.Array(Schema.Union(Schema.String, Schema.Number)))
  })
)

export const read = <A, I>(db: Db, schema: Schema.Schema<A, I>, statement: Statement) =>
  Effect.flatMap(db.query(statement), (rows) => Effect.orDie(Schema.decodeUnknown(schema)(rows)))

const list = (names: ReadonlyArray<string>) => names.map((name) => `"${name}"`).join(", ")

/** What is to be moved, by the tables of the file. */
export const tablesOf = (source: Db) =>
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
export const sumOf = Effect.fn("tableCopies.sumOf")(function* (db: Db, table: Table) {
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
export const copyTable = Effect.fn("tableCopies.copyTable")(function* (
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
