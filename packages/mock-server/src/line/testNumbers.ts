import { Schema } from "effect"
import { Fate } from "./Fate.js"

/** A number of the test block, and what it stands for. */
export interface TestNumber {
  readonly number: string
  readonly meaning: string
  readonly fate: Fate
}

const call = (ends: string, more = {}) => ({ ends, ...more })
const quick = { lasts: "300 ms" }

const table = [
  ["15005550001", "delivered", { calls: [call("delivered")] }],
  [
    "15005550002",
    "busy, three times",
    { calls: [call("busy", quick), call("busy", quick), call("busy", quick)] }
  ],
  [
    "15005550003",
    "nobody answers, twice",
    { calls: [call("no_answer", { lasts: "800 ms" }), call("no_answer", { lasts: "800 ms" })] }
  ],
  [
    "15005550004",
    "busy once, then delivered",
    { calls: [call("busy", quick), call("delivered", { lasts: "1 s" })] }
  ],
  [
    "15005550005",
    "a bad line: dropped, then no agreement",
    { calls: [call("line_dropped", quick), call("negotiation_failed", { lasts: "1 s" })] }
  ],
  ["15005550006", "refused at send: no funds (402)", { refuse: "insufficient_funds" }],
  ["15005550007", "delivered with three pages", { calls: [call("delivered", { pages: 3 })] }],
  ["15005550008", "no such number, found out by calling", { calls: [call("invalid_number")] }],
  ["15005550009", "one page arrives, then it breaks", { calls: [call("partial", { pages: 1 })] }],
  ["15005550010", "its outcome is never known", { calls: [call("unknown_outcome")] }],
  ["15005550099", "refused at send: invalid number (406, 100)", { refuse: "invalid_number" }]
] as const

const decodeFate = Schema.decodeUnknownSync(Fate)

/** The test block: numbers that belong to nobody, each with a fixed fate. */
export const testNumbers: ReadonlyArray<TestNumber> = table.map(([number, meaning, fate]) => ({
  number,
  meaning,
  fate: decodeFate(fate)
}))

const fates = new Map(testNumbers.map(({ fate, number }) => [number, fate]))
const delivered = decodeFate({ calls: [call("delivered")] })

/** What becomes of a fax to this number, with or without a leading `+`. Any other number delivers. */
export const fateOf = (number: string): Fate => fates.get(number.replace(/^\+/, "")) ?? delivered
