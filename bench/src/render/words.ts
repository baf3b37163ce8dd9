import type { Figure, Wanted } from "../Benchmark.js"
import { isNoisy, median, quantile } from "../statistics.js"

const number = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString("en") : value.toPrecision(3)

export interface Row {
  readonly who: string
  readonly what: string
  readonly median: string
  /** The middle half of the rounds. */
  readonly middle: string
}

export const rowOf = ({ unit, values, what, who }: Figure): Row => ({
  who,
  what,
  median: `${number(median(values))} ${unit}`.replace(" /s", "/s"),
  middle: `${number(quantile(values, 0.25))} to ${number(quantile(values, 0.75))}`
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

/** Whether what is wanted was reached; said only where the rounds agree. */
const verdictOf = ({ atLeast, atMost, values }: Wanted): Verdict => {
  if (values.length > 1 && isNoisy(values)) return "noisy"
  const value = median(values)
  const isEnough = atLeast === undefined || value >= atLeast
  return isEnough && (atMost === undefined || value <= atMost) ? "reached" : "missed"
}

export interface WantedRow {
  readonly what: string
  readonly value: string
  readonly wanted: string
  readonly verdict: Verdict
}

export const wantedRowOf = (wanted: Wanted): WantedRow => {
  const verdict = verdictOf(wanted)
  return {
    what: wanted.what,
    value: verdict === "noisy" ? "noisy" : number(median(wanted.values)),
    wanted: wish(wanted),
    verdict
  }
}
