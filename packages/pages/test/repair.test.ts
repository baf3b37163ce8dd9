import { deflateSync } from "node:zlib"
import { describe, expect, test } from "@effect/vitest"
import sharp from "sharp"
import { Refusal } from "../src/Refusal.js"
import { gridOf } from "../src/raster/Grid.js"
import { open } from "../src/read/open.js"
import { type TiffToWrite, writeAnyTiff } from "./support/tiff.js"

const limits = { pages: 9, pixels: 1e8, bytes: 1e9, seconds: 60, memory: 512 * 1024 * 1024 }
const [width, rows] = [64, 48]
const wanted = Uint8Array.from({ length: width * rows }, (_, at) => {
  const [x, y] = [at % width, Math.floor(at / width)]
  return x > 40 && y < 12 ? 20 : 40 + x * 2 + y
})
const half = wanted.subarray(0, wanted.length / 2)

/** How many rows are drawn as they should be, from the top, whether those below are white, and what is said of it. */
const drawn = async (bytes: Uint8Array) => {
  try {
    const sheet = await (await open(bytes, "a4", limits)).sheet(0)
    const grid = gridOf("a4", "fine")
    const placement = { turned: false, scale: 1, left: 0, top: 0, width, rows }
    const page = await sheet.draw(grid, placement)
    const rowOf = (y: number) => [...page.subarray(y * grid.width, y * grid.width + width)]
    const right = Array.from({ length: rows }, (_, y) =>
      rowOf(y).every((value, x) => Math.abs(value - (wanted[y * width + x] ?? 0)) < 6)
    )
    const whole = right.indexOf(false) === -1 ? rows : right.indexOf(false)
    const isWhite = Array.from({ length: rows - whole - 2 }, (_, y) => rowOf(whole + 2 + y))
    return {
      whole,
      white: isWhite.flat().every((value) => value === 255),
      found: ((await sheet.problems?.()) ?? []).map(({ kind }) => kind)
    }
  } catch (cause) {
    if (cause instanceof Refusal) return cause.reason._tag
    throw cause
  }
}

const all = { whole: rows, white: true, found: [] }
const allDamaged = { ...all, found: ["damaged"] }
const refused = "DamagedDocument"

const flipped = (bytes: Uint8Array, at: number, bits = 1) => {
  const out = new Uint8Array(bytes)
  const place = at < 0 ? out.length + at : at
  out[place] = (out[place] ?? 0) ^ bits
  return out
}

const base: TiffToWrite["tags"] = { 256: [width], 257: [rows], 258: [8], 259: [1], 262: [1] }
const sizes: TiffToWrite["tags"] = { 277: [1], 278: [rows], 282: [96], 283: [96] }
const tiff = (tags: TiffToWrite["tags"], ...chunks: ReadonlyArray<Uint8Array>) =>
  writeAnyTiff({ tags: { ...base, ...sizes, ...tags }, chunks })
const deflated = deflateSync(wanted)
const sixteen = new Uint8Array(Uint16Array.from(wanted, (value) => value * 257).buffer)
const packed = Buffer.concat(
  Array.from({ length: rows / 2 }, (_, y) => [
    Uint8Array.of(width - 1),
    wanted.subarray(y * width, (y + 1) * width)
  ]).flat()
)
const rgb = Uint8Array.from(
  { length: wanted.length * 3 },
  (_, at) => wanted[Math.floor(at / 3)] ?? 0
)

const tiffs: ReadonlyArray<readonly [name: string, bytes: Uint8Array, right: unknown]> = [
  ["half a strip", tiff({}, half), { ...allDamaged, whole: rows / 2 }],
  ["half a strip in Deflate", tiff({ 259: [8] }, deflateSync(half)), { ...allDamaged, whole: 24 }],
  ["half a strip in PackBits", tiff({ 259: [32_773] }, packed), { ...allDamaged, whole: 24 }],
  [
    "the second strip missing",
    tiff({ 278: [rows / 2] }, half, new Uint8Array()),
    { ...allDamaged, whole: 24 }
  ],
  ["a wrong sum", tiff({ 259: [8] }, flipped(deflated, -1)), allDamaged],
  [
    "a wrong sum, 16 bits",
    tiff({ 258: [16], 259: [8] }, flipped(deflateSync(sixteen), -1)),
    allDamaged
  ],
  ["no count of samples", writeAnyTiff({ tags: { ...base, 278: [rows] }, chunks: [wanted] }), all],
  [
    "no count of samples, but their sizes",
    writeAnyTiff({ tags: { ...base, 258: [8, 8, 8], 262: [2], 278: [rows] }, chunks: [rgb] }),
    all
  ],
  ["no rows in a strip", tiff({ 278: [0] }, wanted), all],
  ["strips of all rows there are", tiff({ 278: [0xffffffff] }, wanted), all],
  ["a palette of no colours", tiff({ 262: [3] }, wanted), allDamaged],
  ["a palette of 16 bits of no colours", tiff({ 258: [16], 262: [3] }, sixteen), allDamaged],
  ["an order of bits that nobody has", tiff({ 266: [3] }, wanted), all],
  ["an orientation of 0", tiff({ 274: [0] }, wanted), all],
  ["an orientation of 9", tiff({ 274: [9] }, wanted), all],
  ["planes of no kind", tiff({ 284: [3] }, wanted), all],
  ["a unit of no kind", tiff({ 296: [7] }, wanted), all],
  ["differences of no kind", tiff({ 259: [8], 317: [7] }, deflated), "UnsupportedDocument"]
]

const png = new Uint8Array(
  await sharp(wanted, { raw: { width, height: rows, channels: 1 } })
    .png({ compressionLevel: 1, adaptiveFiltering: false })
    .toBuffer()
)
const data = Buffer.from(png).indexOf("IDAT") + 4
const [sumAt, end] = [Buffer.from(png).indexOf("IEND") - 9, png.length - 12]
const drawsSome = { whole: expect.any(Number), white: expect.any(Boolean), found: ["damaged"] }

const pngs: ReadonlyArray<readonly [name: string, bytes: Uint8Array, right: unknown]> = [
  ["a wrong sum of its data", flipped(png, sumAt), allDamaged],
  ["a wrong sum of its chunk", flipped(png, end - 1), allDamaged],
  ["no more than its data", png.subarray(0, end - 8), allDamaged],
  ["half its data", png.subarray(0, data + Math.floor((end - data) / 2)), drawsSome],
  ["a byte changed", flipped(png, data + Math.floor((end - data) / 2), 255), drawsSome],
  ["a wrong sum of its header", flipped(png, 32), refused],
  ["none of its data", png.subarray(0, data + 2), refused],
  ["data that is none", Uint8Array.from(png, (byte, at) => (at < data ? byte : 0xff)), refused]
]

describe("a picture that is damaged is drawn as far as it goes, and said to be", () => {
  for (const [name, bytes, right] of tiffs) {
    test(`TIFF: ${name}`, async () => expect(await drawn(bytes)).toEqual(right))
  }
  for (const [name, bytes, right] of pngs) {
    test(`PNG: ${name}`, async () => expect(await drawn(bytes)).toEqual(right))
  }

  test("PNG: rows that are there", async () => {
    const found = await drawn(png.subarray(0, data + Math.floor((end - data) / 2)))
    expect(typeof found === "object" && found.whole > 8 && found.whole < 40 && found.white).toBe(
      true
    )
  })
})
