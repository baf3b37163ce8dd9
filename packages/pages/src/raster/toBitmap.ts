import { type Bitmap, strideOf } from "./Bitmap.js"
import type { Grid } from "./Grid.js"
import { ink, isStroke, measureTiles, type Tiles, tileRows, tileWidth } from "./Tiles.js"

/**
 * Grey to black and white: strokes are thresholded, which keeps them sharp, pictures are dithered by
 * error diffusion (Floyd-Steinberg). The grain of the dither is two dots wide and as high, about
 * 1/100 inch: a finer one takes three times as long on the line, and machines print it as mud.
 */

const grain = 2

export interface BlackAndWhite {
  readonly bitmap: Bitmap
  /** Dots of strokes too light to be told from the paper. */
  readonly lost: number
  /** Part of the page, 0 to 1, that is one grey, dithered. */
  readonly tinted: number
}

const allWhite = 0xffffffff

const thresholdRow = (
  grey: Uint8Array,
  words: Uint32Array,
  row: number,
  { across, pale, thresholds }: Tiles,
  { bits, stride, width }: Bitmap
): void => {
  const tiles = Math.floor(row / tileRows) * across
  let at = row * width
  for (let byte = 0; byte < stride; byte++, at += 8) {
    if (words[at >> 2] === allWhite && words[(at >> 2) + 1] === allWhite) continue
    const threshold = thresholds[tiles + (byte >> 1)] ?? 0
    if (threshold === 0) continue
    let value = 0
    for (let dot = 0; dot < 8; dot++) {
      value = (value << 1) | ((grey[at + dot] ?? 255) < threshold ? 1 : 0)
    }
    const below = pale[tiles + (byte >> 1)] ?? 0
    if (below > threshold) {
      for (let dot = 0; dot < 8; dot++) {
        const isPale = (grey[at + dot] ?? 255) < below && isStroke(grey, at + dot, width)
        if (isPale) value |= 0x80 >> dot
      }
    }
    bits[row * stride + byte] = value
  }
}

/**
 * The pictures of one row of grains, `height` dots high. `errors` is what the grains above left, in
 * sixteenths, with a margin of one. Ink and paper inside a picture stay as they are, dot for dot, so
 * that type on a tint is sharp.
 */
const ditherGrains = (
  grey: Uint8Array,
  row: number,
  height: number,
  { across, paper, thresholds }: Tiles,
  { bits, stride, width }: Bitmap,
  errors: Int16Array,
  below: Int16Array
): void => {
  const tiles = Math.floor(row / tileRows) * across
  const grains = width / grain
  const forward = (row / height) % 2 === 0
  const step = forward ? 1 : -1
  const lightest = Math.max(paper - 10, ink + 1)
  below.fill(0)
  let ahead = 0
  for (let i = 0, cell = forward ? 0 : grains - 1; i < grains; i++, cell += step) {
    const x = cell * grain
    if (thresholds[tiles + Math.floor(x / tileWidth)] !== 0) {
      ahead = 0
      continue
    }
    let sum = 0
    let dots = 0
    for (let dot = 0; dot < grain * height; dot++) {
      const y = row + (dot >> 1)
      const value = grey[y * width + x + (dot & 1)] ?? 255
      if (value < ink) {
        bits[y * stride + (x >> 3)] =
          (bits[y * stride + (x >> 3)] ?? 0) | (0x80 >> ((x + (dot & 1)) & 7))
      } else if (value <= lightest) {
        sum += value
        dots++
      }
    }
    if (dots === 0) {
      ahead = 0
      continue
    }
    const wanted = sum / dots + ((ahead + (errors[cell + 1] ?? 0)) >> 4)
    const black = wanted < paper / 2
    const error = Math.round(black ? wanted : wanted - paper)
    ahead = error * 7
    below[cell + 1 - step] = (below[cell + 1 - step] ?? 0) + error * 3
    below[cell + 1] = (below[cell + 1] ?? 0) + error * 5
    below[cell + 1 + step] = (below[cell + 1 + step] ?? 0) + error
    if (!black) continue
    for (let dot = 0; dot < grain * height; dot++) {
      const y = row + (dot >> 1)
      if ((grey[y * width + x + (dot & 1)] ?? 255) > lightest) continue
      bits[y * stride + (x >> 3)] =
        (bits[y * stride + (x >> 3)] ?? 0) | (0x80 >> ((x + (dot & 1)) & 7))
    }
  }
}

/**
 * `grey` is one byte a dot, row by row, 255 white, and begins at a multiple of four in its buffer.
 * The bitmap is made in `bits`, which the next page may use again.
 */
export const toBitmap = (grey: Uint8Array, grid: Grid, bits: Uint8Array): BlackAndWhite => {
  const { dpiY, rows, width } = grid
  const bitmap: Bitmap = { width, rows, stride: strideOf(width), bits: bits.fill(0) }
  const tiles = measureTiles(grey, width, rows, dpiY)
  const words = new Uint32Array(grey.buffer, grey.byteOffset, (width * rows) >> 2)
  for (let row = 0; row < rows; row++) thresholdRow(grey, words, row, tiles, bitmap)
  if (tiles.pictures) {
    const height = dpiY > 150 ? grain : 1
    let errors = new Int16Array(width / grain + 2)
    let below = new Int16Array(width / grain + 2)
    for (let row = 0; row + height <= rows; row += height) {
      ditherGrains(grey, row, height, tiles, bitmap, errors, below)
      const spare = errors
      errors = below
      below = spare
    }
  }
  return { bitmap, lost: tiles.lost, tinted: tiles.tinted }
}
