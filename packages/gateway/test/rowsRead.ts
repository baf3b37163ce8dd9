import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import Sqlite from "libsql"
import type { Database, Query, Row } from "../src/store/database/Database.js"
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
  readonly "Node Type": string
  readonly "Relation Name"?: string
  readonly "Actual Rows": number
  readonly "Actual Loops": number
  readonly "Rows Removed by Filter"?: number
  readonly "Rows Removed by Join Filter"?: number
  readonly "Rows Removed by Index Recheck"?: number
  readonly Plans?: ReadonlyArray<Plan>
}
const Plan: Schema.Schema<Plan> = Schema.Struct({
  "Node Type": Schema.String,
  "Relation Name": Schema.optionalWith(Schema.String, { exact: true }),
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

const stepsOf = (plan: Plan): ReadonlyArray<string> => [
  `${plan["Node Type"]} on ${plan["Relation Name"] ?? "nothing"}`,
  ...(plan.Plans ?? []).flatMap(stepsOf)
]

const decodeSteps = Schema.decodeUnknownSync(Schema.Array(Schema.Struct({ detail: Schema.String })))

/** What SQLite means to do for a statement; over a connection of its own, which it blocks. */
const planIn = (address: string, { text, values }: Statement): ReadonlyArray<string> => {
  const db = new Sqlite(address)
  try {
    const rows = db.prepare<Array<unknown>>(`EXPLAIN QUERY PLAN ${text}`).all(values)
    return decodeSteps(rows).map(({ detail }) => detail)
  } finally {
    db.close()
  }
}

const decodeExplained = Schema.decodeUnknownSync(Explained)

/** What PostgreSQL says that it read for a statement; explained so, it is carried out as well. */
const explaining = ({ text, values }: Statement): Statement => ({
  text: `EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, FORMAT JSON) ${text}`,
  values
})
const planOf = (rows: ReadonlyArray<Row>) => decodeExplained(rows)[0]["QUERY PLAN"][0].Plan

/**
 * A database, and the rows that have been read in it: by what it says of each statement, not by the time it
 * takes. On PostgreSQL its commits return nothing.
 */
export const counting = (db: Database["Type"], address: string) => {
  let read = 0
  const steps: Array<string> = []
  let isLarge = false
  const around = <A, E>(statements: ReadonlyArray<Statement>, effect: Effect.Effect<A, E>) =>
    Effect.gen(function* () {
      const before = yield* stepsOn(db)
      const result = yield* effect
      read += ((yield* stepsOn(db)) - before) / stepsPerRow
      steps.push(...statements.flatMap((statement) => planIn(address, statement)))
      return result
    })
  const note = (rows: ReadonlyArray<Row>) => {
    const plan = planOf(rows)
    read += rowsOf(plan)
    steps.push(...stepsOf(plan))
  }
  const query: Query =
    db.dialect.name === "sqlite"
      ? (statement) => around([statement], db.query(statement))
      : (statement) =>
          Effect.zipRight(
            Effect.map(
              isLarge
                ? Effect.map(
                    db.commit(() => [raw("SET LOCAL enable_seqscan = off"), explaining(statement)]),
                    ([, rows]) => rows ?? []
                  )
                : db.query(explaining(statement)),
              note
            ),
            db.query(statement)
          )
  const counted: Database["Type"] =
    db.dialect.name === "sqlite"
      ? {
          ...db,
          query,
          queryAtOnce: query,
          commit: (script) => around(script(), db.commit(script))
        }
      : {
          ...db,
          query,
          queryAtOnce: query,
          commit: (script) =>
            Effect.map(
              db.commit(() => script().map(explaining)),
              (results) => {
                results.forEach(note)
                return []
              }
            )
        }
  return {
    db: counted,
    /**
     * The rows that this reads, and the steps of its plans. `asIfLarge`: as PostgreSQL means to read many rows, where it
     * would rather read all of a few than a hundred by an index.
     */
    during: <A, E, R>(program: Effect.Effect<A, E, R>, asIfLarge = false) =>
      Effect.gen(function* () {
        isLarge = asIfLarge
        const before = read
        const after = steps.length
        yield* program
        return { read: Math.round(read - before), steps: steps.slice(after) }
      })
  }
}
