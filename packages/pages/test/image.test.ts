import { describe, expect, test } from "@effect/vitest"
import sharp from "sharp"
import { encode } from "../src/codec/encode.js"
import { writeTiff } from "../src/codec/writeTiff.js"
import { strideOf } from "../src/raster/Bitmap.js"
import { openImage } from "../src/read/image.js"
import { openTiff } from "../src/read/tiff/openTiff.js"
import { joined } from "./support/hostile.js"
import { chunk, data, header, png, u32 } from "./support/hostileImages.js"

const limits = { pages: 10, pixels: 1e8, bytes: 1e9, seconds: 60, memory: 512 * 1024 * 1024 }

/** Size in inches as it is taken, to a tenth. */
const sizeOf = async (opened: ReturnType<typeof openImage>) => {
  const { heightInches, widthInches } = await (await opened).sheet(0)
  return [widthInches, heightInches].map((inches) => Math.round(inches * 10) / 10)
}

describe("a picture whose dots are not square", () => {
  const metre = (dpi: number) => u32(Math.round(dpi / 0.0254))
  const withPhysical = (physical: Uint8Array) =>
    png(header(1728, 1100), chunk("pHYs", physical), data(new Uint8Array(217 * 1100)))

  test("keeps its shape: PNG", async () => {
    const inMetres = withPhysical(joined(metre(204), metre(98), new Uint8Array([1])))
    expect(await sizeOf(openImage(inMetres, limits))).toEqual([8.5, 11.2])
    const asRatio = withPhysical(joined(u32(2), u32(1), new Uint8Array([0])))
    expect(await sizeOf(openImage(asRatio, limits))).toEqual([18, 22.9])
    const without = png(header(1728, 1100), data(new Uint8Array(217 * 1100)))
    expect(await sizeOf(openImage(without, limits))).toEqual([24, 15.3])
    const nonsense = withPhysical(joined(metre(204), u32(0), new Uint8Array([1])))
    expect(await sizeOf(openImage(nonsense, limits))).toEqual([8.5, 5.4])
  })

  for (const orientation of [1, 6]) {
    test(`keeps its shape: JPEG in orientation ${orientation}`, async () => {
      const picture = sharp({ create: { width: 408, height: 196, channels: 3, background: "red" } })
      const told = await picture.jpeg().withMetadata({ density: 204, orientation }).toBuffer()
      const jfif = joined("\xff\xe0\0\x10JFIF\0\x01\x01", Uint8Array.of(1, 0, 204, 0, 98, 0, 0))
      const bytes = joined(told.subarray(0, 2), jfif, told.subarray(2))
      expect(await sizeOf(openImage(bytes, limits))).toEqual([2, 2])
    })
  }
})

test("a picture that must be held whole to be decoded is refused where it is too large", async () => {
  const opened = (interlaced: number) => {
    const size = joined(u32(9000), u32(9000), new Uint8Array([16, 6, 0, 0, interlaced]))
    return openImage(png(chunk("IHDR", size), data(new Uint8Array(99))), limits)
  }
  expect((await opened(0)).count).toBe(1)
  await expect(opened(1)).rejects.toMatchObject({
    reason: { _tag: "DocumentTooLarge", limit: "memory", found: 648_000_000 }
  })
})

describe("a TIFF", () => {
  const tiff = (sizes: ReadonlyArray<readonly [number, number]>) =>
    writeTiff(
      sizes.map(([width, rows]) => {
        const stride = strideOf(width)
        const data = encode({ width, rows, stride, bits: new Uint8Array(stride * rows) }, "g4", 196)
        return { width, rows, dpiX: 204, dpiY: 196, data }
      }),
      "g4"
    )
  /** Another value, or another tag, in the first entry of each directory from `first` on that has `tag`. */
  const patched = (
    bytes: Uint8Array,
    tag: number,
    change: (view: DataView, entry: number) => void,
    first = 0
  ) => {
    const view = new DataView(bytes.buffer, bytes.byteOffset)
    for (let at = view.getUint32(4, true), page = 0; at !== 0; page++) {
      const count = view.getUint16(at, true)
      for (let entry = at + 2; entry < at + 2 + count * 12; entry += 12) {
        if (page >= first && view.getUint16(entry, true) === tag) change(view, entry)
      }
      at = view.getUint32(at + 2 + count * 12, true)
    }
    return bytes
  }

  test("is taken without its smaller copies", async () => {
    const bytes = tiff([
      [1728, 2290],
      [200, 260]
    ])
    expect((await openTiff(bytes, limits)).count).toBe(2)
    const marked = patched(bytes, 254, (view, entry) => view.setUint32(entry + 8, 1, true), 1)
    const { count, sheet } = await openTiff(marked, limits)
    expect([count, Math.round((await sheet(0)).heightInches * 10)]).toEqual([1, 117])
    const only = patched(bytes, 254, (view, entry) => view.setUint32(entry + 8, 1, true))
    expect((await openTiff(only, limits)).count).toBe(2)
  })

  test("that does not tell its resolution is a fax where it is as wide as one", async () => {
    const without = (width: number, rows: number) => {
      const hide = (view: DataView, entry: number) => view.setUint16(entry, 65_000, true)
      return patched(patched(tiff([[width, rows]]), 282, hide), 283, hide)
    }
    expect(await sizeOf(openTiff(without(1728, 1100), limits))).toEqual([8.5, 11.2])
    expect(await sizeOf(openTiff(without(1728, 2200), limits))).toEqual([8.5, 11.2])
    expect(await sizeOf(openTiff(without(960, 480), limits))).toEqual([10, 5])
  })
})
