import { Later } from "@faxingcenter/core/wire"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FiberSet from "effect/FiberSet"
import type { LazyArg } from "effect/Function"
import { isLost } from "./commitSurely.js"
import type { Database, DatabaseError, Group, Results, Script } from "./Database.js"
import { makeFairQueue } from "./fairQueue.js"

interface Waiting<A> {
  readonly item: A
  readonly resume: (exit: Effect.Effect<Results, DatabaseError>) => void
}

/**
 * Group commit over a database that takes several transactions at once, one in each lane: what asks to be
 * committed while every lane is busy gathers, and goes with the next one that is free.
 */
export const commitInLanes = Effect.fn("Database.commitInLanes")(function* <A>(
  { maxItems, ownerOf, scriptOf, sizeOf }: Group<A>,
  lanes: number,
  commit: Database["Type"]["commit"]
) {
  const runFork = yield* FiberSet.makeRuntime<never>()
  const waiting = makeFairQueue<Waiting<A>>(
    ({ item }) => ownerOf(item),
    ({ item }) => sizeOf?.(item) ?? 1
  )
  const idle = Array.from({ length: lanes }, (_, lane) => lane)

  const alone = ({ item, resume }: Waiting<A>, lane: number) =>
    Effect.flatMap(Effect.exit(commit(() => scriptOf([item], lane))), (exit) =>
      Effect.sync(() => resume(exit))
    )

  const run = (lane: number): Effect.Effect<void> =>
    Effect.gen(function* () {
      let batch: ReadonlyArray<Waiting<A>> = []
      const gather: LazyArg<Script> = () => {
        batch = waiting.take(maxItems)
        return scriptOf(
          batch.map(({ item }) => item),
          lane
        )
      }
      const exit = yield* Effect.exit(commit(gather))
      if (batch.length > 1 && Exit.isFailure(exit) && !isLost(exit.cause)) {
        yield* Effect.logDebug(
          `A batch of ${batch.length} commits failed; each is retried separately`,
          exit.cause
        )
        yield* Effect.forEach(batch, (one) => alone(one, lane), { discard: true })
      } else {
        for (const { resume } of batch) resume(exit)
      }
      // Without a connection nothing was gathered: the first of the queue answers for all of it.
      if (batch.length === 0 && Exit.isFailure(exit)) {
        for (const { resume } of waiting.take(Number.POSITIVE_INFINITY)) resume(exit)
      }
    }).pipe(
      Effect.ensuring(
        Effect.suspend(() => {
          if (waiting.size() > 0) return run(lane)
          idle.push(lane)
          return Effect.void
        })
      ),
      // Who waits for a commit is answered, also when the program stops meanwhile.
      Effect.uninterruptible
    )

  return (item: A): Effect.Effect<Results, DatabaseError> =>
    new Later((resume) => {
      waiting.add({ item, resume })
      const lane = idle.pop()
      if (lane !== undefined) runFork(run(lane))
    })
})
