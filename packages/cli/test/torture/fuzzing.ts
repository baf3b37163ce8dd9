import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fc from "effect/FastCheck"
import { afterAll, it } from "vitest"

// Whatever comes in is read or refused, and never breaks what reads it.

/** `pnpm torture` tries more than a million cases, the test command a few of each. */
const numRuns = process.env.TORTURE_ROUNDS === undefined ? 150 : 65_000
let tried = 0
afterAll(() => console.log(`${tried} cases`))

/** Half of it is anything, the other half made of what the reader looks for. */
export const text = (...words: ReadonlyArray<string>) =>
  Fc.oneof(
    Fc.fullUnicodeString(),
    Fc.string16bits(),
    Fc.array(Fc.oneof(Fc.constantFrom(...words), Fc.fullUnicode(), Fc.string({ maxLength: 3 })), {
      maxLength: 20
    }).map((parts) => parts.join(""))
  )

/** A text in pieces: nothing may depend on where it is cut. */
export const inPieces = (bytes: Uint8Array, cuts: ReadonlyArray<number>) => {
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b)
  return [0, ...places].map((from, i) => bytes.subarray(from, places[i] ?? bytes.length))
}

export const fuzz = <A>(name: string, arbitrary: Fc.Arbitrary<A>, check: (value: A) => unknown) =>
  it(name, { timeout: 600_000 }, async () => {
    const property = Fc.property(arbitrary, (value) => {
      tried += 1
      check(value)
    })
    // In between, the runner is told that it goes on.
    for (let left = numRuns; left > 0; left -= 5000) {
      Fc.assert(property, { numRuns: Math.min(5000, left) })
      await new Promise((resolve) => setImmediate(resolve))
    }
  })

/** The same for what takes a promise: one after the other, so that none are left waiting. */
export const fuzzLater = <A>(
  name: string,
  arbitrary: Fc.Arbitrary<A>,
  check: (value: A) => Promise<unknown>
) =>
  it(name, { timeout: 600_000 }, async () => {
    const property = Fc.asyncProperty(arbitrary, async (value) => {
      tried += 1
      await check(value)
    })
    // A promise that is kept at once lets nobody else in, either.
    for (let left = numRuns; left > 0; left -= 5000) {
      await Fc.assert(property, { numRuns: Math.min(5000, left) })
      await new Promise((resolve) => setImmediate(resolve))
    }
  })

/** It succeeds or fails with an error of its own; a defect breaks the test. */
export const noDefect = <A, E>(effect: Effect.Effect<A, E>) => {
  const exit = Effect.runSyncExit(effect)
  if (Exit.isFailure(exit) && Cause.failureOption(exit.cause)._tag === "None") {
    const defect = Cause.squash(exit.cause)
    // What takes a promise has come so far without breaking.
    if (!(defect instanceof Error && defect.name === "AsyncFiberException")) throw defect
  }
}
