import { it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { expect } from "vitest"
import { forgetFibers } from "../src/handler/forgetFibers.js"

it.effect("fibers that are on are listed, also those from before, and none that is over", () =>
  Effect.gen(function* () {
    const earlier = yield* Effect.forkDaemon(Effect.never)
    forgetFibers()
    forgetFibers()
    const later = yield* Effect.forkDaemon(Effect.never)
    const over = yield* Effect.forkDaemon(Effect.void)
    yield* Fiber.join(over)
    const listed = yield* Fiber.roots
    expect(listed).toContain(earlier)
    expect(listed).toContain(later)
    expect(listed).not.toContain(over)
    yield* Fiber.interruptAll([earlier, later])
    const left = yield* Fiber.roots
    expect(left).not.toContain(earlier)
    expect(left).not.toContain(later)
  })
)

it("no set is added to for a fiber", () => {
  const { add } = Set.prototype
  let count = 0
  Set.prototype.add = function (value) {
    count += 1
    return add.call(this, value)
  }
  forgetFibers()
  try {
    Effect.runSync(Fiber.interruptFork(Effect.runFork(Effect.never)))
  } finally {
    Set.prototype.add = add
  }
  expect(count).toBe(0)
})
