const clearCode = 256
const endCode = 257
const longestCode = 12

/**
 * LZW as TIFF (6.0, section 13) and PDF have it: from the highest bit, codes one bit longer one code early, which
 * PDF can turn off. `sound` is false where a code is none or data ends before its end code.
 */
export const decodeLzw = (
  data: Uint8Array,
  maxBytes: number,
  early = true
): { readonly bytes: Uint8Array; readonly sound: boolean } => {
  const prefix = new Uint16Array(1 << longestCode)
  const suffix = new Uint8Array(1 << longestCode)
  const lengths = new Uint16Array(1 << longestCode)
  for (let code = 0; code < clearCode; code++) {
    suffix[code] = code
    lengths[code] = 1
  }
  let out = new Uint8Array(Math.min(maxBytes, Math.max(1024, data.length * 4)))
  let at = 0
  let [next, width, previous] = [endCode + 1, 9, -1]
  let [bits, held] = [0, 0]
  const result = (sound: boolean) => ({ bytes: out.subarray(0, at), sound })
  const reserve = (length: number) => {
    if (at + length <= out.length) return
    const larger = new Uint8Array(Math.min(maxBytes, Math.max(out.length * 2, at + length)))
    larger.set(out)
    out = larger
  }
  for (const byte of data) {
    bits = ((bits << 8) | byte) & 0xffffff
    held += 8
    if (held < width) continue
    held -= width
    const code = (bits >> held) & ((1 << width) - 1)
    if (code === endCode) return result(true)
    if (code === clearCode) {
      ;[next, width, previous] = [endCode + 1, 9, -1]
      continue
    }
    if (code > next || (code === next && previous === -1) || code === endCode) return result(false)
    /** A code that is just being made is the one before and its own first byte. */
    const known = code < next ? code : previous
    const length = (lengths[known] ?? 0) + (code < next ? 0 : 1)
    if (at + length > maxBytes) return result(true)
    reserve(length)
    let first = known
    for (let to = at + (lengths[known] ?? 0) - 1; to >= at; to--) {
      out[to] = suffix[first] ?? 0
      if (to > at) first = prefix[first] ?? 0
    }
    const head = out[at] ?? 0
    if (code === next) out[at + length - 1] = head
    if (previous !== -1 && next < 1 << longestCode) {
      prefix[next] = previous
      suffix[next] = head
      lengths[next] = (lengths[previous] ?? 0) + 1
      next++
    }
    at += length
    previous = code
    if (next + (early ? 1 : 0) >= 1 << width && width < longestCode) width++
  }
  return result(false)
}
