import type { Coding } from "../Paper.js"
import type { Bitmap } from "../raster/Bitmap.js"
import { BitWriter } from "./BitWriter.js"
import { black, longestMakeUp, type RunCodes, white } from "./runCodes.js"

/** In two-dimensional G3, one row of this many is coded by itself (T.4 4.2: 2 standard, 4 fine). */
const kOf = (dpiY: number) => (dpiY > 150 ? 4 : 2)

/** Where the colour of a row changes, white first, closed by several `width`. */
const changesOf = (bitmap: Bitmap, row: number, into: Int32Array): number => {
  const { bits, stride, width } = bitmap
  let at = row * stride
  const end = at + stride
  let count = 0
  let colour = 0
  for (let x = 0; at < end; at++, x += 8) {
    const byte = bits[at] ?? 0
    if (byte === colour) continue
    for (let bit = 0; bit < 8; bit++) {
      const dot = (byte >> (7 - bit)) & 1
      if (dot !== (colour & 1) && x + bit < width) {
        into[count++] = x + bit
        colour = dot === 1 ? 0xff : 0
      }
    }
  }
  into.fill(width, count, count + 4)
  return count
}

const writeRun = (out: BitWriter, table: RunCodes, run: number): void => {
  let rest = run
  while (rest >= 64) {
    const part = Math.min(rest - (rest % 64), longestMakeUp)
    const index = 63 + part / 64
    out.write(table.codes[index] ?? 0, table.lengths[index] ?? 0)
    rest -= part
  }
  out.write(table.codes[rest] ?? 0, table.lengths[rest] ?? 0)
}

const writeRow1D = (out: BitWriter, changes: Int32Array, count: number, width: number): void => {
  let from = 0
  for (let i = 0; i <= count; i++) {
    const to = i === count ? width : (changes[i] ?? width)
    if (i === count && from === width) break
    writeRun(out, i % 2 === 0 ? white : black, to - from)
    from = to
  }
  if (count === 0 && width === 0) writeRun(out, white, 0)
}

const verticalCodes = [
  [0b0000010, 7],
  [0b000010, 6],
  [0b010, 3],
  [0b1, 1],
  [0b011, 3],
  [0b000011, 6],
  [0b0000011, 7]
] as const

/** One row against the row above (T.4 4.2.1.3, T.6 2.2). */
const writeRow2D = (
  out: BitWriter,
  above: Int32Array,
  changes: Int32Array,
  width: number
): void => {
  let a0 = -1
  let next = 0
  let colour = 0
  let b = 0
  while (a0 < width) {
    const a1 = changes[next] ?? width
    // b1: the first change above, to the right of a0, towards the colour opposite to a0's.
    while (b > 0 && (above[b - 1] ?? width) > a0) b--
    while ((above[b] ?? width) < width && ((above[b] ?? width) <= a0 || b % 2 !== colour)) b++
    const b1 = above[b] ?? width
    const b2 = b1 === width ? width : (above[b + 1] ?? width)
    if (b2 < a1) {
      out.write(0b0001, 4)
      a0 = b2
      continue
    }
    const vertical = a1 - b1 >= -3 && a1 - b1 <= 3 ? verticalCodes[a1 - b1 + 3] : undefined
    if (vertical !== undefined) {
      out.write(vertical[0], vertical[1])
      a0 = a1
      colour = 1 - colour
      next++
    } else {
      const a2 = a1 === width ? width : (changes[next + 1] ?? width)
      out.write(0b001, 3)
      writeRun(out, colour === 0 ? white : black, a1 - Math.max(a0, 0))
      writeRun(out, colour === 0 ? black : white, a2 - a1)
      a0 = a2
      next += 2
    }
  }
}

const endOfLine = (out: BitWriter) => out.write(1, 12)

/** Codes a page as one strip. G3 rows begin with EOL and the strip has no RTC, as fax TIFF wants it. */
export const encode = (bitmap: Bitmap, coding: Coding, dpiY: number): Uint8Array => {
  const { rows, width } = bitmap
  const out = new BitWriter()
  let above = new Int32Array(width + 8).fill(width)
  let changes = new Int32Array(width + 8)
  for (let row = 0; row < rows; row++) {
    const count = changesOf(bitmap, row, changes)
    if (coding === "g4") {
      writeRow2D(out, above, changes, width)
    } else {
      endOfLine(out)
      const alone = coding === "g3" || row % kOf(dpiY) === 0
      if (coding === "g3-2d") out.write(alone ? 1 : 0, 1)
      if (alone) writeRow1D(out, changes, count, width)
      else writeRow2D(out, above, changes, width)
    }
    const spare = above
    above = changes
    changes = spare
  }
  if (coding === "g4") {
    endOfLine(out)
    endOfLine(out)
  }
  return out.finish()
}
