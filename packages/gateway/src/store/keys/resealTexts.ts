import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { Database, type DatabaseError } from "../database/Database.js"
import { join, raw, type Statement, sql } from "../database/sql.js"
import { type PlainTexts, plainTexts } from "./plainTexts.js"

/** Rows that are held in memory at once. */
const few = 200

const decodeRows = Schema.decodeUnknown(
  Schema.Array(
    Schema.Record({
      key: Schema.String,
      value: Schema.NullOr(Schema.Union(Schema.String, Schema.Int))
    })
  )
)
type Row = Effect.Effect.Success<ReturnType<typeof decodeRows>>[number]

const tuple = (parts: ReadonlyArray<Statement>) => sql`(${join(parts, ", ")})`

/**
 * Seals the texts from before there was a key, in steps: whoever reads meanwhile finds a text as it was or as it is then.
 * Each goes only over the text that was read. The number of texts that were sealed.
 */
export const resealTexts: Effect.Effect<number, DatabaseError, Database> = Effect.gen(function* () {
  const db = yield* Database

  const rowsAfter = ({ columns, isPlain, key, table }: PlainTexts, last: Row | undefined) => {
    const isLater =
      last === undefined
        ? raw("TRUE")
        : sql`${tuple(key.map(raw))} > ${tuple(key.map((name) => sql`${last[name] ?? null}`))}`
    return Effect.flatMap(
      db.query(sql`SELECT ${raw([...key, ...columns.map(({ name }) => name)].join(", "))}
        FROM ${raw(table)} WHERE ${isLater}
          AND (${join(
            columns.map(({ name }) => isPlain(raw(name))),
            " OR "
          )}) ORDER BY ${raw(key.join(", "))} LIMIT ${few}`),
      (rows) => Effect.orDie(decodeRows(rows))
    )
  }

  const sealed = ({ columns, key, table }: PlainTexts, row: Row): ReadonlyArray<Statement> =>
    columns.flatMap(({ name, write }) => {
      const text = row[name]
      return typeof text !== "string"
        ? []
        : [
            sql`UPDATE ${raw(table)} SET ${raw(name)} = ${write(db.dialect.texts, text)}
              WHERE ${join(
                [...key, name].map((each) => sql`${raw(each)} = ${row[each] ?? null}`),
                " AND "
              )} RETURNING ${raw(key[0])}`
          ]
    })

  const sealAll = (
    texts: PlainTexts,
    sum: number,
    last?: Row
  ): Effect.Effect<number, DatabaseError> =>
    Effect.gen(function* () {
      const rows = yield* rowsAfter(texts, last)
      if (rows.length === 0) return sum
      const results = yield* db.commit(() => rows.flatMap((row) => sealed(texts, row)))
      const changed = results.filter((found) => found.length > 0).length
      return yield* sealAll(texts, sum + changed, rows.at(-1))
    })

  return yield* Effect.reduce(plainTexts, 0, (sum, texts) => sealAll(texts, sum))
})
