import { black, type RunCodes, white } from "./runCodes.js"

/** Looks ahead this far: the longest code of a run has 13 bits. */
export const runBits = 13
const modeBits = 7

/** For each next 13 bits the run they begin with, times 16, and the length of its code; 0 where there is none. */
const runTable = ({ codes, lengths }: RunCodes): Uint16Array => {
  const table = new Uint16Array(1 << runBits)
  codes.forEach((code, index) => {
    const length = lengths[index] ?? 0
    const run = index < 64 ? index : (index - 63) * 64
    const rest = runBits - length
    table.fill((run << 4) | length, code << rest, (code + 1) << rest)
  })
  return table
}

/** Tables for white and for black, which G3 has, too. */
export const runTables = [runTable(white), runTable(black)] as const

const pass = 8
const horizontal = 9
/** For each next 7 bits the mode they begin with (vertical modes as their distance and 3), times 16, and the length of its code. */
const modes = new Uint8Array(1 << modeBits)
for (const [mode, code, length] of [
  [0, 0b0000010, 7],
  [1, 0b000010, 6],
  [2, 0b010, 3],
  [3, 0b1, 1],
  [4, 0b011, 3],
  [5, 0b000011, 6],
  [6, 0b0000011, 7],
  [pass, 0b0001, 4],
  [horizontal, 0b001, 3]
] as const) {
  const rest = modeBits - length
  modes.fill((mode << 4) | length, code << rest, (code + 1) << rest)
}

/** How far G4 was read: whole rows, and the bits that they take. */
export interface ReadG4 {
  readonly rows: number
  readonly bits: number
}

/**
 * Reads `rows` rows of G4 (T.6) and gives of each where its colour changes, white first, and how many
 * changes there are; the array is used again. It ends before where the data is not sound or ends.
 */
export const decodeG4 = (
  data: Uint8Array,
  width: number,
  rows: number,
  each: (changes: Int32Array, count: number, row: number) => void
): ReadG4 => {
  let above = new Int32Array(width + 4).fill(width)
  let changes = new Int32Array(width + 4)
  const end = data.length * 8
  let at = 0

  /** The next bits without going on; zeros after the end. */
  const peek = (count: number): number => {
    const byte = at >> 3
    const bits = ((data[byte] ?? 0) << 16) | ((data[byte + 1] ?? 0) << 8) | (data[byte + 2] ?? 0)
    return (bits >> (24 - (at & 7) - count)) & ((1 << count) - 1)
  }

  /** The length of a run, below 0 where no code says one. */
  const readRun = (table: Uint16Array): number => {
    let run = 0
    while (run <= width) {
      const found = table[peek(runBits)] ?? 0
      if (found === 0) return -1
      at += found & 15
      const part = found >> 4
      run += part
      if (part < 64) return run
    }
    return -1
  }

  let whole = { rows: 0, bits: 0 }
  for (let row = 0; row < rows; row++) {
    let a0 = -1
    let count = 0
    let b = 0
    while (a0 < width) {
      const found = modes[peek(modeBits)] ?? 0
      if (found === 0 || at >= end || count > width) return whole
      at += found & 15
      const mode = found >> 4
      const colour = count & 1
      if (mode === horizontal) {
        const first = readRun(runTables[colour === 0 ? 0 : 1])
        const second = readRun(runTables[colour === 0 ? 1 : 0])
        const a1 = Math.max(a0, 0) + first
        a0 = a1 + second
        if (first < 0 || second < 0 || a0 > width) return whole
        changes[count++] = a1
        changes[count++] = a0
        continue
      }
      // b1: the first change above, to the right of a0, towards the colour opposite to a0's.
      while (b > 0 && (above[b - 1] ?? 0) > a0) b--
      while ((above[b] ?? width) < width && ((above[b] ?? width) <= a0 || (b & 1) !== colour)) b++
      const b1 = above[b] ?? width
      if (mode === pass) {
        a0 = b1 === width ? width : (above[b + 1] ?? width)
        continue
      }
      const a1 = b1 + mode - 3
      if (a1 < Math.max(a0, 0) || a1 > width) return whole
      changes[count++] = a1
      a0 = a1
    }
    if (at > end) return whole
    whole = { rows: row + 1, bits: at }
    changes.fill(width, count, count + 2)
    each(changes, count, row)
    const spare = above
    above = changes
    changes = spare
  }
  return whole
}
