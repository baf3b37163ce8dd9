import type { FaxNumber } from "@faxingcenter/core"
import { type Outcome, type TestCall, testFateOf } from "@faxingcenter/core/delivery"
import type * as Duration from "effect/Duration"

/** How a simulated call ends. */
export interface Fate {
  readonly outcome: Outcome
  /** How long the call lasts. */
  readonly lasts: Duration.DurationInput
}

const arrives: Fate = { outcome: { _tag: "Delivered", pages: 1 }, lasts: "20 millis" }

const fateOf = ({ ends, lasts, pages }: TestCall): Fate => ({
  outcome:
    ends === "delivered"
      ? { _tag: "Delivered", pages: pages ?? 1 }
      : { _tag: "Failed", reason: ends, pages: pages ?? 0 },
  lasts
})

/** What the test block says of the so-manieth call; its last call is like all that come after it. */
export const usualFate = (number: FaxNumber, call: number): Fate => {
  const fate = testFateOf(number)
  if (fate === undefined) return arrives
  if ("refuse" in fate) {
    return { outcome: { _tag: "Failed", reason: fate.refuse, pages: 0 }, lasts: 0 }
  }
  const [first] = fate.calls
  return fateOf(fate.calls[call - 1] ?? fate.calls.at(-1) ?? first)
}
