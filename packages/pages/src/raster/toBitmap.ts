import { type Bitmap, strideOf } from "./Bitmap.js"

/**
 * Grey to black and white. Line work and text are thresholded, which keeps edges sharp; tiles in which
 * grey lies in areas, not just on edges, are dithered by error diffusion (Floyd-Steinberg), which keeps
 * photographs and shading.
 */

const tileWidth = 16
const tileRows = 8

/** Darker than this is black: above the middle, so that thin strokes survive the smoothing of edges. */
const threshold = 168
const darkestGrey = 40
const lightestGrey = 216
/** Strokes lighter than this are the paper. */
const faintest = 240
/** Neighbours differ by less inside an area, by more across an edge. */
const flat = 28
/** Dots of area grey in a tile of 128 that make it a picture, and that make it one beside a picture. */
const pictureTile = 36
const pictureEdge = 8

interface Tones {
  /** For each tile, 1 where it is to be dithered; undefined where no tile is. */
  readonly pictures: Uint8Array | undefined
  /** Dots of light strokes outside pictures, which become white. */
  readonly lost: number
}

const measureTones = (grey: Uint8Array, width: number, rows: number): Tones => {
  const across = Math.ceil(width / tileWidth)
  const down = Math.ceil(rows / tileRows)
  const counts = new Uint8Array(across * down)
  const light = new Uint8Array(across * down)
  const ink = new Uint8Array(across * down)
  for (let y = 0; y < rows - 1; y++) {
    const row = y * width
    const tiles = Math.floor(y / tileRows) * across
    for (let x = 0; x < width - 1; x++) {
      const value = grey[row + x] ?? 255
      if (value > faintest) continue
      if (value < threshold) ink[tiles + (x >> 4)] = 1
      if (value < darkestGrey) continue
      const right = value - (grey[row + x + 1] ?? 255)
      if (right > flat || right < -flat) continue
      const below = value - (grey[row + width + x] ?? 255)
      if (below > flat || below < -flat) continue
      const tile = tiles + (x >> 4)
      if (value <= lightestGrey) counts[tile] = (counts[tile] ?? 0) + 1
      if (value >= threshold) light[tile] = (light[tile] ?? 0) + 1
    }
  }
  const isPicture = (column: number, row: number) =>
    column >= 0 &&
    column < across &&
    row >= 0 &&
    row < down &&
    (counts[row * across + column] ?? 0) >= pictureTile
  const belongs = (count: number, tile: number) => {
    if (count >= pictureTile) return true
    if (count < pictureEdge) return false
    const column = tile % across
    const row = (tile - column) / across
    return (
      isPicture(column - 1, row) ||
      isPicture(column + 1, row) ||
      isPicture(column, row - 1) ||
      isPicture(column, row + 1)
    )
  }
  const any = counts.some((count) => count >= pictureTile)
  const pictures = any ? counts.map((count, tile) => (belongs(count, tile) ? 1 : 0)) : undefined
  let lost = 0
  light.forEach((count, tile) => {
    if (count < pictureTile && ink[tile] === 0 && pictures?.[tile] !== 1) lost += count
  })
  return { pictures, lost }
}

/** One row by threshold alone, eight dots at a time. */
const thresholdRow = (
  grey: Uint8Array,
  from: number,
  width: number,
  bits: Uint8Array,
  to: number
): void => {
  let at = from
  const whole = width >> 3
  for (let byte = 0; byte < whole; byte++, at += 8) {
    let value = 0
    if ((grey[at] ?? 255) < threshold) value |= 0x80
    if ((grey[at + 1] ?? 255) < threshold) value |= 0x40
    if ((grey[at + 2] ?? 255) < threshold) value |= 0x20
    if ((grey[at + 3] ?? 255) < threshold) value |= 0x10
    if ((grey[at + 4] ?? 255) < threshold) value |= 0x08
    if ((grey[at + 5] ?? 255) < threshold) value |= 0x04
    if ((grey[at + 6] ?? 255) < threshold) value |= 0x02
    if ((grey[at + 7] ?? 255) < threshold) value |= 0x01
    bits[to + byte] = value
  }
  for (let x = whole * 8; x < width; x++, at++) {
    if ((grey[at] ?? 255) < threshold)
      bits[to + whole] = (bits[to + whole] ?? 0) | (0x80 >> (x & 7))
  }
}

/** One row with its pictures dithered; `errors` is what the row above left, in sixteenths, with a margin of one. */
const mixedRow = (
  grey: Uint8Array,
  row: number,
  width: number,
  pictures: Uint8Array,
  tiles: number,
  bits: Uint8Array,
  to: number,
  errors: Int16Array,
  below: Int16Array
): void => {
  const forward = row % 2 === 0
  const step = forward ? 1 : -1
  below.fill(0)
  let ahead = 0
  for (let i = 0, x = forward ? 0 : width - 1; i < width; i++, x += step) {
    const value = grey[row * width + x] ?? 255
    let black: boolean
    if (pictures[tiles + (x >> 4)] === 1) {
      const wanted = value + ((ahead + (errors[x + 1] ?? 0)) >> 4)
      black = wanted < 128
      const error = black ? wanted : wanted - 255
      ahead = error * 7
      below[x + 1 - step] = (below[x + 1 - step] ?? 0) + error * 3
      below[x + 1] = (below[x + 1] ?? 0) + error * 5
      below[x + 1 + step] = (below[x + 1 + step] ?? 0) + error
    } else {
      black = value < threshold
      ahead = 0
    }
    if (black) bits[to + (x >> 3)] = (bits[to + (x >> 3)] ?? 0) | (0x80 >> (x & 7))
  }
}

export interface BlackAndWhite {
  readonly bitmap: Bitmap
  /** Dots of light strokes that did not survive. */
  readonly lost: number
}

/** `grey` is one byte a dot, row by row, 255 white. */
export const toBitmap = (grey: Uint8Array, width: number, rows: number): BlackAndWhite => {
  const stride = strideOf(width)
  const bits = new Uint8Array(stride * rows)
  const { lost, pictures } = measureTones(grey, width, rows)
  const across = Math.ceil(width / tileWidth)
  let errors = new Int16Array(width + 2)
  let below = new Int16Array(width + 2)
  for (let y = 0; y < rows; y++) {
    const tiles = Math.floor(y / tileRows) * across
    if (pictures?.subarray(tiles, tiles + across).includes(1) !== true) {
      thresholdRow(grey, y * width, width, bits, y * stride)
      errors.fill(0)
      continue
    }
    mixedRow(grey, y, width, pictures, tiles, bits, y * stride, errors, below)
    const spare = errors
    errors = below
    below = spare
  }
  return { bitmap: { width, rows, stride, bits }, lost }
}
