import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type { LazyArg } from "effect/Function"
import { Database, type DatabaseError, type Script } from "../store/database/Database.js"

interface Waiting<A> {
  readonly item: A
  readonly resume: (exit: Effect.Effect<void, DatabaseError>) => void
}

/**
 * Group commit: what asks to be committed while commits are under way gathers, and goes with the next
 * one. `scriptOf` writes a batch in one script; `lane` is different for batches that are under way at
 * the same time. Where one item spoils a batch, each is tried on its own.
 */
export const makeBatcher = <A>(
  scriptOf: (items: ReadonlyArray<A>, lane: number) => Script,
  most: number
) =>
  Effect.gen(function* () {
    const db = yield* Database
    const waiting: Array<Waiting<A>> = []
    const idle = Array.from({ length: db.dialect.lanes }, (_, lane) => lane)

    const alone = ({ item, resume }: Waiting<A>, lane: number) =>
      Effect.flatMap(Effect.exit(db.commit(() => scriptOf([item], lane))), (exit) =>
        Effect.sync(() => resume(Exit.asVoid(exit)))
      )

    const run = (lane: number): Effect.Effect<void> =>
      Effect.gen(function* () {
        let batch: ReadonlyArray<Waiting<A>> = []
        const gather: LazyArg<Script> = () => {
          batch = waiting.splice(0, most)
          return scriptOf(
            batch.map(({ item }) => item),
            lane
          )
        }
        const exit = yield* Effect.exit(db.commit(gather))
        if (batch.length > 1 && Exit.isFailure(exit) && !isLost(exit.cause)) {
          yield* Effect.forEach(batch, (one) => alone(one, lane), { discard: true })
        } else {
          for (const { resume } of batch) resume(Exit.asVoid(exit))
        }
        // Without a connection nothing was gathered: the first of the queue answers for all of it.
        if (batch.length === 0 && Exit.isFailure(exit)) {
          for (const { resume } of waiting.splice(0)) resume(Exit.asVoid(exit))
        }
      }).pipe(
        Effect.ensuring(
          Effect.suspend(() => {
            if (waiting.length > 0) return run(lane)
            idle.push(lane)
            return Effect.void
          })
        )
      )

    return (item: A): Effect.Effect<void, DatabaseError> =>
      Effect.async((resume) => {
        waiting.push({ item, resume })
        const lane = idle.pop()
        if (lane !== undefined) Effect.runFork(run(lane))
      })
  })

const isLost = (cause: Cause.Cause<DatabaseError>) =>
  Cause.failures(cause).pipe((failures) => [...failures].some(({ kind }) => kind === "lost"))
