import { decodeG4 } from "../codec/decodeG4.js"

/** Two codes of the end of a line, and so of the block (T.6, 2.4.1.1). */
const endOfBlock = 0x001001
/** Taller than this is no scan. */
const mostRows = 65_535

const bitsAt = (data: Uint8Array, at: number, count: number): number => {
  let value = 0
  for (let bit = at; bit < at + count; bit++) {
    value = value * 2 + (((data[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1)
  }
  return value
}

/** Whether G4 has these rows, or more, and then ends as it should: with the code of its end, or with what fills a byte. */
export const isG4Sound = (data: Uint8Array, width: number, rows: number): boolean => {
  const read = decodeG4(data, width, Math.max(rows, mostRows), () => {})
  if (read.rows < rows) return false
  if (bitsAt(data, read.bits, 24) === endOfBlock) return true
  const rest = data.subarray(Math.ceil(read.bits / 8))
  return rest.every((byte) => byte === 0 || byte === 10 || byte === 13)
}
