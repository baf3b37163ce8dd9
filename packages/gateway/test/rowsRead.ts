import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Database, Row } from "../src/store/database/Database.js"
import { raw, type Statement } from "../src/store/database/sql.js"

const Steps = Schema.NonEmptyArray(Schema.Struct({ n: Schema.Int }))

/** What SQLite's virtual machine does for a row that it reads, at least. */
const stepsPerRow = 5

/** Its steps so far. */
const stepsOn = (db: Database["Type"]) =>
  Effect.flatMap(
    db.query(
      raw(
        "SELECT CAST(SUM(nstep) AS INTEGER) AS n FROM sqlite_stmt WHERE sql NOT LIKE '%sqlite_stmt%'"
      )
    ),
    (rows) => Effect.map(Effect.orDie(Schema.decodeUnknown(Steps)(rows)), ([{ n }]) => n)
  )

interface Plan {
  readonly "Actual Rows": number
  readonly "Actual Loops": number
  readonly "Rows Removed by Filter"?: number
  readonly "Rows Removed by Join Filter"?: number
  readonly "Rows Removed by Index Recheck"?: number
  readonly Plans?: ReadonlyArray<Plan>
}
const Plan: Schema.Schema<Plan> = Schema.Struct({
  "Actual Rows": Schema.Number,
  "Actual Loops": Schema.Number,
  "Rows Removed by Filter": Schema.optionalWith(Schema.Number, { exact: true }),
  "Rows Removed by Join Filter": Schema.optionalWith(Schema.Number, { exact: true }),
  "Rows Removed by Index Recheck": Schema.optionalWith(Schema.Number, { exact: true }),
  Plans: Schema.optionalWith(Schema.Array(Schema.suspend((): Schema.Schema<Plan> => Plan)), {
    exact: true
  })
})
const Explained = Schema.NonEmptyArray(
  Schema.Struct({ "QUERY PLAN": Schema.NonEmptyArray(Schema.Struct({ Plan })) })
)

const rowsOf = (plan: Plan): number =>
  plan["Actual Loops"] *
    (plan["Actual Rows"] +
      (plan["Rows Removed by Filter"] ?? 0) +
      (plan["Rows Removed by Join Filter"] ?? 0) +
      (plan["Rows Removed by Index Recheck"] ?? 0)) +
  (plan.Plans ?? []).reduce((sum, part) => sum + rowsOf(part), 0)

const decodeExplained = Schema.decodeUnknownSync(Explained)

/** What PostgreSQL says that it read for a statement; explained so, it is carried out as well. */
const explaining = ({ text, values }: Statement): Statement => ({
  text: `EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, FORMAT JSON) ${text}`,
  values
})
const readFor = (rows: ReadonlyArray<Row>) => rowsOf(decodeExplained(rows)[0]["QUERY PLAN"][0].Plan)

/**
 * A database, and the rows that have been read in it: by what it says of each statement, not by the time it
 * takes. On PostgreSQL its commits return nothing.
 */
export const counting = (db: Database["Type"]) => {
  let read = 0
  const count = (rows: number) =>
    Effect.sync(() => {
      read += rows
    })
  const around = <A, E>(effect: Effect.Effect<A, E>) =>
    Effect.gen(function* () {
      const before = yield* stepsOn(db)
      const result = yield* effect
      yield* count(((yield* stepsOn(db)) - before) / stepsPerRow)
      return result
    })
  const counted: Database["Type"] =
    db.dialect.name === "sqlite"
      ? {
          ...db,
          query: (statement) => around(db.query(statement)),
          commit: (script) => around(db.commit(script))
        }
      : {
          ...db,
          query: (statement) =>
            Effect.zipRight(
              Effect.flatMap(db.query(explaining(statement)), (rows) => count(readFor(rows))),
              db.query(statement)
            ),
          commit: (script) =>
            Effect.flatMap(
              db.commit(() => script().map(explaining)),
              (results) =>
                Effect.as(count(results.reduce((sum, rows) => sum + readFor(rows), 0)), [])
            )
        }
  return {
    db: counted,
    /** The rows that this reads. */
    during: <A, E, R>(program: Effect.Effect<A, E, R>) =>
      Effect.gen(function* () {
        const before = read
        yield* program
        return Math.round(read - before)
      })
  }
}
