const entryLength = 12
const SHORT = 3

/**
 * The file with one page, that of the directory at `directory`, which has one more tag, of one short number. Its
 * directory is written anew behind the file; nothing else moves.
 */
export const withTag = (
  file: Uint8Array,
  directory: number,
  little: boolean,
  tag: number,
  value: number
): Uint8Array => {
  const old = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const count = old.getUint16(directory, little)
  const entries = Array.from({ length: count }, (_, index) => {
    const at = directory + 2 + index * entryLength
    return { tag: old.getUint16(at, little), bytes: file.subarray(at, at + entryLength) }
  })
  const own = new Uint8Array(entryLength)
  const entry = new DataView(own.buffer)
  entry.setUint16(0, tag, little)
  entry.setUint16(2, SHORT, little)
  entry.setUint32(4, 1, little)
  entry.setUint16(8, value, little)
  entries.push({ tag, bytes: own })
  entries.sort((a, b) => a.tag - b.tag)
  const at = file.length + (file.length % 2)
  const out = new Uint8Array(at + 2 + entries.length * entryLength + 4)
  out.set(file)
  const view = new DataView(out.buffer)
  view.setUint32(4, at, little)
  view.setUint16(at, entries.length, little)
  for (const [index, { bytes }] of entries.entries()) out.set(bytes, at + 2 + index * entryLength)
  return out
}
