import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { Database, DatabaseError } from "./Database.js"
import { migrations } from "./migrations.js"
import { recognise } from "./recognise.js"
import { raw, sql } from "./sql.js"

const decodeApplied = Schema.decodeUnknown(Schema.Array(Schema.Struct({ id: Schema.Int })))

/** `faxingce` as a number: whoever holds this lock migrates, the others wait. */
const lockKey = "7377295427834143589"

const Columns = Schema.Array(Schema.Struct({ table_name: Schema.String, columns: Schema.String }))

/** Fails on the schema of another program before anything is written into it. */
const checkSchema = Effect.gen(function* () {
  const db = yield* Database
  const found = yield* db.query(
    raw(`SELECT table_name, string_agg(column_name, ',' ORDER BY column_name) AS columns
      FROM information_schema.columns
      WHERE table_schema = current_schema() AND table_name IN ('migrations', 'clients', 'jobs', 'messages', 'moving')
      GROUP BY table_name`)
  )
  const tables = yield* Effect.orDie(Schema.decodeUnknown(Columns)(found))
  if (
    tables.some(({ table_name: name, columns }) => name === "moving" && columns === "last,name")
  ) {
    return yield* new DatabaseError({
      kind: "refused",
      detail:
        "A move from SQLite into this database is not finished: run fax migrate again with the same addresses, or give the gateway an empty database"
    })
  }
  const ours = tables.find(({ table_name: name }) => name === "migrations")
  if (tables.length === 0 || ours?.columns === "at,id,name") return
  return yield* new DatabaseError({
    kind: "refused",
    detail: `The schema has tables of another program (${tables.map(({ table_name: name }) => name).join(", ")}) and was left unchanged; give the gateway its own database or schema`
  })
})

/**
 * Brings the tables up to date. Several nodes may start at once: a transaction takes the numbers of its migrations,
 * and whoever comes second finds them taken.
 */
const migrate: Effect.Effect<void, DatabaseError, Database> = Effect.gen(function* () {
  const db = yield* Database
  if (db.dialect.name === "postgres") yield* checkSchema
  const lock =
    db.dialect.name === "postgres" ? [raw(`SELECT pg_advisory_xact_lock(${lockKey})`)] : []
  yield* db.commit(() => [
    ...lock,
    raw(`CREATE TABLE IF NOT EXISTS migrations (
      id BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, at BIGINT NOT NULL)`)
  ])
  const readApplied = Effect.flatMap(db.query(raw("SELECT id FROM migrations")), (rows) =>
    Effect.orDie(decodeApplied(rows))
  )
  const applied = (yield* readApplied).map(({ id }) => id)
  const newest = migrations.at(-1)?.id ?? 0
  if (applied.some((id) => id > newest)) {
    return yield* new DatabaseError({
      kind: "refused",
      detail:
        "The database was migrated by a newer version of the gateway; start that version, or restore a backup"
    })
  }
  const { epochMillis: now } = yield* DateTime.now
  const missing = migrations.filter(({ id }) => !applied.includes(id))
  // A new database takes all of them in one commit; one that is in use, each in its own, which is over sooner.
  for (const batch of applied.length === 0 ? [missing] : missing.map((one) => [one])) {
    const script = () => [
      ...lock,
      ...batch.flatMap(({ id, name, script }) => [
        sql`INSERT INTO migrations (id, name, at) VALUES (${id}, ${name}, ${now})`,
        ...script(db.dialect)
      ])
    ]
    const done = yield* Effect.either(db.commit(script))
    if (Either.isRight(done)) continue
    const { kind } = done.left
    // Whoever was first may know fewer migrations: what is missing then is looked for again.
    const isTaken = kind === "conflict" && (yield* readApplied).length > applied.length
    return yield* isTaken ? migrate : Effect.fail(done.left)
  }
  yield* recognise(lock)
})

/** A database whose tables are up to date. */
export const withMigrations = <E>(
  database: Layer.Layer<Database, E>
): Layer.Layer<Database, E | DatabaseError> =>
  Layer.provideMerge(Layer.effectDiscard(migrate), database)
