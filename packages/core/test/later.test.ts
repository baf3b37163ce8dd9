import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { andThen, isLater, isOver, Later, orElse } from "../src/wire/index.js"

/** What calls back when it is told to. */
const soon = <A, E = never>() => {
  const waiting: Array<(result: Effect.Effect<A, E>) => void> = []
  return {
    effect: new Later<A, E>((done) => void waiting.push(done)),
    tell: (result: Effect.Effect<A, E>) => {
      for (const done of waiting.splice(0)) done(result)
    }
  }
}

/** Starts it without a fiber, and gives what it has called back with so far. */
const started = <A, E>(effect: Effect.Effect<A, E>) => {
  const told: Array<Effect.Effect<A, E>> = []
  if (isLater(effect)) effect.start((result) => told.push(result))
  return told
}

describe("an effect that calls back", () => {
  it("goes on without a fiber, once it has called back", () => {
    const { effect, tell } = soon<number>()
    const next: Array<number> = []
    const all = andThen(
      andThen(effect, (value) => Effect.succeed(value * 2)),
      (value) => {
        next.push(value)
        return Effect.succeed(`${value}`)
      }
    )
    const told = started(orElse(all, () => Effect.succeed("none")))
    expect(next).toEqual([])
    tell(Effect.succeed(21))
    expect(next).toEqual([42])
    expect(told).toEqual([Exit.succeed("42")])
  })

  it("hands on what fails, until somebody recovers", async () => {
    const { effect, tell } = soon<number, "lost">()
    const next: Array<number> = []
    const all = andThen(effect, (value) => Effect.succeed(next.push(value)))
    const [failed, recovered] = [
      started(all),
      started(orElse(all, (error) => Effect.succeed(error)))
    ]
    tell(Effect.fail("lost"))
    expect(failed).toEqual([Exit.fail("lost")])
    expect(await Promise.all(recovered.map((result) => Effect.runPromise(result)))).toEqual([
      "lost"
    ])
    expect(next).toEqual([])
  })

  it("keeps the defect of one that is called back from the others", () => {
    const { effect, tell } = soon<number>()
    const defect = new Error("broken")
    const breaking = started(
      andThen(effect, () => {
        throw defect
      })
    )
    const other = started(effect)
    tell(Effect.succeed(1))
    expect(breaking.map((result) => Effect.runSyncExit(result))).toEqual([Exit.die(defect)])
    expect(other).toEqual([Exit.succeed(1)])
  })

  it.effect("runs like any other effect", () =>
    Effect.gen(function* () {
      const later = new Later<number, string>((done) => done(Effect.succeed(20)))
      expect(isOver(later)).toBe(false)
      expect(yield* Effect.map(later, (value) => value + 1)).toBe(21)
      const afterwards = andThen(later, (value) => Effect.fail(`not ${value}`))
      expect(yield* Effect.flip(afterwards)).toBe("not 20")
      // What it calls back with may be left to be done, and call back itself.
      const nested = new Later<number>((done) =>
        done(new Later((again) => again(Effect.sync(() => 7))))
      )
      expect(yield* andThen(nested, (value) => Effect.succeed(value + 1))).toBe(8)
    })
  )
})
