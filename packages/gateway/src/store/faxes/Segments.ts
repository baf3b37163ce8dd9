import { type Span, spans } from "./rollup.js"

/** A stretch of time, in milliseconds since 1970, the end not included. */
export interface Stretch {
  readonly from: number
  readonly to: number
}

/** How the messages of a stretch are counted: from the rollup of this span, or one by one. */
export interface Segment extends Stretch {
  readonly by: Span | "index"
}

const cut = (stretch: Stretch, [span, ...shorter]: ReadonlyArray<Span>): ReadonlyArray<Segment> => {
  if (stretch.from >= stretch.to) return []
  if (span === undefined) return [{ ...stretch, by: "index" }]
  const from = Math.ceil(stretch.from / span) * span
  const to = Math.floor(stretch.to / span) * span
  if (from >= to) return cut(stretch, shorter)
  return [
    ...cut({ from: stretch.from, to: from }, shorter),
    { from, to, by: span },
    ...cut({ from: to, to: stretch.to }, shorter)
  ]
}

/**
 * A stretch of time, cut so that few numbers make its total: from the sums of the longest spans that lie in
 * it, those of shorter ones beside them, and the rest from an index. In chronological order.
 */
export const segmentsOf = (stretch: Stretch): ReadonlyArray<Segment> =>
  cut(stretch, spans.toReversed())
