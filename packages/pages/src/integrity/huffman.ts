/** Codes of up to this many bits are found at once. */
const quickBits = 10
const longest = 16

/** A table of Huffman codes (T.81, Annex C), to be looked up by the next 16 bits. */
export interface Huffman {
  /** For the first 10 of them: the symbol times 32 and the length of its code, 0 where that is longer. */
  readonly quick: Uint16Array
  /** For each length the first code beyond it, in 16 bits, and what leads from a code to its symbol. */
  readonly beyond: Int32Array
  readonly offset: Int32Array
  readonly symbols: Uint8Array
}

/** `counts` are the codes of 1 to 16 bits. Undefined where there are more codes than bits allow. */
export const huffman = (counts: Uint8Array, symbols: Uint8Array): Huffman | undefined => {
  const quick = new Uint16Array(1 << quickBits)
  const beyond = new Int32Array(longest + 1)
  const offset = new Int32Array(longest + 1)
  let code = 0
  let index = 0
  for (let length = 1; length <= longest; length++) {
    const count = counts[length - 1] ?? 0
    offset[length] = index - code
    for (let i = 0; i < count; i++, code++, index++) {
      if (length > quickBits) continue
      const rest = quickBits - length
      quick.fill(((symbols[index] ?? 0) << 5) | length, code << rest, (code + 1) << rest)
    }
    if (code > 1 << length) return undefined
    beyond[length] = code << (longest - length)
    code <<= 1
  }
  return { quick, beyond, offset, symbols }
}

/** The symbol times 32 and the length of the code that these 16 bits begin with, 0 where none does. */
export const lookUp = (table: Huffman, bits: number): number => {
  const found = table.quick[bits >> (longest - quickBits)] ?? 0
  if (found !== 0) return found
  for (let length = quickBits + 1; length <= longest; length++) {
    if (bits >= (table.beyond[length] ?? 0)) continue
    const index = (bits >> (longest - length)) + (table.offset[length] ?? 0)
    return ((table.symbols[index] ?? 0) << 5) | length
  }
  return 0
}
