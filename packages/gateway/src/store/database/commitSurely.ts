import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import { Database, DatabaseError } from "./Database.js"
import type { Statement } from "./sql.js"

const retrySchedule = Schedule.spaced("1 second").pipe(Schedule.upTo(Duration.seconds(30)))

/** Whether the answer to a commit was lost, so that nobody knows what became of it. */
export const isLost = (cause: Cause.Cause<DatabaseError>): boolean =>
  [...Cause.failures(cause)].some(({ kind }) => kind === "lost")

const wasCommitted = Effect.fn("Database.wasCommitted")(function* (
  lost: DatabaseError,
  witness: Statement
) {
  const db = yield* Database
  return yield* db.query(witness).pipe(
    Effect.retry(retrySchedule),
    Effect.map((rows) => rows.length > 0),
    Effect.mapError(() => new DatabaseError({ kind: "lost", detail: lost.detail }))
  )
})

/**
 * Commits, and when the answer to that is lost, reads until it is known. `commit` says whether it did what it was meant to,
 * and `witness` gives a row afterwards if so. Fails with `lost` only if the database stays away.
 */
export const commitSurely = (
  commit: Effect.Effect<boolean, DatabaseError>,
  witness: Statement
): Effect.Effect<boolean, DatabaseError, Database> =>
  Effect.catchIf(
    commit,
    (error) => error.kind === "lost",
    (lost) => wasCommitted(lost, witness)
  )
