import { isG3Sound } from "../isG3Sound.js"
import { isG4Sound } from "../isG4Sound.js"
import { jpegDamage } from "../jpegDamage.js"
import { samplesIn } from "./colourSpace.js"
import { type Decoded, type PdfObjects, tooLong } from "./PdfObjects.js"
import { type Dict, isArray, Stream, type Value } from "./values.js"

/** Names that inline pictures have shorter (ISO 32000, table 93). */
const short: Readonly<Record<string, string>> = {
  BitsPerComponent: "BPC",
  ColorSpace: "CS",
  Height: "H",
  ImageMask: "IM",
  Width: "W"
}

const startOfJpx = Buffer.from("ff4fff51", "hex")

/** A JPEG 2000 codestream from its beginning to its end (T.800, A.4), with what may pad it. */
const isWholeJpx = (bytes: Uint8Array): boolean => {
  if (Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf(startOfJpx) === -1)
    return false
  let end = bytes.length
  while (end > 0 && (bytes[end - 1] === 0 || bytes[end - 1] === 10 || bytes[end - 1] === 13)) end--
  return bytes[end - 2] === 0xff && bytes[end - 1] === 0xd9
}

/** Types of segments that draw: text, halftone, generic regions and refinements of them (T.88, 7.3). */
const drawing = [6, 7, 22, 23, 38, 39, 42, 43]

/** Segments of JBIG2 follow one another to the last byte (T.88, 7.2), and one of them draws. */
const isWholeJbig2 = (bytes: Uint8Array): boolean => {
  let draws = false
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  let at = 0
  while (at + 11 <= bytes.length) {
    const number = view.getUint32(at)
    const flags = view.getUint8(at + 4)
    draws ||= drawing.includes(flags & 63)
    const few = view.getUint8(at + 5) >> 5
    const many = few === 7 ? view.getUint32(at + 5) & 0x1fffffff : few
    const counting = few === 7 ? 4 + Math.ceil((many + 1) / 8) : 1
    const referring = many * (number <= 256 ? 1 : number <= 65_536 ? 2 : 4)
    const lengthAt = at + 5 + counting + referring + ((flags & 0x40) !== 0 ? 4 : 1)
    if (lengthAt + 4 > bytes.length) return false
    const length = view.getUint32(lengthAt)
    if (length === 0xffffffff) return draws
    at = lengthAt + 4 + length
  }
  return (
    draws &&
    at <= bytes.length &&
    bytes.subarray(at).every((byte) => byte === 0 || byte === 10 || byte === 13)
  )
}

const isCcittSound = (objects: PdfObjects, { bytes, parameters }: Decoded, dict: Dict): boolean => {
  const of = (key: string) => objects.resolve(parameters.get(key))
  const k = of("K")
  if (bytes.length === 0) return false
  const columns = of("Columns")
  const width = typeof columns === "number" ? columns : 1728
  const rows = objects.number(dict.get("Height") ?? dict.get("H")) ?? 0
  if (!(width > 0 && width <= 65_535 && rows > 0 && rows <= 65_535)) return true
  const aligned = of("EncodedByteAlign") === true
  if (typeof k === "number" && k < 0) return aligned || isG4Sound(bytes, width, rows)
  return isG3Sound(bytes, width, rows, { aligned, mixed: typeof k === "number" && k > 0 })
}

const sizesOfSamples = [1, 2, 4, 8, 16]

/** Whether samples that no picture coding codes are as many as the picture needs, and mean colours. */
const areSamplesSound = (
  objects: PdfObjects,
  { dict }: Stream,
  { bytes, predictor }: Decoded,
  of: (key: string) => Value,
  spaces: Dict
): boolean => {
  const isMask = of("ImageMask") === true
  const bits = isMask ? 1 : of("BitsPerComponent")
  const samples = isMask ? 1 : samplesIn(objects, of("ColorSpace"), spaces)
  if (typeof bits !== "number" || !sizesOfSamples.includes(bits) || !samples) return false
  const isTable = (part: Value) => {
    const found = objects.resolve(part)
    return !(found instanceof Stream) || objects.decode(found).sound
  }
  if (!objects.list(of("ColorSpace")).every(isTable)) return false
  const ranges = objects.resolve(dict.get("Decode") ?? dict.get("D"))
  if (isArray(ranges) && ranges.length < samples * 2) return false
  const [width, rows] = [of("Width"), of("Height")].map(Number)
  const rowBytes = Math.ceil(((width ?? 0) * bits * samples) / 8) + (predictor >= 10 ? 1 : 0)
  return bytes.length >= rowBytes * (rows ?? 0)
}

/**
 * Whether the data of a picture is all there and as it was written, as far as its coding tells, and whether the picture says
 * all that it needs to be drawn. `spaces` are the colour spaces that the page has names for.
 */
export const isPictureSound = (objects: PdfObjects, stream: Stream, spaces: Dict): boolean => {
  const { dict } = stream
  const of = (key: string) => objects.resolve(dict.get(key) ?? dict.get(short[key] ?? ""))
  const decoded = objects.decode(stream, true)
  if (!decoded.sound || !(Number(of("Width")) > 0 && Number(of("Height")) > 0)) return false
  for (const key of ["SMask", "Mask"]) {
    const mask = objects.resolve(dict.get(key))
    if ((dict.get(key) ?? null) !== null && !(mask instanceof Stream || isArray(mask))) return false
  }
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
      return isWholeJpx(decoded.bytes)
    case "JBIG2Decode": {
      const shared = decoded.parameters.get("JBIG2Globals")
      const found = objects.resolve(shared)
      const isShared =
        shared === undefined || (found instanceof Stream && objects.decode(found).sound)
      return isShared && isWholeJbig2(decoded.bytes)
    }
    case undefined:
      return areSamplesSound(objects, stream, decoded, of, spaces)
    default:
      // More than is looked into, or a coding that nobody has.
      return decoded.coding === tooLong
  }
}
