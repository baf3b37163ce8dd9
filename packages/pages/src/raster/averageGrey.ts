import type { Landing } from "./averageRuns.js"

/** Shrunk more than this, more than three dots of a picture fall on one of the page. */
export const mostShrunk = 2

/** For each of `to` dots the first of the up to three of `from` that fall on it, and their weights, 256 in all. */
const tapsOf = (from: number, to: number) => {
  const first = new Int32Array(to)
  const weights = new Int32Array(to * 3)
  for (let dot = 0; dot < to; dot++) {
    const [begin, end] = [(dot * from) / to, ((dot + 1) * from) / to]
    const at = Math.max(0, Math.min(Math.floor(begin), from - 3))
    const share = (tap: number) =>
      Math.round(
        (Math.max(0, Math.min(end, at + tap + 1) - Math.max(begin, at + tap)) * 256) / (end - begin)
      )
    first[dot] = at
    weights[dot * 3] = share(0)
    weights[dot * 3 + 1] = share(1)
    weights[dot * 3 + 2] = 256 - share(0) - share(1)
  }
  return { first, weights }
}

/**
 * Draws a picture of greys in its own size or down to half of it: the grey of a dot is the mean of what falls on it.
 */
export const averageGrey = (
  picture: Uint8Array,
  pictureWidth: number,
  pictureRows: number,
  grey: Uint8Array,
  { across, down, origin, stepAcross, stepDown }: Landing
): void => {
  const columns = tapsOf(pictureWidth, across)
  const rows = tapsOf(pictureRows, down)
  const line = new Int32Array(pictureWidth)
  for (let row = 0; row < down; row++) {
    const [a = 0, b = 0, c = 0] = rows.weights.subarray(row * 3, row * 3 + 3)
    const from = (rows.first[row] ?? 0) * pictureWidth
    const upper = picture.subarray(from, from + pictureWidth)
    const middle = picture.subarray(from + pictureWidth, from + 2 * pictureWidth)
    const lower = picture.subarray(from + 2 * pictureWidth, from + 3 * pictureWidth)
    if (c === 0) {
      for (let x = 0; x < pictureWidth; x++) line[x] = (upper[x] ?? 0) * a + (middle[x] ?? 0) * b
    } else {
      for (let x = 0; x < pictureWidth; x++) {
        line[x] = (upper[x] ?? 0) * a + (middle[x] ?? 0) * b + (lower[x] ?? 0) * c
      }
    }
    let at = origin + row * stepDown
    for (let dot = 0, tap = 0; dot < across; dot++, tap += 3, at += stepAcross) {
      const x = columns.first[dot] ?? 0
      const sum =
        (line[x] ?? 0) * (columns.weights[tap] ?? 0) +
        (line[x + 1] ?? 0) * (columns.weights[tap + 1] ?? 0) +
        (line[x + 2] ?? 0) * (columns.weights[tap + 2] ?? 0)
      grey[at] = sum >> 16
    }
  }
}
