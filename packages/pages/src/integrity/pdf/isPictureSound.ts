import { isG4Sound } from "../isG4Sound.js"
import { jpegDamage } from "../jpegDamage.js"
import type { Decoded, PdfObjects } from "./PdfObjects.js"
import { type Dict, isArray, Name, Stream, type Value } from "./values.js"

/** Names that inline pictures have shorter (ISO 32000, table 93). */
const short: Readonly<Record<string, string>> = {
  BitsPerComponent: "BPC",
  ColorSpace: "CS",
  Height: "H",
  ImageMask: "IM",
  Width: "W"
}

const samplesOf: Readonly<Record<string, number>> = {
  DeviceGray: 1,
  G: 1,
  CalGray: 1,
  Indexed: 1,
  I: 1,
  Separation: 1,
  DeviceRGB: 3,
  RGB: 3,
  CalRGB: 3,
  Lab: 3,
  DeviceCMYK: 4,
  CMYK: 4
}

/** Samples of a dot in this colour space; undefined where that is unknown. */
const samplesIn = (objects: PdfObjects, space: Value): number | undefined => {
  const found = objects.resolve(space)
  if (found instanceof Name) return samplesOf[found.name]
  if (!isArray(found)) return undefined
  const family = objects.name(found[0]) ?? ""
  if (family === "ICCBased") return objects.number(objects.dict(found[1]).get("N"))
  if (family === "DeviceN") return objects.list(found[1]).length
  return samplesOf[family]
}

/** The end of a JPEG 2000 codestream (T.800, A.4.4), with what may pad it. */
const endsInEoc = (bytes: Uint8Array): boolean => {
  let end = bytes.length
  while (end > 0 && (bytes[end - 1] === 0 || bytes[end - 1] === 10 || bytes[end - 1] === 13)) end--
  return bytes[end - 2] === 0xff && bytes[end - 1] === 0xd9
}

/** Segments of JBIG2 follow one another to the last byte (T.88, 7.2). */
const isWholeJbig2 = (bytes: Uint8Array): boolean => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  let at = 0
  while (at + 11 <= bytes.length) {
    const number = view.getUint32(at)
    const flags = view.getUint8(at + 4)
    const few = view.getUint8(at + 5) >> 5
    const many = few === 7 ? view.getUint32(at + 5) & 0x1fffffff : few
    const counting = few === 7 ? 4 + Math.ceil((many + 1) / 8) : 1
    const referring = many * (number <= 256 ? 1 : number <= 65_536 ? 2 : 4)
    const lengthAt = at + 5 + counting + referring + ((flags & 0x40) !== 0 ? 4 : 1)
    if (lengthAt + 4 > bytes.length) return false
    const length = view.getUint32(lengthAt)
    if (length === 0xffffffff) return true
    at = lengthAt + 4 + length
  }
  return (
    at === bytes.length ||
    (at < bytes.length &&
      bytes.subarray(at).every((byte) => byte === 0 || byte === 10 || byte === 13))
  )
}

const isCcittSound = (objects: PdfObjects, { bytes, parameters }: Decoded, dict: Dict): boolean => {
  const of = (key: string) => objects.resolve(parameters.get(key))
  const k = of("K")
  if (typeof k !== "number" || k >= 0 || of("EncodedByteAlign") === true) return true
  const columns = of("Columns")
  const width = typeof columns === "number" ? columns : 1728
  const rows = objects.number(dict.get("Height") ?? dict.get("H")) ?? 0
  if (!(width > 0 && width <= 65_535 && rows > 0 && rows <= 65_535)) return true
  return isG4Sound(bytes, width, rows)
}

/** Whether the data of a picture is all there and as it was written, as far as its coding tells. */
export const isPictureSound = (objects: PdfObjects, stream: Stream): boolean => {
  const { dict } = stream
  const of = (key: string) => objects.resolve(dict.get(key) ?? dict.get(short[key] ?? ""))
  const decoded = objects.decode(stream, true)
  if (!decoded.sound) return false
  switch (decoded.coding) {
    case "DCTDecode":
    case "DCT": {
      const damage = jpegDamage(decoded.bytes)
      return damage === undefined || damage === "unended"
    }
    case "CCITTFaxDecode":
    case "CCF":
      return isCcittSound(objects, decoded, dict)
    case "JPXDecode":
      return endsInEoc(decoded.bytes)
    case "JBIG2Decode":
      return isWholeJbig2(decoded.bytes)
    case undefined: {
      const isMask = of("ImageMask") === true
      const bits = isMask ? 1 : of("BitsPerComponent")
      const samples = isMask ? 1 : samplesIn(objects, of("ColorSpace"))
      const [width, rows] = [of("Width"), of("Height")]
      if (typeof bits !== "number" || samples === undefined) return true
      if (typeof width !== "number" || typeof rows !== "number") return true
      const isTable = (part: Value) => {
        const found = objects.resolve(part)
        return !(found instanceof Stream) || objects.decode(found).sound
      }
      if (!objects.list(of("ColorSpace")).every(isTable)) return false
      return decoded.bytes.length >= Math.ceil((width * bits * samples) / 8) * rows
    }
    default:
      return true
  }
}
