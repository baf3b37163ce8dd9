/** PackBits (TIFF 6.0, section 9; RunLengthDecode of PDF). */
export const decodePackBits = (
  data: Uint8Array,
  maxBytes: number
): { readonly bytes: Uint8Array; readonly sound: boolean } => {
  const parts: Array<Uint8Array> = []
  let length = 0
  let at = 0
  let sound = true
  while (at < data.length && length < maxBytes) {
    const count = data[at++] ?? 0
    if (count === 128) break
    const run = count < 128 ? count + 1 : 257 - count
    const part = count < 128 ? data.subarray(at, at + run) : new Uint8Array(run).fill(data[at] ?? 0)
    if (at + (count < 128 ? run : 1) > data.length) sound = false
    at += count < 128 ? run : 1
    parts.push(part)
    length += part.length
  }
  return { bytes: new Uint8Array(Buffer.concat(parts, Math.min(length, maxBytes))), sound }
}
