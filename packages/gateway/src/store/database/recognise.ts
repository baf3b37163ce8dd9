import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { Database, type DatabaseError, type Script } from "./Database.js"
import { restoreScript } from "./restores.js"
import { raw, sql } from "./sql.js"

const Origin = Schema.Struct({
  place: Schema.String,
  closedAt: Schema.Int,
  seenAt: Schema.NullOr(Schema.Int)
})
const decodeOrigins = Schema.decodeUnknown(Schema.NonEmptyArray(Origin))
const decodePlaces = Schema.decodeUnknown(
  Schema.NonEmptyArray(Schema.Struct({ place: Schema.String }))
)
const isoOf = (millis: number) => DateTime.formatIso(DateTime.unsafeMake(millis))

/** Nodes write every second that they are there: what is newer by more than this was not written by one. */
export const toleranceMillis = 10_000

const originQuery = raw(
  `SELECT place, closed_at AS "closedAt", (SELECT MAX(seen_at) FROM nodes) AS "seenAt" FROM origin`
)

/** Another cluster, or another database of the same cluster: what was dumped there was put back here. */
export const placeOnPostgres =
  raw(`SELECT (SELECT system_identifier::text FROM pg_control_system()) || '/' || oid
  AS place FROM pg_database WHERE datname = current_database()`)

/**
 * Numbers of transactions begin anew in another cluster, and events are read in their order: what is added to them
 * puts new events after all that were dumped.
 */
const offsetOnPostgres = raw(`UPDATE origin SET tx_offset = GREATEST(tx_offset, 1 - fresh.tx +
    GREATEST((SELECT MAX(tx) FROM events), (SELECT MAX(split_part(event, '-', 1)::bigint) FROM webhook_place)))
  FROM (SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS tx) fresh
  WHERE fresh.tx + tx_offset <= GREATEST((SELECT MAX(tx) FROM events),
    (SELECT MAX(split_part(event, '-', 1)::bigint) FROM webhook_place))`)

/** Where the database is now. */
interface Found {
  readonly place: string
  readonly touchedAt?: number
  readonly isBackup?: boolean
}

/** Why a database is taken for a copy, if it is. */
const whyCopy = (
  { closedAt, place: was, seenAt }: typeof Origin.Type,
  { isBackup, place, touchedAt }: Found
): string | undefined => {
  if (isBackup === true) return "it is a backup"
  if (was !== place) return "it was copied to another place"
  const last = Math.max(closedAt, seenAt ?? 0)
  return touchedAt !== undefined && touchedAt > last + toleranceMillis
    ? "its file was written by something else after a gateway last had it open"
    : undefined
}

/**
 * Finds out whether this database is a copy that was put in the place of another, and if so, has the line asked about
 * everything that waits before anybody is called.
 */
export const recognise = (lock: Script): Effect.Effect<void, DatabaseError, Database> =>
  Effect.gen(function* () {
    const db = yield* Database
    const found: Found | undefined =
      db.dialect.name === "postgres"
        ? (yield* Effect.orDie(decodePlaces(yield* db.query(placeOnPostgres))))[0]
        : db.file
    if (found === undefined) return
    const { epochMillis: now } = yield* DateTime.now
    // Before there was this table, a copy was known by nothing but what `fax backup` says of it.
    yield* db.commit(() => [
      ...lock,
      sql`INSERT INTO origin (one, place, closed_at, tx_offset) VALUES (1, ${found.place}, ${now}, 0)
        ON CONFLICT (one) DO NOTHING`
    ])
    const [was] = yield* Effect.orDie(decodeOrigins(yield* db.query(originQuery)))
    const why = whyCopy(was, found)
    if (why !== undefined) {
      const since = Math.max(0, Math.max(was.closedAt, was.seenAt ?? 0) - toleranceMillis)
      yield* db.commit(() => [
        ...lock,
        sql`UPDATE origin SET place = ${found.place}`,
        ...(found.isBackup === true ? [raw("PRAGMA user_version = 0")] : []),
        ...restoreScript(now, since)
      ])
      yield* Effect.logWarning(
        `This database is a copy (${why}). Faxes may have been sent after ${isoOf(since)} that it does not know of, so the line is asked about every waiting fax before any is called.`
      )
    }
    if (db.dialect.name === "postgres") yield* db.commit(() => [...lock, offsetOnPostgres])
  })
