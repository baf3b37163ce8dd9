import { day, hour } from "../store/rollup.js"

/** A stretch of time, in milliseconds since 1970, the end not included. */
export interface Stretch {
  readonly from: number
  readonly to: number
}

/** How the messages of a stretch are counted: from the rollup of this span, or one by one. */
export interface Segment extends Stretch {
  readonly by: typeof hour | typeof day | "index"
}

const up = (at: number, span: number) => Math.ceil(at / span) * span
const down = (at: number, span: number) => Math.floor(at / span) * span

/** The whole spans in the middle of a stretch, and what is left before and after. */
const split = (stretch: Stretch, span: number) => {
  const from = up(stretch.from, span)
  const to = down(stretch.to, span)
  return from < to
    ? {
        before: { from: stretch.from, to: from },
        middle: { from, to },
        after: { from: to, to: stretch.to }
      }
    : undefined
}

/**
 * A stretch of time, cut so that few numbers make its total: whole days from the sums of days, whole
 * hours beside them from the sums of hours, and the rest from an index. In the order of time.
 */
export const segmentsOf = (stretch: Stretch): ReadonlyArray<Segment> => {
  const byIndex = (rest: Stretch): Segment => ({ ...rest, by: "index" })
  const hours = split(stretch, hour)
  if (hours === undefined) return stretch.from < stretch.to ? [byIndex(stretch)] : []
  const days = split(hours.middle, day)
  const middle: ReadonlyArray<Segment> =
    days === undefined
      ? [{ ...hours.middle, by: hour }]
      : [
          { ...days.before, by: hour },
          { ...days.middle, by: day },
          { ...days.after, by: hour }
        ]
  return [byIndex(hours.before), ...middle, byIndex(hours.after)].filter(
    ({ from, to }) => from < to
  )
}
