import { deflateSync } from "node:zlib"
import sharp from "sharp"
import { cut, encoded, type Hostile, joined } from "./hostile.js"

export const u32 = (value: number) => {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, value)
  return bytes
}

const crcTable = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  return value
})

const crc = (bytes: Uint8Array) => {
  let value = 0xffffffff
  for (const byte of bytes) value = (crcTable[(value ^ byte) & 255] ?? 0) ^ (value >>> 8)
  return (value ^ 0xffffffff) >>> 0
}

export const chunk = (type: string, data: Uint8Array) =>
  joined(u32(data.length), type, data, u32(crc(joined(type, data))))

export const pngSignature = encoded("\x89PNG\r\n\x1a\n")

export const header = (width: number, height: number, depth = 1, colour = 0) =>
  chunk("IHDR", joined(u32(width), u32(height), new Uint8Array([depth, colour, 0, 0, 0])))

export const png = (...chunks: ReadonlyArray<Uint8Array>) =>
  joined(pngSignature, ...chunks, chunk("IEND", new Uint8Array()))

export const data = (bytes: Uint8Array) => chunk("IDAT", deflateSync(bytes))

const blank = { create: { width: 400, height: 300, channels: 3, background: "#404040" } } as const
const of = async (format: "png" | "jpeg" | "webp" | "gif" | "tiff") =>
  new Uint8Array(await sharp(blank).toFormat(format).toBuffer())

/** Marks and frame header of a JPEG that claims this size. */
const jpegClaiming = (width: number, height: number) =>
  encoded(
    `\xff\xd8\xff\xc0\x00\x0b\x08${String.fromCharCode(height >> 8, height & 255, width >> 8, width & 255)}\x01\x01\x11\x00\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\x00\xff\xd9`
  )

/** A little-endian TIFF from directories of entries; `next` of each is the following one unless given. */
export const tiff = (
  directories: ReadonlyArray<ReadonlyArray<readonly [tag: number, value: number]>>,
  options: { readonly next?: number; readonly tail?: Uint8Array } = {}
) => {
  const parts: Array<Uint8Array> = [encoded("II*\0\x08\0\0\0")]
  let at = 8
  directories.forEach((entries, index) => {
    const length = 2 + entries.length * 12 + 4
    const bytes = new Uint8Array(length)
    const view = new DataView(bytes.buffer)
    view.setUint16(0, entries.length, true)
    entries.forEach(([tag, value], entry) => {
      view.setUint16(2 + entry * 12, tag, true)
      view.setUint16(4 + entry * 12, 4, true)
      view.setUint32(6 + entry * 12, 1, true)
      view.setUint32(10 + entry * 12, value, true)
    })
    at += length
    const last = index === directories.length - 1
    view.setUint32(length - 4, last ? (options.next ?? 0) : at, true)
    parts.push(bytes)
  })
  return joined(...parts, options.tail ?? new Uint8Array(64))
}

export const entries = (width: number, rows: number, compression: number, offset = 8) =>
  [
    [256, width],
    [257, rows],
    [258, 1],
    [259, compression],
    [262, 0],
    [273, offset],
    [277, 1],
    [278, rows],
    [279, 64]
  ] as const

export const damaged = ["DamagedDocument"]
export const tooLarge = ["DocumentTooLarge"]

export const hostileImages: ReadonlyArray<Hostile> = [
  { name: "PNG: signature alone", bytes: () => pngSignature, expected: damaged },
  { name: "PNG: cut off", bytes: async () => cut(await of("png"), 0.6), expected: [1] },
  {
    name: "PNG: 100,000 x 100,000",
    bytes: () => png(header(100_000, 100_000), data(new Uint8Array(99))),
    expected: tooLarge
  },
  {
    name: "PNG: 2^31 - 1 wide",
    bytes: () => png(header(2 ** 31 - 1, 1), data(new Uint8Array(99))),
    expected: [...tooLarge, ...damaged]
  },
  {
    name: "PNG: 20,000 x 20,000 in 50 KB",
    bytes: () => png(header(20_000, 20_000), data(new Uint8Array(2501 * 20_000))),
    expected: tooLarge
  },
  {
    name: "PNG: 9,900 x 9,900 in 12 KB",
    bytes: () => png(header(9_900, 9_900), data(new Uint8Array(1239 * 9_900))),
    expected: [1]
  },
  {
    name: "PNG: no width",
    bytes: () => png(header(0, 10), data(new Uint8Array(99))),
    expected: damaged
  },
  {
    name: "PNG: wrong checksum",
    bytes: () => png(joined(header(8, 8).slice(0, -1), "x"), data(new Uint8Array(99))),
    expected: damaged
  },
  {
    name: "PNG: chunk of 2 GB announced",
    bytes: () => joined(pngSignature, header(8, 8), u32(2 ** 31 - 1), "IDAT", new Uint8Array(50)),
    expected: damaged
  },
  {
    name: "PNG: bit depth of 3",
    bytes: () => png(header(8, 8, 3), data(new Uint8Array(99))),
    expected: damaged
  },
  {
    name: "PNG: data too short",
    bytes: () => png(header(800, 800), data(new Uint8Array(99))),
    expected: [1, ...damaged]
  },
  {
    name: "PNG: comment that inflates to 200 MB",
    bytes: () =>
      png(
        header(8, 8),
        chunk("zTXt", joined("a\0\0", deflateSync(Buffer.alloc(2e8)))),
        data(new Uint8Array(16))
      ),
    expected: [1, ...damaged]
  },
  {
    name: "PNG: 16 bits and transparent",
    bytes: async () =>
      new Uint8Array(
        await sharp({
          create: {
            width: 50,
            height: 50,
            channels: 4,
            background: { r: 0, g: 0, b: 0, alpha: 0.5 }
          }
        })
          .toColourspace("rgb16")
          .png()
          .toBuffer()
      ),
    expected: [1]
  },
  { name: "PNG: one dot", bytes: () => png(header(1, 1), data(new Uint8Array(2))), expected: [1] },
  {
    name: "PNG: one dot wide, 60,000 high",
    bytes: () => png(header(1, 60_000), data(new Uint8Array(120_000))),
    expected: [1]
  },
  {
    name: "PNG with a PDF behind it",
    bytes: async () => joined(await of("png"), "%PDF-1.7\n1 0 obj"),
    expected: [1]
  },
  { name: "JPEG: start alone", bytes: () => encoded("\xff\xd8\xff"), expected: damaged },
  { name: "JPEG: cut off", bytes: async () => cut(await of("jpeg"), 0.7), expected: damaged },
  {
    name: "JPEG: 65,500 x 65,500 claimed",
    bytes: () => jpegClaiming(65_500, 65_500),
    expected: [...tooLarge, ...damaged]
  },
  { name: "JPEG: no Huffman tables", bytes: () => jpegClaiming(64, 64), expected: damaged },
  {
    name: "JPEG: four inks",
    bytes: async () => new Uint8Array(await sharp(blank).toColourspace("cmyk").jpeg().toBuffer()),
    expected: [1]
  },
  {
    name: "JPEG: progressive, with EXIF that turns it",
    bytes: async () =>
      new Uint8Array(
        await sharp(blank).jpeg({ progressive: true }).withMetadata({ orientation: 6 }).toBuffer()
      ),
    expected: [1]
  },
  { name: "GIF: header alone", bytes: () => encoded("GIF89a"), expected: damaged },
  { name: "GIF: cut off", bytes: async () => cut(await of("gif"), 0.5), expected: damaged },
  {
    name: "GIF: 65,535 x 65,535",
    bytes: () => encoded("GIF89a\xff\xff\xff\xff\0\0\0,\0\0\0\0\xff\xff\xff\xff\0\x02\0;"),
    expected: [...tooLarge, ...damaged]
  },
  {
    name: "GIF that is a script",
    bytes: () => encoded("GIF89a=1;alert(document.cookie)//"),
    expected: [...damaged, ...tooLarge]
  },
  { name: "WebP: cut off", bytes: async () => cut(await of("webp"), 0.5), expected: damaged },
  {
    name: "WebP: 16,383 x 16,383 claimed",
    bytes: () =>
      encoded("RIFF\x20\0\0\0WEBPVP8L\x14\0\0\0\x2f\xfe\xff\xff\x0f\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
    expected: [...tooLarge, ...damaged]
  },
  { name: "TIFF: header alone", bytes: () => encoded("II*\0"), expected: damaged },
  {
    name: "TIFF: directories in a loop",
    bytes: () => tiff([entries(8, 8, 1)], { next: 8 }),
    expected: [1]
  },
  {
    name: "TIFF: directory outside the file",
    bytes: () => encoded("II*\0\xff\xff\xff\x7f        "),
    expected: damaged
  },
  {
    name: "TIFF: directory of 65,535 entries",
    bytes: () => joined("II*\0\x08\0\0\0\xff\xff", new Uint8Array(900)),
    expected: damaged
  },
  { name: "TIFF: no page", bytes: () => encoded("II*\0\0\0\0\0    "), expected: damaged },
  {
    name: "TIFF: 100,000 x 100,000",
    bytes: () => tiff([entries(100_000, 100_000, 4)]),
    expected: tooLarge
  },
  {
    name: "TIFF: 4 billion rows",
    bytes: () => tiff([entries(1728, 0xffffffff, 4)]),
    expected: tooLarge
  },
  {
    name: "TIFF: 600 pages",
    bytes: () => tiff(Array.from({ length: 600 }, () => entries(8, 8, 1))),
    expected: tooLarge
  },
  {
    name: "TIFF: strip outside the file",
    bytes: () => tiff([entries(64, 64, 1, 0x7fffffff)]),
    expected: damaged
  },
  {
    name: "TIFF: G4 of noise",
    bytes: () => tiff([entries(1728, 200, 4, 126)], { tail: new Uint8Array(64).fill(0x5a) }),
    expected: [1, ...damaged]
  },
  {
    name: "TIFF: compression nobody knows",
    bytes: () => tiff([entries(64, 64, 31_999)]),
    expected: ["UnsupportedDocument"]
  },
  { name: "TIFF: cut off", bytes: async () => cut(await of("tiff"), 0.7), expected: damaged },
  { name: "TIFF: no width", bytes: () => tiff([entries(0, 64, 1)]), expected: damaged },
  {
    name: "BigTIFF",
    bytes: async () => new Uint8Array(await sharp(blank).tiff({ bigtiff: true }).toBuffer()),
    expected: ["UnsupportedDocument"]
  }
]
