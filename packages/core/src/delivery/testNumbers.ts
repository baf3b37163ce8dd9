import type { FailureReason } from "./FailureReason.js"

/** One call to a number of the test block. Times are in milliseconds. */
export interface TestCall {
  /** Before it is made, from acceptance or from the end of the call before. */
  readonly after: number
  readonly lasts: number
  readonly ends: "delivered" | FailureReason
  /** Pages that arrive: all of the fax, or none, where it is absent. */
  readonly pages?: number
}

/** What becomes of a fax to a number of the test block: it is refused when it is sent, or called. */
export type TestFate =
  | { readonly refuse: "invalid_number" | "insufficient_funds" }
  | { readonly calls: readonly [TestCall, ...ReadonlyArray<TestCall>] }

/** A number of the test block, and what it stands for. */
export interface TestNumber {
  readonly number: string
  readonly meaning: string
  readonly fate: TestFate
}

const call = (ends: TestCall["ends"], lasts = 1500, pages?: number): TestCall => ({
  after: 500,
  lasts,
  ends,
  ...(pages === undefined ? {} : { pages })
})

const entry = (number: string, meaning: string, fate: TestFate): TestNumber => ({
  number,
  meaning,
  fate
})

/** The test numbers, each with a fixed outcome on every simulated line. */
export const testNumbers: ReadonlyArray<TestNumber> = [
  entry("15005550001", "delivered", { calls: [call("delivered")] }),
  entry("15005550002", "busy, three times", {
    calls: [call("busy", 300), call("busy", 300), call("busy", 300)]
  }),
  entry("15005550003", "no answer, twice", {
    calls: [call("no_answer", 800), call("no_answer", 800)]
  }),
  entry("15005550004", "busy once, then delivered", {
    calls: [call("busy", 300), call("delivered", 1000)]
  }),
  entry("15005550005", "bad line: the call drops, then negotiation fails", {
    calls: [call("line_dropped", 300), call("negotiation_failed", 1000)]
  }),
  entry("15005550006", "refused at send: no funds (402)", { refuse: "insufficient_funds" }),
  entry("15005550007", "delivered with three pages", { calls: [call("delivered", 1500, 3)] }),
  entry("15005550008", "no such number, which only calling reveals", {
    calls: [call("invalid_number")]
  }),
  entry("15005550009", "one page arrives, then the line drops", {
    calls: [call("partial", 1500, 1)]
  }),
  entry("15005550010", "the outcome is never known", { calls: [call("unknown_outcome")] }),
  entry("15005550099", "refused at send: invalid number (406, 100)", { refuse: "invalid_number" })
]

const fates = new Map(testNumbers.map(({ fate, number }) => [number, fate]))

/**
 * The fixed outcome of a fax to this test number, with or without a leading `+`; `undefined` for any other
 * number.
 *
 * @example
 * ```ts
 * import { testFateOf } from "@faxingcenter/core/delivery"
 *
 * testFateOf("+15005550006") // { refuse: "insufficient_funds" }
 * ```
 */
export const testFateOf = (number: string): TestFate | undefined =>
  fates.get(number.startsWith("+") ? number.slice(1) : number)
