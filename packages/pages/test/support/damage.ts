import sharp from "sharp"
import { encode } from "../../src/codec/encode.js"
import { writeTiff } from "../../src/codec/writeTiff.js"
import { PdfFile } from "../../src/pdf/PdfFile.js"
import { type Bitmap, strideOf } from "../../src/raster/Bitmap.js"
import { line, pdf } from "./pdf.js"
import { photograph } from "./samples.js"
import { writeAnyTiff } from "./tiff.js"

/** A sound document, and where in it what is drawn lies, which a test may cut and change. */
export interface Subject {
  readonly name: string
  readonly bytes: Uint8Array
  readonly from: number
  readonly to: number
  /**
   * Part of all changed bytes that nobody can tell, at most: 0 where the coding has a checksum. A byte of G4 or JPEG may
   * become another that is as sound; of JPEG most do.
   */
  readonly untold: number
  /** Cut off from here on, the document is another one that is whole, as its writer might have made it. */
  readonly cuttable: boolean
}

const [width, rows] = [320, 400]

const strokes = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${rows}"><rect width="100%" height="100%" fill="white"/>${Array.from({ length: 24 }, (_, index) => `<path d="M${10 + index} ${10 + index * 15} q 60 ${(index * 37) % 40} 140 5 t 130 ${(index * 53) % 30}" stroke="black" stroke-width="${2 + (index % 3)}" fill="none"/>`).join("")}</svg>`

const grey = () => sharp(Buffer.from(strokes)).toColourspace("b-w").raw().toBuffer()

const bilevel = async () => {
  const dots = await grey()
  const stride = strideOf(width)
  const bits = new Uint8Array(stride * rows)
  dots.forEach((value, at) => {
    const [x, y] = [at % width, Math.floor(at / width)]
    const byte = y * stride + (x >> 3)
    if (value < 128) bits[byte] = (bits[byte] ?? 0) | (0x80 >> (x & 7))
  })
  return { width, rows, stride, bits }
}

const size = { 256: [width], 257: [rows], 277: [1] }
const tile = { width: 160, rows: 208 }

/** A tile of a picture, white where it goes past its end. */
const cropped = (picture: Bitmap, left: number, top: number): Bitmap => {
  const stride = strideOf(tile.width)
  const bits = new Uint8Array(stride * tile.rows)
  for (let row = 0; row < Math.min(tile.rows, rows - top); row++) {
    const from = (top + row) * picture.stride + left / 8
    bits.set(picture.bits.subarray(from, from + stride), row * stride)
  }
  return { ...tile, stride, bits }
}

const inside = (bytes: Uint8Array, data: Uint8Array) => {
  const from = Buffer.from(bytes).indexOf(data)
  if (from === -1) throw new Error("the data is not in the document")
  return { from, to: from + data.length }
}

const letter = Array.from({ length: 30 }, (_, index) =>
  line(56, 780 - index * 20, 12, `Line ${index}: ${(index * 7919) % 1000} boxes of gloves`)
).join("")

/** A page that shows one picture. */
const pictured = (dictionary: string, data: Uint8Array) => {
  const file = new PdfFile()
  const tree = file.reserve()
  const image = file.addStream(
    `/Type/XObject/Subtype/Image/Width ${width}/Height ${rows}${dictionary}`,
    data
  )
  const contents = file.addStream(
    "",
    Buffer.from(`0.6 g 300 700 40 40 re f q ${width} 0 0 ${rows} 50 300 cm /Image Do Q`)
  )
  const page = file.add(
    `<</Type/Page/Parent ${tree} 0 R/MediaBox[0 0 595 842]/Contents ${contents} 0 R/Resources<</XObject<</Image ${image} 0 R>>>>>>`
  )
  return file.finish(tree, [page])
}

/** Where the data of a compressed stream lies. */
const streamOf = (bytes: Uint8Array, after: string) => {
  const file = Buffer.from(bytes)
  const from = file.indexOf("stream\n", file.indexOf(after)) + 7
  return { from, to: file.indexOf("\nendstream", from) }
}

export const subjects = async (): Promise<ReadonlyArray<Subject>> => {
  const dots = await grey()
  const picture = await bilevel()
  const g4 = encode(picture, "g4", 196)
  const jpeg = new Uint8Array(
    await sharp(Buffer.from(strokes)).toColourspace("b-w").jpeg({ quality: 85 }).toBuffer()
  )
  const photo = (await photograph(320, 240)).bytes
  const png = new Uint8Array(await sharp(Buffer.from(strokes)).png().toBuffer())
  const { deflateSync } = await import("node:zlib")
  const flat = deflateSync(dots)
  const text = pdf([{ content: letter }])
  const inDct = pictured("/BitsPerComponent 8/ColorSpace/DeviceGray/Filter/DCTDecode", jpeg)
  const inFlate = pictured("/BitsPerComponent 8/ColorSpace/DeviceGray/Filter/FlateDecode", flat)
  const ccitt = `/BitsPerComponent 1/ColorSpace/DeviceGray/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns ${width}/Rows ${rows}>>`
  const inG4 = pictured(ccitt, g4)
  const tiff = writeTiff([{ width, rows, dpiX: 204, dpiY: 196, data: g4 }], "g4")
  const deflated = new Uint8Array(
    await sharp(Buffer.from(strokes)).tiff({ compression: "deflate", predictor: "none" }).toBuffer()
  )
  const bilevelTiff = (compression: number, chunks: ReadonlyArray<Uint8Array>, tags = {}) =>
    writeAnyTiff({ tags: { ...size, 258: [1], 259: [compression], 262: [0], ...tags }, chunks })
  const lines = bilevelTiff(8, [deflateSync(picture.bits)], { 278: [rows] })
  const tiles = bilevelTiff(
    4,
    [0, 1, 2, 3].map((at) =>
      encode(cropped(picture, (at % 2) * tile.width, (at >> 1) * tile.rows), "g4", 196)
    ),
    { 322: [tile.width], 323: [tile.rows] }
  )
  const jpegs = writeAnyTiff({
    tags: { ...size, 258: [8], 259: [7], 262: [1], 278: [rows] },
    chunks: [jpeg]
  })
  /** Coded data lies between the header and the directory at the end. */
  const coded = (bytes: Uint8Array) => ({ bytes, from: 8, to: bytes.length - 200 })
  /** Coded data begins behind the header of the scan. */
  const scanOf = (bytes: Uint8Array) => Buffer.from(bytes).indexOf(Buffer.from([0xff, 0xda])) + 10
  const whole = { untold: 0.7, cuttable: true }
  return [
    {
      name: "PDF, text in Flate",
      bytes: text,
      ...streamOf(text, "/FlateDecode"),
      untold: 0,
      cuttable: false
    },
    {
      name: "PDF, picture in Flate",
      bytes: inFlate,
      ...inside(inFlate, flat),
      untold: 0,
      cuttable: false
    },
    {
      name: "PDF, picture in DCT",
      bytes: inDct,
      ...inside(inDct, jpeg.subarray(scanOf(jpeg))),
      untold: 0.7,
      cuttable: false
    },
    {
      name: "PDF, picture in G4",
      bytes: inG4,
      ...inside(inG4, g4),
      untold: 0.25,
      cuttable: false
    },
    { name: "TIFF in G4", bytes: tiff, ...inside(tiff, g4), untold: 0.25, cuttable: false },
    {
      name: "TIFF in Deflate",
      bytes: deflated,
      from: 8,
      to: Math.floor(deflated.length * 0.9),
      untold: 0,
      cuttable: false
    },
    { name: "TIFF in Deflate, 1 bit", ...coded(lines), untold: 0, cuttable: false },
    { name: "TIFF in G4, in tiles", ...coded(tiles), untold: 0.25, cuttable: false },
    { name: "TIFF in JPEG", ...coded(jpegs), untold: 0.7, cuttable: false },
    { name: "PNG", bytes: png, from: 41, to: png.length - 16, untold: 0, cuttable: true },
    { name: "JPEG", bytes: jpeg, from: scanOf(jpeg), to: jpeg.length, ...whole },
    {
      name: "JPEG, a photograph",
      bytes: photo,
      from: scanOf(photo),
      to: photo.length,
      untold: 0.8,
      cuttable: true
    }
  ]
}
