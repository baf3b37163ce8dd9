/** A page of one bit a dot: rows padded to whole bytes, first dot in the highest bit, 1 is black. */
export interface Bitmap {
  readonly width: number
  readonly rows: number
  readonly stride: number
  readonly bits: Uint8Array
}

export const strideOf = (width: number): number => (width + 7) >> 3

const ones = Uint8Array.from({ length: 256 }, (_, byte) => {
  let count = 0
  for (let rest = byte; rest !== 0; rest &= rest - 1) count++
  return count
})

/** How many of `bits` are black. */
export const countBlack = (bits: Uint8Array): number => {
  let count = 0
  for (const byte of bits) count += ones[byte] ?? 0
  return count
}
