import { constants, inflateRawSync, inflateSync } from "node:zlib"
import { decodeLzw } from "../../codec/decodeLzw.js"
import { decodePackBits } from "../../codec/decodePackBits.js"
import { Refusal } from "../../Refusal.js"

/** What people call the codings that are not read here. */
const names: Record<number, string> = {
  2: "CCITT RLE",
  9: "JBIG",
  10: "JBIG",
  32766: "NeXT",
  32809: "ThunderScan",
  32946: "Deflate",
  34661: "JBIG",
  34676: "LogLuv",
  34677: "LogLuv",
  34712: "JPEG 2000",
  34887: "LERC",
  34925: "LZMA",
  34926: "Zstandard",
  50000: "Zstandard",
  50001: "WebP",
  50002: "JPEG XL",
  52546: "JPEG XL"
}

export const unreadable = (compression: number): Refusal =>
  new Refusal({
    _tag: "UnsupportedDocument",
    detail: `its picture is compressed with ${names[compression] ?? `method ${compression}`}, which is not supported; save it as TIFF with LZW, or as PDF`
  })

const mirrored = Uint8Array.from({ length: 256 }, (_, byte) => {
  let value = 0
  for (let bit = 0; bit < 8; bit++) value |= ((byte >> bit) & 1) << (7 - bit)
  return value
})

/** The same bits from the other end of each byte (FillOrder 2). */
export const mirror = (data: Uint8Array): Uint8Array => data.map((byte) => mirrored[byte] ?? 0)

/** The bytes of a strip or tile, and whether it is all there and as it was written. */
export interface Chunk {
  readonly bytes: Uint8Array
  readonly sound: boolean
}

const inflated = (data: Uint8Array, maxBytes: number): Chunk => {
  const options = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: maxBytes + 65_536 }
  const as = (inflate: () => Uint8Array, sound: boolean): Chunk | undefined => {
    try {
      return { bytes: inflate(), sound }
    } catch {
      return undefined
    }
  }
  return (
    as(() => inflateSync(data, { maxOutputLength: maxBytes + 65_536 }), true) ??
    as(() => inflateSync(data, options), false) ??
    // All of it may be there, and only its sum be wrong.
    as(() => inflateRawSync(data.subarray(2), options), false) ?? {
      bytes: new Uint8Array(),
      sound: false
    }
  )
}

const decoded = (data: Uint8Array, compression: number, maxBytes: number): Chunk => {
  switch (compression) {
    case 1:
      return { bytes: data, sound: true }
    case 5:
      return decodeLzw(data, maxBytes)
    case 8:
    case 32_946:
      return inflated(data, maxBytes)
    case 32_773:
      return decodePackBits(data, maxBytes)
    default:
      throw unreadable(compression)
  }
}

/** A strip or tile that takes `maxBytes`; what is missing at its end is white or 0. */
export const readChunk = (
  file: Uint8Array,
  offset: number,
  length: number,
  { compression, fillOrder }: { readonly compression: number; readonly fillOrder: number },
  maxBytes: number
): Chunk => {
  const there = file.subarray(offset, offset + length)
  const data = fillOrder === 2 && compression === 1 ? mirror(there) : there
  const { bytes, sound } = decoded(data, compression, maxBytes)
  return { bytes, sound: sound && there.length === length && bytes.length >= maxBytes }
}
