const sorted = (values: ReadonlyArray<number>) => values.toSorted((one, other) => one - other)

/** Between the values where there is none at this place. */
export const quantile = (values: ReadonlyArray<number>, part: number): number => {
  const inOrder = sorted(values)
  const place = (inOrder.length - 1) * part
  const below = inOrder[Math.floor(place)] ?? Number.NaN
  const above = inOrder[Math.ceil(place)] ?? Number.NaN
  return below + (above - below) * (place - Math.floor(place))
}

export const median = (values: ReadonlyArray<number>): number => quantile(values, 0.5)

/** The least and the most of the middle half of the values. */
export const middleHalf = (values: ReadonlyArray<number>): readonly [number, number] => [
  quantile(values, 0.25),
  quantile(values, 0.75)
]

/** Of the middle half of the values, as a part of their median. */
const spread = (values: ReadonlyArray<number>): number => {
  const [least, most] = middleHalf(values)
  return (most - least) / median(values)
}

/** A wider spread says more of the machine than of what was measured. */
const widest = 0.35

export const isNoisy = (values: ReadonlyArray<number>): boolean => !(spread(values) <= widest)

/** Round by round, the one divided by the other: what else the machine does falls on both. */
export const ratios = (
  above: ReadonlyArray<number>,
  below: ReadonlyArray<number>
): ReadonlyArray<number> => above.map((value, round) => value / (below[round] ?? Number.NaN))
