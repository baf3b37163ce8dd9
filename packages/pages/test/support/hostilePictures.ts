import { deflateSync } from "node:zlib"
import sharp, { type Sharp } from "sharp"
import { encoded, type Hostile, joined } from "./hostile.js"
import {
  chunk,
  damaged,
  data,
  entries,
  header,
  png,
  pngSignature,
  tiff,
  tooLarge,
  u32
} from "./hostileImages.js"

const noise = (length: number) =>
  new Uint8Array(length).map((_, index) => (Math.imul(index, 2_654_435_761) >>> 13) & 255)

/** A picture that is hard to code, in three colours. */
const speckled = (width: number, height: number) =>
  sharp(noise(width * height * 3), { raw: { width, height, channels: 3 } })

const bytesOf = async (picture: Sharp) => new Uint8Array(await picture.toBuffer())

/** Frames one below the other, as sharp takes them. */
const frames = (count: number, size: number) =>
  sharp(noise(size * size * count * 3), {
    raw: { width: size, height: size * count, channels: 3, pageHeight: size }
  })

/** The last scan of a progressive JPEG, many times over: each is a pass over the picture. */
const manyScans = async (size: number, count: number) => {
  const flat = {
    create: { width: size, height: size, channels: 3, background: "#808080" }
  } as const
  const jpeg = Buffer.from(await sharp(flat).jpeg({ progressive: true }).toBuffer())
  const at = jpeg.lastIndexOf(Buffer.from([0xff, 0xda]))
  const scan = jpeg.subarray(at, -2)
  return joined(jpeg.subarray(0, at), ...Array.from({ length: count }, () => scan), "\xff\xd9")
}

/** The entries of one page, some of them replaced. */
const withTags = (...tags: ReadonlyArray<readonly [number, number]>) => {
  const replaced = new Set(tags.map(([tag]) => tag))
  return [...entries(64, 64, 1, 200).filter(([tag]) => !replaced.has(tag)), ...tags].sort(
    ([a], [b]) => a - b
  )
}

export const hostilePictures: ReadonlyArray<Hostile> = [
  {
    name: "PNG: interlaced, 16 bits",
    bytes: () => bytesOf(speckled(90, 70).toColourspace("rgb16").png({ progressive: true })),
    expected: [1]
  },
  {
    name: "PNG: animated",
    bytes: () =>
      png(
        header(8, 8),
        chunk("acTL", joined(u32(2 ** 31), u32(0))),
        chunk("fcTL", joined(u32(0), u32(8), u32(8), u32(0), u32(0), u32(0), "\0\0")),
        data(new Uint8Array(16)),
        chunk("fdAT", joined(u32(1), deflateSync(new Uint8Array(16))))
      ),
    expected: [1]
  },
  {
    name: "PNG: wrong checksum of its data",
    bytes: () => {
      const sound = data(noise(16))
      return joined(
        pngSignature,
        header(8, 8),
        sound.slice(0, -1),
        "\0",
        chunk("IEND", encoded(""))
      )
    },
    expected: [1]
  },
  {
    name: "PNG: colour profile that inflates to 200 MB",
    bytes: () =>
      png(
        header(8, 8),
        chunk("iCCP", joined("a\0\0", deflateSync(Buffer.alloc(2e8)))),
        data(new Uint8Array(16))
      ),
    expected: [1, ...damaged]
  },
  {
    name: "PNG: palette without colours",
    bytes: () => png(header(8, 8, 8, 3), data(new Uint8Array(72))),
    expected: damaged
  },
  {
    name: "JPEG: progressive, 3,000 scans",
    bytes: () => manyScans(6000, 3000),
    expected: [1, ...damaged, ...tooLarge],
    endless: true
  },
  {
    name: "JPEG: a million fill bytes before each mark",
    bytes: async () => {
      const jpeg = await bytesOf(speckled(40, 30).jpeg())
      return joined(jpeg.slice(0, 2), new Uint8Array(1e6).fill(255), jpeg.slice(2))
    },
    expected: [1, ...damaged]
  },
  {
    name: "JPEG: arithmetic coding",
    bytes: async () => {
      const jpeg = await bytesOf(speckled(40, 30).jpeg())
      const at = Buffer.from(jpeg).indexOf(Buffer.from([0xff, 0xc0]))
      return joined(jpeg.slice(0, at), "\xff\xc9", jpeg.slice(at + 2))
    },
    expected: [1, ...damaged]
  },
  {
    name: "TIFF: tiles",
    bytes: () => bytesOf(speckled(300, 200).tiff({ tile: true, tileWidth: 64, tileHeight: 64 })),
    expected: [1]
  },
  {
    name: "TIFF: 16 bits",
    bytes: () => bytesOf(speckled(90, 70).toColourspace("rgb16").tiff()),
    expected: [1]
  },
  {
    name: "TIFF: four inks",
    bytes: () => bytesOf(speckled(90, 70).toColourspace("cmyk").tiff()),
    expected: [1]
  },
  {
    name: "TIFF: CIELAB",
    bytes: () => bytesOf(speckled(90, 70).toColourspace("lab").tiff({ compression: "lzw" })),
    expected: [1, ...damaged]
  },
  {
    name: "TIFF: JPEG inside",
    bytes: () => bytesOf(speckled(90, 70).tiff({ compression: "jpeg" })),
    expected: [1]
  },
  {
    name: "TIFF: directories inside that are their own",
    bytes: () => tiff([withTags([330, 8], [34_665, 8])], { tail: new Uint8Array(1000) }),
    expected: [1, ...damaged]
  },
  {
    name: "TIFF: no rows in a strip",
    bytes: () => tiff([withTags([278, 0])], { tail: new Uint8Array(1000) }),
    expected: [1, ...damaged]
  },
  {
    name: "TIFF: tiles of 2 billion dots",
    bytes: () => tiff([withTags([322, 0x7ffffff0], [323, 0x7ffffff0], [324, 8], [325, 9])]),
    expected: damaged
  },
  {
    name: "TIFF: 65,535 samples a dot",
    bytes: () => tiff([withTags([277, 65_535])], { tail: new Uint8Array(1000) }),
    expected: damaged
  },
  {
    name: "TIFF: 9,900 x 9,900 deflated to 100 KB",
    bytes: () => {
      const strip = deflateSync(Buffer.alloc(1238 * 9900))
      const page = withTags([256, 9900], [257, 9900], [259, 8], [278, 9900], [279, strip.length])
      const at = 8 + 2 + page.length * 12 + 4
      return tiff([page.map(([tag, value]) => (tag === 273 ? [tag, at] : [tag, value]))], {
        tail: strip
      })
    },
    expected: [1]
  },
  {
    name: "WebP: 300 frames",
    bytes: () => bytesOf(frames(300, 40).webp()),
    expected: [1]
  },
  {
    name: "WebP: canvas of 16,384 x 16,384 and no frame",
    bytes: () => encoded("RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0\x02\0\0\0\xff\x3f\0\xff\x3f\0"),
    expected: [...damaged, ...tooLarge]
  },
  { name: "GIF: 30 frames", bytes: () => bytesOf(frames(30, 40).gif()), expected: [1] },
  {
    name: "GIF: screen of 9,900 x 9,900 for one dot",
    bytes: () =>
      encoded(
        "GIF89a\xac\x26\xac\x26\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0;"
      ),
    expected: [1, ...damaged]
  }
]
