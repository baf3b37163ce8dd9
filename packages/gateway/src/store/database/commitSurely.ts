import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type { LazyArg } from "effect/Function"
import * as Schedule from "effect/Schedule"
import { Database, DatabaseError, type Script } from "./Database.js"
import type { Statement } from "./sql.js"

const retrySchedule = Schedule.spaced("1 second").pipe(Schedule.upTo(Duration.seconds(30)))

/**
 * Commits, and when the answer to that is lost, reads until it is known. The first statement of the
 * script, or `witness` afterwards, gives a row where it did what it was meant to. Fails with `lost`
 * only if the database stays away.
 */
export const commitSurely = Effect.fn("Database.commitSurely")(function* (
  script: LazyArg<Script>,
  witness: Statement
) {
  const db = yield* Database
  return yield* db.commit(script).pipe(
    Effect.map(([first]) => first !== undefined && first.length > 0),
    Effect.catchIf(
      (error) => error.kind === "lost",
      (lost) =>
        db.query(witness).pipe(
          Effect.retry(retrySchedule),
          Effect.map((rows) => rows.length > 0),
          Effect.mapError(() => new DatabaseError({ kind: "lost", detail: lost.detail }))
        )
    )
  )
})
