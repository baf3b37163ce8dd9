import { expect, it } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as TestClock from "effect/TestClock"
import * as FaxQueueLayer from "../src/deliver/FaxQueue.js"
import * as Line from "../src/deliver/Line.js"
import { layerWaker } from "../src/deliver/localEngine.js"
import * as Health from "../src/observe/Health.js"
import * as ClusterNode from "../src/store/cluster/ClusterNode.js"
import { Database, DatabaseError } from "../src/store/database/Database.js"
import { gateway } from "./fixtures.js"

it.effect("who watches a gateway costs it few reads, and no write that its pulse has made", () =>
  Effect.gen(function* () {
    const original = yield* Database
    const done = { reads: 0, writes: 0 }
    let isFull = false
    const counted: Database["Type"] = {
      ...original,
      query: (statement) =>
        Effect.suspend(() => {
          done.reads += 1
          return original.query(statement)
        }),
      commit: (script) =>
        Effect.suspend(() => {
          done.writes += 1
          return isFull
            ? new DatabaseError({ kind: "unavailable", detail: "the disk is full" })
            : original.commit(script)
        })
    }
    const watched = yield* Health.layer.pipe(
      Layer.provide(Line.layer),
      Layer.provide(
        Layer.mergeAll(ClusterNode.layer, Layer.provide(FaxQueueLayer.layer, layerWaker))
      ),
      Layer.provide(
        Layer.succeed(ClusterNode.CurrentPulse, { every: "1 second", deadAfter: "6 seconds" })
      ),
      Layer.provide(Layer.succeed(Database, counted)),
      Layer.build
    )
    const { delivering, metrics, ready, restored } = Context.get(watched, Health.Health)
    const isReady = Effect.map(Effect.either(ready), Either.isRight)
    const costs = (what: Effect.Effect<unknown, unknown>) =>
      Effect.gen(function* () {
        const before = { ...done }
        yield* what
        return { reads: done.reads - before.reads, writes: done.writes - before.writes }
      })
    expect(yield* costs(metrics)).toEqual({ reads: 1, writes: 0 })
    expect(yield* costs(Effect.all([ready, restored, delivering]))).toEqual({ reads: 3, writes: 0 })

    const second = TestClock.adjust("1 second")
    expect(yield* costs(second)).toEqual({ reads: 0, writes: 1 })
    expect(yield* costs(ready)).toEqual({ reads: 1, writes: 0 })
    // The first beat that is not written tells.
    isFull = true
    yield* second
    expect(yield* isReady).toBe(false)
    isFull = false
    yield* second
    expect(yield* isReady).toBe(true)
  }).pipe(
    Effect.scoped,
    Effect.provide(gateway(":memory:")),
    Effect.provide(Logger.remove(Logger.defaultLogger))
  )
)
