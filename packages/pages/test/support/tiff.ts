/** Values of a tag: shorts, longs or bytes by their size, or floating point. */
type Values = ReadonlyArray<number> | Uint8Array | Float32Array

export interface TiffToWrite {
  /** By tag; sizes, offsets and lengths of the chunks are added. */
  readonly tags: Readonly<Record<number, Values>>
  /** Strips, or tiles where tag 322 is given. */
  readonly chunks: ReadonlyArray<Uint8Array>
  /** Other data, whose offset becomes the value of its tag. */
  readonly apart?: Readonly<Record<number, ReadonlyArray<Uint8Array>>>
}

/** A TIFF of one page, little-endian, of whatever tags and data. */
export const writeAnyTiff = ({ apart = {}, chunks, tags }: TiffToWrite): Uint8Array => {
  const parts: Array<Uint8Array> = [Buffer.from("II*\0\0\0\0\0", "latin1")]
  let length = 8
  const put = (bytes: Uint8Array): number => {
    const at = length
    const padded = new Uint8Array(bytes.length + (bytes.length % 2))
    padded.set(bytes)
    parts.push(padded)
    length += padded.length
    return at
  }
  const tiled = tags[322] !== undefined
  const offsets = chunks.map(put)
  const all: Record<number, Values> = {
    ...tags,
    [tiled ? 324 : 273]: offsets,
    [tiled ? 325 : 279]: chunks.map((chunk) => chunk.length)
  }
  for (const [tag, data] of Object.entries(apart)) all[Number(tag)] = data.map(put)
  const entries = Object.entries(all).map(([tag, values]) => {
    const type =
      values instanceof Float32Array
        ? 11
        : values instanceof Uint8Array
          ? 7
          : values.every((value) => value < 65_536)
            ? 3
            : 4
    const size = { 3: 2, 4: 4, 7: 1, 11: 4 }[type] ?? 1
    const bytes = new Uint8Array(Math.max(4, values.length * size))
    const view = new DataView(bytes.buffer)
    values.forEach((value, index) => {
      if (type === 3) view.setUint16(index * 2, value, true)
      else if (type === 4) view.setUint32(index * 4, value, true)
      else if (type === 11) view.setFloat32(index * 4, value, true)
      else bytes[index] = value
    })
    return { tag: Number(tag), type, count: values.length, bytes }
  })
  const directory = new Uint8Array(2 + entries.length * 12 + 4)
  const view = new DataView(directory.buffer)
  view.setUint16(0, entries.length, true)
  entries.forEach(({ bytes, count, tag, type }, index) => {
    const at = 2 + index * 12
    view.setUint16(at, tag, true)
    view.setUint16(at + 2, type, true)
    view.setUint32(at + 4, count, true)
    if (bytes.length > 4) view.setUint32(at + 8, put(bytes), true)
    else directory.set(bytes, at + 8)
  })
  const at = put(directory)
  const file = Buffer.concat(parts)
  file.writeUInt32LE(at, 4)
  return new Uint8Array(file)
}
