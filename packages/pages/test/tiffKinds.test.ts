import { deflateSync } from "node:zlib"
import { describe, expect, test } from "@effect/vitest"
import sharp from "sharp"
import { Refusal } from "../src/Refusal.js"
import { gridOf } from "../src/raster/Grid.js"
import type { ReadLimits } from "../src/read/Sheet.js"
import { openTiff } from "../src/read/tiff/openTiff.js"
import { type TiffToWrite, writeAnyTiff } from "./support/tiff.js"

const limits: ReadLimits = { pages: 10, pixels: 1e8, bytes: 1e9, seconds: 60, memory: 5e8 }
const [width, rows] = [64, 48]
const count = width * rows

/** Dark at the upper left, light at the lower right, and something to tell left from right by. */
const wanted = Uint8Array.from({ length: count }, (_, at) => {
  const [x, y] = [at % width, Math.floor(at / width)]
  return x > 40 && y < 12 ? 20 : 40 + x * 2 + y
})

/** Draws the only page and says how far its greys are from those wanted, at most. */
const drawn = async (bytes: Uint8Array) => {
  const sheet = await (await openTiff(bytes, limits)).sheet(0)
  const placement = { turned: false, scale: 1, left: 0, top: 0, width, rows }
  const grid = gridOf("a4", "fine")
  const page = await sheet.draw(grid, placement)
  let furthest = 0
  for (let at = 0; at < count; at++) {
    const found = page[Math.floor(at / width) * grid.width + (at % width)] ?? 0
    furthest = Math.max(furthest, Math.abs(found - (wanted[at] ?? 0)))
  }
  const problems = (await sheet.problems?.()) ?? []
  return { furthest, problems: problems.map(({ kind }) => kind) }
}

const base = { 256: [width], 257: [rows], 259: [1], 277: [1], 278: [rows], 282: [96], 283: [96] }
const tiff = (tags: TiffToWrite["tags"], ...chunks: ReadonlyArray<Uint8Array>) =>
  writeAnyTiff({ tags: { ...base, ...tags }, chunks })
const bytesOf = (values: ArrayBufferView) =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength)

const [one, eight, grey, rgb] = [{ 258: [1] }, { 258: [8] }, { 262: [1] }, { 262: [2] }]
const threeSamples = { 277: [3], 258: [8, 8, 8] }
const interleaved = (...planes: ReadonlyArray<Uint8Array>) =>
  Uint8Array.from({ length: count * planes.length }, (_, at) => {
    return planes[at % planes.length]?.[Math.floor(at / planes.length)] ?? 0
  })
const plane = (value: number) => new Uint8Array(count).fill(value)
const packed = (bits: number) => {
  const out = new Uint8Array((count * bits) / 8)
  wanted.forEach((value, index) => {
    const scaled = Math.round((value / 255) * (2 ** bits - 1))
    for (let bit = 0; bit < bits; bit++) {
      const at = index * bits + bit
      if ((scaled >> (bits - 1 - bit)) & 1) out[at >> 3] = (out[at >> 3] ?? 0) | (0x80 >> (at & 7))
    }
  })
  return out
}
const tiles = (sizeX: number, sizeY: number) =>
  Array.from({ length: Math.ceil(rows / sizeY) * Math.ceil(width / sizeX) }, (_, index) => {
    const across = Math.ceil(width / sizeX)
    return Uint8Array.from({ length: sizeX * sizeY }, (_, at) => {
      const x = (index % across) * sizeX + (at % sizeX)
      const y = Math.floor(index / across) * sizeY + Math.floor(at / sizeX)
      return x < width && y < rows ? (wanted[y * width + x] ?? 0) : 0
    })
  })
const differenced = Uint8Array.from(wanted, (value, at) =>
  at % width === 0 ? value : value - (wanted[at - 1] ?? 0)
)
/** Pairs of dots by pairs of rows: four of Y, then two colours of no weight. */
const subsampled = Uint8Array.from({ length: (count / 4) * 6 }, (_, at) => {
  const [group, part] = [Math.floor(at / 6), at % 6]
  if (part > 3) return 128
  const x = (group % (width / 2)) * 2 + (part & 1)
  const y = Math.floor(group / (width / 2)) * 2 + (part >> 1)
  return wanted[y * width + x] ?? 0
})

const kinds: ReadonlyArray<readonly [name: string, bytes: Uint8Array]> = [
  ["4 bits", tiff({ 258: [4], ...grey }, packed(4))],
  ["12 bits", tiff({ 258: [12], ...grey }, packed(12))],
  ["16 bits", tiff({ 258: [16], ...grey }, bytesOf(Uint16Array.from(wanted, (v) => v * 257)))],
  [
    "16 bits, signed",
    tiff(
      { 258: [16], 339: [2], ...grey },
      bytesOf(Int16Array.from(wanted, (v) => v * 257 - 32_768))
    )
  ],
  [
    "32 bits",
    tiff({ 258: [32], ...grey }, bytesOf(Uint32Array.from(wanted, (v) => v * 16_843_009)))
  ],
  [
    "floating point, 0 to 1",
    tiff({ 258: [32], 339: [3], ...grey }, bytesOf(Float32Array.from(wanted, (v) => v / 255)))
  ],
  [
    "floating point of 64 bits",
    tiff({ 258: [64], 339: [3], ...grey }, bytesOf(Float64Array.from(wanted, (v) => v / 255)))
  ],
  [
    "white is zero",
    tiff({ 258: [16], 262: [0] }, bytesOf(Uint16Array.from(wanted, (v) => (255 - v) * 257)))
  ],
  ["planes", tiff({ ...threeSamples, ...rgb, 284: [2] }, wanted, wanted, wanted)],
  [
    "planes of Deflate in strips",
    tiff(
      { ...threeSamples, ...rgb, 259: [8], 284: [2], 278: [24] },
      ...[0, 1, 2]
        .flatMap(() => [wanted.subarray(0, count / 2), wanted.subarray(count / 2)])
        .map((part) => deflateSync(part))
    )
  ],
  [
    "differences",
    tiff({ ...eight, ...grey, 259: [8], 317: [2], 338: [0], 277: [1] }, deflateSync(differenced))
  ],
  [
    "an extra sample that is anything",
    tiff(
      { 277: [4], 258: [8, 8, 8, 8], ...rgb, 338: [0] },
      interleaved(wanted, wanted, wanted, plane(0))
    )
  ],
  ["alpha", tiff({ 277: [2], 258: [8, 8], ...grey, 338: [2] }, interleaved(wanted, plane(255)))],
  [
    "alpha after something else",
    tiff(
      { 277: [3], 258: [8, 8, 8], ...grey, 338: [0, 2] },
      interleaved(wanted, plane(9), plane(255))
    )
  ],
  [
    "alpha that was multiplied",
    tiff(
      { 277: [2], 258: [8, 8], ...grey, 338: [1] },
      interleaved(
        wanted.map((v) => Math.max(0, v - 15)),
        plane(240)
      )
    )
  ],
  [
    "inks",
    tiff(
      { 277: [5], 258: [8, 8, 8, 8, 8], 262: [5], 338: [0] },
      interleaved(
        plane(0),
        plane(0),
        plane(0),
        wanted.map((v) => 255 - v),
        plane(7)
      )
    )
  ],
  ["YCbCr of shared colours", tiff({ ...threeSamples, 262: [6], 530: [2, 2] }, subsampled)],
  [
    "tiles of 16 bits",
    tiff(
      { 258: [16], ...grey, 322: [32], 323: [32] },
      ...tiles(32, 32).map((tile) => bytesOf(Uint16Array.from(tile, (v) => v * 257)))
    )
  ],
  [
    "a palette with an extra sample",
    tiff(
      {
        277: [2],
        258: [8, 8],
        262: [3],
        320: [0, 1, 2].flatMap(() => Array.from({ length: 256 }, (_, v) => (255 - v) * 257)),
        338: [0]
      },
      interleaved(
        wanted.map((v) => 255 - v),
        plane(0)
      )
    )
  ]
]

describe("a TIFF of an unusual kind is drawn", () => {
  for (const [name, bytes] of kinds) {
    test(name, async () => {
      const { furthest, problems } = await drawn(bytes)
      expect(problems).toEqual([])
      expect(furthest).toBeLessThan(name === "4 bits" ? 10 : 3)
    })
  }

  test("Lab, by its lightness", async () => {
    const lightness = (value: number) => {
      const part = value / 255
      const light = part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
      return (
        116 * (light > 216 / 24_389 ? Math.cbrt(light) : (24_389 / 27 / 116) * light + 16 / 116) -
        16
      )
    }
    const lab = interleaved(
      wanted.map((v) => Math.round(lightness(v) * 2.55)),
      plane(0),
      plane(0)
    )
    expect((await drawn(tiff({ ...threeSamples, 262: [8] }, lab))).furthest).toBeLessThan(4)
  })

  for (const orientation of [2, 3, 4]) {
    test(`turned, orientation ${orientation}`, async () => {
      const turned = new Uint16Array(count)
      wanted.forEach((value, at) => {
        const [x, y] = [at % width, Math.floor(at / width)]
        const toX = orientation === 4 ? x : width - 1 - x
        const toY = orientation === 2 ? y : rows - 1 - y
        turned[toY * width + toX] = value * 257
      })
      const bytes = tiff({ 258: [16], ...grey, 274: [orientation] }, bytesOf(turned))
      expect((await drawn(bytes)).furthest).toBeLessThan(3)
    })
  }
})

/** The tables of a JPEG one by one, and its coded data. */
const partsOf = (jpeg: Uint8Array) => {
  const parts: Array<{ readonly marker: number; readonly bytes: Uint8Array }> = []
  let at = 2
  while (jpeg[at + 1] !== 0xda) {
    const end = at + 2 + (((jpeg[at + 2] ?? 0) << 8) | (jpeg[at + 3] ?? 0))
    parts.push({ marker: jpeg[at + 1] ?? 0, bytes: jpeg.subarray(at, end) })
    at = end
  }
  const scan = at + 2 + (((jpeg[at + 2] ?? 0) << 8) | (jpeg[at + 3] ?? 0))
  const dataOf = (marker: number) =>
    parts.filter((part) => part.marker === marker).map(({ bytes }) => bytes.subarray(4))
  return {
    quanta: dataOf(0xdb),
    huffman: dataOf(0xc4),
    head: jpeg.subarray(0, scan),
    coded: jpeg.subarray(scan, -2)
  }
}

describe("JPEG of the old style in a TIFF is drawn", () => {
  const jpegOf = (top: number, high: number, left = 0, wide = width) =>
    sharp(wanted, { raw: { width, height: rows, channels: 1 } })
      .extract({ left, top, width: wide, height: high })
      .toColourspace("b-w")
      .jpeg({ quality: 95, optimiseCoding: false })
      .toBuffer()
  const old = { ...base, ...eight, ...grey, 259: [6], 512: [1] }

  test("whole, with pointers to it", async () => {
    const jpeg = await jpegOf(0, rows)
    const bytes = writeAnyTiff({
      tags: { ...old, 514: [jpeg.length] },
      chunks: [jpeg],
      apart: { 513: [jpeg] }
    })
    expect(await drawn(bytes)).toMatchObject({ problems: [] })
    expect((await drawn(bytes)).furthest).toBeLessThan(12)
  })

  const byTables = async (jpegs: ReadonlyArray<Uint8Array>, tags: TiffToWrite["tags"]) => {
    const parts = jpegs.map(partsOf)
    const [first] = parts
    const tables =
      first?.huffman.map((table) => ({
        isAc: (table[0] ?? 0) >> 4 === 1,
        table: table.subarray(1)
      })) ?? []
    return writeAnyTiff({
      tags: { ...old, ...tags },
      chunks: parts.map(({ coded }) => coded),
      apart: {
        519: (first?.quanta ?? []).map((table) => table.subarray(1)),
        520: tables.filter(({ isAc }) => !isAc).map(({ table }) => table),
        521: tables.filter(({ isAc }) => isAc).map(({ table }) => table)
      }
    })
  }

  test("in strips, its tables apart", async () => {
    const strips = await Promise.all([jpegOf(0, 16), jpegOf(16, 16), jpegOf(32, 16)])
    const bytes = await byTables(strips, { 278: [16] })
    const { furthest, problems } = await drawn(bytes)
    expect(problems).toEqual([])
    expect(furthest).toBeLessThan(12)
  })

  test("in tiles, its tables apart", async () => {
    const tile = (x: number, y: number) => jpegOf(y * 16, 16, x * 32, 32)
    const order = [0, 1, 2].flatMap((y) => [0, 1].map((x) => tile(x, y)))
    const bytes = await byTables(await Promise.all(order), { 322: [32], 323: [16] })
    const { furthest, problems } = await drawn(bytes)
    expect(problems).toEqual([])
    expect(furthest).toBeLessThan(12)
  })

  test("its header apart, its data in a strip", async () => {
    const { coded, head } = partsOf(await jpegOf(0, rows))
    const bytes = writeAnyTiff({
      tags: { ...old, 514: [head.length] },
      chunks: [coded],
      apart: { 513: [head] }
    })
    const { furthest, problems } = await drawn(bytes)
    expect(problems).toEqual([])
    expect(furthest).toBeLessThan(12)
  })

  test("and said to be damaged where its data is cut", async () => {
    const { coded, head } = partsOf(await jpegOf(0, rows))
    const half = coded.subarray(0, coded.length / 2)
    const bytes = writeAnyTiff({
      tags: { ...old, 514: [head.length] },
      chunks: [half],
      apart: { 513: [head] }
    })
    expect((await drawn(bytes)).problems).toEqual(["damaged"])
  })
})

describe("what is not read is refused in a sender's words", () => {
  const refused = async (bytes: Uint8Array) => {
    const error = await drawn(bytes).catch((cause: unknown) => cause)
    if (!(error instanceof Refusal)) throw error
    return error.reason
  }
  const unsupported = (detail: string) => ({ _tag: "UnsupportedDocument", detail })
  const compressed = (name: string) =>
    unsupported(
      `its picture is compressed with ${name}, which is not supported; save it as TIFF with LZW, or as PDF`
    )

  test("codings", async () => {
    const of = (compression: number) => tiff({ ...eight, ...grey, 259: [compression] }, wanted)
    expect(await refused(of(34_925))).toEqual(compressed("LZMA"))
    expect(await refused(of(50_000))).toEqual(compressed("Zstandard"))
    expect(await refused(of(34_712))).toEqual(compressed("JPEG 2000"))
    expect(await refused(of(31_999))).toEqual(compressed("method 31999"))
  })

  test("JPEG of 12 bits", async () => {
    const jpeg = new Uint8Array(
      await sharp(wanted, { raw: { width, height: rows, channels: 1 } })
        .jpeg()
        .toBuffer()
    )
    jpeg[jpeg.findIndex((byte, at) => byte === 0xff && jpeg[at + 1] === 0xc0) + 4] = 12
    const bytes = tiff({ 258: [12], ...grey, 259: [7] }, jpeg)
    expect(await refused(bytes)).toEqual(
      unsupported("its picture is a 12-bit JPEG; save it with 8 bits, or as PDF")
    )
  })

  test("numbers of no colour", async () => {
    const bytes = tiff({ ...one, 258: [8], 262: [32_845] }, wanted)
    expect((await refused(bytes))._tag).toBe("UnsupportedDocument")
  })
})

describe("a TIFF whose data ends early", () => {
  for (const [name, bytes] of kinds) {
    test(`is said to be damaged, or refused: ${name}`, async () => {
      const page = new Uint8Array(bytes)
      const view = new DataView(page.buffer)
      const at = view.getUint32(4, true)
      for (let entry = at + 2; entry < at + 2 + view.getUint16(at, true) * 12; entry += 12) {
        const tag = view.getUint16(entry, true)
        if (tag !== 279 && tag !== 325) continue
        const one = view.getUint16(entry + 2, true) === 3
        const many = view.getUint32(entry + 4, true)
        const from = many * (one ? 2 : 4) > 4 ? view.getUint32(entry + 8, true) : entry + 8
        if (one) view.setUint16(from, view.getUint16(from, true) >> 1, true)
        else view.setUint32(from, view.getUint32(from, true) >> 1, true)
      }
      const found = await drawn(page).catch((cause: unknown) => cause)
      if (found instanceof Refusal) expect(found.reason._tag).toBe("DamagedDocument")
      else expect(found).toMatchObject({ problems: ["damaged"] })
    })
  }
})
