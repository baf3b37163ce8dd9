import type { Figure, Wanted } from "../Benchmark.js"
import { isNoisy, median, middleHalf } from "../statistics.js"

const number = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString("en") : value.toPrecision(3)

export interface Row {
  readonly who: string
  readonly what: string
  readonly median: string
  /** The middle half of the rounds. */
  readonly middle: string
}

const middleOf = (values: ReadonlyArray<number>) => middleHalf(values).map(number).join(" to ")

export const rowOf = ({ unit, values, what, who }: Figure): Row => ({
  who,
  what,
  median: `${number(median(values))} ${unit}`.replace(" /s", "/s"),
  middle: middleOf(values)
})

const wish = ({ atLeast, atMost, goal }: Wanted): string =>
  [
    atLeast === undefined ? undefined : `>= ${atLeast}`,
    atMost === undefined ? undefined : `<= ${atMost}`,
    goal === undefined ? undefined : `goal ${goal}`
  ]
    .filter((part) => part !== undefined)
    .join(", ")

type Verdict = "reached" | "missed" | "noisy"

/** Whether what is wanted was reached; said only where the middle half of the rounds agrees on that. */
const verdictOf = ({ atLeast, atMost, values }: Wanted): Verdict => {
  const isReached = (value: number) =>
    (atLeast === undefined || value >= atLeast) && (atMost === undefined || value <= atMost)
  const ends = values.length > 1 && isNoisy(values) ? middleHalf(values) : [median(values)]
  if (ends.every(isReached)) return "reached"
  return ends.some(isReached) ? "noisy" : "missed"
}

export interface WantedRow {
  readonly what: string
  readonly value: string
  readonly wanted: string
  readonly verdict: Verdict
}

export const wantedRowOf = (wanted: Wanted): WantedRow => {
  const { values } = wanted
  return {
    what: wanted.what,
    // No single figure where the rounds are far apart.
    value: values.length > 1 && isNoisy(values) ? middleOf(values) : number(median(values)),
    wanted: wish(wanted),
    verdict: verdictOf(wanted)
  }
}
