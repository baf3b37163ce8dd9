import { isOver, orElse } from "@faxingcenter/core/wire"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import { databaseErrors, databaseSeconds } from "../../measure/metrics.js"
import { Database, type DatabaseError, type Query } from "./Database.js"
import type { Statement } from "./sql.js"

const reads = databaseSeconds("read")
const commits = databaseSeconds("commit")

const noteError = ({ kind }: DatabaseError) =>
  kind === "conflict" ? Effect.void : Metric.increment(Metric.tagged(databaseErrors, "kind", kind))

/** How long an effect takes by a clock that nobody sets; in few steps, because it is done with every query. */
const timed = <A>(metric: typeof reads, effect: Effect.Effect<A, DatabaseError>) =>
  Effect.suspend(() => {
    const began = performance.now()
    const note = () => metric.unsafeUpdate((performance.now() - began) / 1000, [])
    return Effect.matchCauseEffect(effect, {
      onFailure: (cause) => {
        note()
        return Effect.tapError(Effect.failCause(cause), noteError)
      },
      onSuccess: (result) => {
        note()
        return Effect.succeed(result)
      }
    })
  })

const askAtOnce = (db: Database["Type"], statement: Statement): ReturnType<Query> => {
  const began = performance.now()
  const asked = db.queryAtOnce(statement)
  if (!isOver(asked)) return timed(reads, asked)
  reads.unsafeUpdate((performance.now() - began) / 1000, [])
  return Exit.isSuccess(asked) ? asked : Effect.tapError(asked, noteError)
}

const measure = (db: Database["Type"]): Database["Type"] => ({
  ...db,
  query: (statement) => Effect.suspend(() => askAtOnce(db, statement)),
  queryAtOnce: (statement) => askAtOnce(db, statement),
  commit: (script) => timed(commits, db.commit(script)),
  // What many wait for together would be counted once for each of them.
  together: (group) =>
    Effect.map(
      db.together(group),
      (add) => (item: Parameters<typeof add>[0]) =>
        orElse(add(item), (error) => Effect.zipRight(noteError(error), error))
    )
})

/** A database that is measured. */
export const measured = <E, R>(
  database: Layer.Layer<Database, E, R>
): Layer.Layer<Database, E, R> =>
  Layer.map(database, (context) => Context.make(Database, measure(Context.get(context, Database))))
