/** Rows looked at, one of this many. */
const every = 3
/** One grey: a window of this many. */
const window = 17
/** Part of all pictures on the page that is one grey, where it is no picture but what type stands on. */
const enough = 0.6
/** Lighter than this, it dithers to few dots. */
const lightest = 225

/** The one grey of which the pictures on a page mostly are: paper of another colour, a tint. */
export interface Ground {
  /** Its greys, from and to. */
  readonly from: number
  readonly to: number
  /** Part of the page, 0 to 1. */
  readonly part: number
  /** It is as uneven as what is scanned; a tint made on a computer is of one value. */
  readonly scanned: boolean
}

/** `pictures` tells the tiles, of `tileWidth` by `tileRows` dots, that are part of one. */
export const groundOf = (
  grey: Uint8Array,
  width: number,
  rows: number,
  pictures: Uint8Array,
  tileWidth: number,
  tileRows: number
): Ground | undefined => {
  const across = Math.ceil(width / tileWidth)
  const histogram = new Uint32Array(256)
  let total = 0
  for (let y = 0; y < rows; y += every) {
    const first = Math.floor(y / tileRows) * across
    for (let column = 0; column < across; column++) {
      if (pictures[first + column] !== 1) continue
      const from = y * width + column * tileWidth
      for (let at = from; at < from + tileWidth; at++) {
        const value = grey[at] ?? 255
        histogram[value] = (histogram[value] ?? 0) + 1
      }
      total += tileWidth
    }
  }
  let [best, from, sum] = [0, 0, 0]
  for (let value = 0; value <= lightest; value++) {
    sum += (histogram[value] ?? 0) - (histogram[value - window] ?? 0)
    if (sum > best) [best, from] = [sum, Math.max(0, value - window + 1)]
  }
  if (best < total * enough || best === 0) return undefined
  const to = from + window - 1
  const commonest = Math.max(...histogram.subarray(from, to + 1))
  return { from, to, part: (best * every) / (width * rows), scanned: commonest < best / 2 }
}
