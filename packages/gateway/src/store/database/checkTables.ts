import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import { Database, DatabaseError } from "./Database.js"
import type { Dialect } from "./Dialect.js"
import { migrations } from "./migrations.js"
import { raw } from "./sql.js"

/** The tables that the migrations make. */
const tablesOf = (dialect: Dialect): ReadonlyArray<string> =>
  migrations
    .flatMap(({ script }) => script(dialect))
    .flatMap(({ text }) => /^\s*CREATE TABLE (\w+)/.exec(text)?.[1] ?? [])

/** Fails unless every table is there that a gateway works with; reads no row. */
export const makeCheckTables = Effect.map(Database, (db) => {
  const nothing = tablesOf(db.dialect).map((table) => `SELECT 1 FROM ${table} WHERE 1 = 0`)
  return db.query(raw(nothing.join(" UNION ALL "))).pipe(
    Effect.catchAllDefect((defect) =>
      Effect.fail(
        new DatabaseError({
          kind: "refused",
          detail: `the tables are not as the gateway expects them (${Cause.pretty(Cause.die(defect)).split("\n")[0]})`
        })
      )
    ),
    Effect.asVoid
  )
})
