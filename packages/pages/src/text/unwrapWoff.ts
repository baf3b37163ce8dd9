import { inflateSync } from "node:zlib"

const headerLength = 44
const entryLength = 20
const align4 = (length: number) => (length + 3) & ~3

/** The TrueType font inside a WOFF 1.0 file (its tables are deflated one by one). */
export const unwrapWoff = (woff: Uint8Array): Uint8Array => {
  const view = new DataView(woff.buffer, woff.byteOffset, woff.byteLength)
  const tables = Array.from({ length: view.getUint16(12) }, (_, index) => {
    const entry = headerLength + index * entryLength
    const offset = view.getUint32(entry + 4)
    const data = woff.subarray(offset, offset + view.getUint32(entry + 8))
    const length = view.getUint32(entry + 12)
    return {
      tag: view.getUint32(entry),
      checksum: view.getUint32(entry + 16),
      data: data.length < length ? inflateSync(data) : data
    }
  })
  const directory = 12 + tables.length * 16
  const total = tables.reduce((sum, table) => sum + align4(table.data.length), directory)
  const sfnt = new Uint8Array(total)
  const out = new DataView(sfnt.buffer)
  out.setUint32(0, view.getUint32(4))
  out.setUint16(4, tables.length)
  const power = 2 ** Math.floor(Math.log2(tables.length))
  out.setUint16(6, power * 16)
  out.setUint16(8, Math.log2(power))
  out.setUint16(10, (tables.length - power) * 16)
  let at = directory
  tables.forEach(({ checksum, data, tag }, index) => {
    const entry = 12 + index * 16
    out.setUint32(entry, tag)
    out.setUint32(entry + 4, checksum)
    out.setUint32(entry + 8, at)
    out.setUint32(entry + 12, data.length)
    sfnt.set(data, at)
    at += align4(data.length)
  })
  return sfnt
}
