import { runBits, runTables } from "../codec/decodeG4.js"

export interface G3 {
  /** Each row begins with a byte (EncodedByteAlign). */
  readonly aligned: boolean
  /** Rows are coded alone or against the one above (MR): each says which, behind the code of an end of line. */
  readonly mixed: boolean
}

/** Zeros that no code has; with any more and a 1 they are the end of a line (T.4, 4.1.2). */
const zerosOfEnd = 11

/** Whether G3 (T.4) has as many rows as this; of mixed rows only their ends are counted. */
export const isG3Sound = (
  data: Uint8Array,
  width: number,
  rows: number,
  { aligned, mixed }: G3
): boolean => {
  const end = data.length * 8
  let at = 0
  const bit = (place: number) => ((data[place >> 3] ?? 0) >> (7 - (place & 7))) & 1
  const peek = () => {
    const byte = at >> 3
    const bits = ((data[byte] ?? 0) << 16) | ((data[byte + 1] ?? 0) << 8) | (data[byte + 2] ?? 0)
    return (bits >> (24 - (at & 7) - runBits)) & ((1 << runBits) - 1)
  }

  if (mixed) {
    let [ends, zeros] = [0, 0]
    for (; at < end; at++) {
      if (bit(at) === 0) zeros++
      else {
        if (zeros >= zerosOfEnd) ends++
        zeros = 0
      }
    }
    return ends >= rows
  }

  /** Passes over ends of lines, and the zeros that fill one up. */
  const skipEnds = () => {
    while (at < end && peek() >> (runBits - zerosOfEnd) === 0) {
      while (at < end && bit(at) === 0) at++
      at++
    }
  }
  for (let row = 0; row < rows; row++) {
    if (aligned) at = Math.ceil(at / 8) * 8
    skipEnds()
    for (let [dots, colour] = [0, 0]; dots < width; colour ^= 1) {
      for (let part = 64; part >= 64; ) {
        const found = runTables[colour === 0 ? 0 : 1][peek()] ?? 0
        if (found === 0 || at >= end) return false
        at += found & 15
        part = found >> 4
        dots += part
      }
      if (dots > width || at > end) return false
    }
  }
  return true
}
