import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, layer, test } from "@effect/vitest"
import { Coding, Pages, Paper, layer as pagesLayer, Resolution } from "@faxingcenter/pages"
import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"
import { afterAll } from "vitest"
import { encode } from "../src/codec/encode.js"
import { readTiff } from "../src/codec/readTiff.js"
import { writeTiff } from "../src/codec/writeTiff.js"
import { type Bitmap, strideOf } from "../src/raster/Bitmap.js"
import { gridOf } from "../src/raster/Grid.js"
import * as samples from "./support/samples.js"
import { installed, runQuietly } from "./support/tools.js"

const libtiff = installed("tiffcp", "the TIFF cannot be judged by libtiff (Debian: libtiff-tools)")
const folder = mkdtempSync(join(tmpdir(), "pages-"))
afterAll(() => rmSync(folder, { recursive: true }))

/** What libtiff reads of each page: its uncompressed copy is one strip of plain bits. */
const pixelsByLibtiff = (tiff: Uint8Array): ReadonlyArray<Uint8Array> => {
  const [coded, plain] = [join(folder, "coded.tif"), join(folder, "plain.tif")]
  writeFileSync(coded, tiff)
  runQuietly("tiffcp", ["-c", "none", "-r", "100000", coded, plain])
  const bytes = new Uint8Array(readFileSync(plain))
  return readTiff(bytes, 1000).map(({ strip }) =>
    bytes.slice(strip?.offset ?? 0, (strip?.offset ?? 0) + (strip?.length ?? 0))
  )
}

/** Rows of runs: all lengths come up, and a row is often like the one above. */
const bitmaps = FastCheck.record({
  width: FastCheck.constantFrom(1728, 2048, 2432),
  runs: FastCheck.array(
    FastCheck.array(FastCheck.integer({ min: 0, max: 2600 }), { maxLength: 40 }),
    {
      minLength: 1,
      maxLength: 12
    }
  ),
  shifts: FastCheck.array(FastCheck.integer({ min: -4, max: 4 }), { minLength: 1, maxLength: 6 })
}).map(({ runs, shifts, width }): Bitmap => {
  const stride = strideOf(width)
  const rows = runs.length * shifts.length
  const bits = new Uint8Array(stride * rows)
  for (let row = 0; row < rows; row++) {
    let x = shifts[row % shifts.length] ?? 0
    let black = false
    for (const run of runs[Math.floor(row / shifts.length)] ?? []) {
      for (let end = x + run; x < end; x++) {
        if (black && x >= 0 && x < width) {
          const at = row * stride + (x >> 3)
          bits[at] = (bits[at] ?? 0) | (0x80 >> (x & 7))
        }
      }
      black = !black
    }
  }
  return { width, rows, stride, bits }
})

describe.skipIf(!libtiff)("fax TIFF, judged by libtiff", () => {
  for (const coding of Coding.literals) {
    test(`reads back the same dots: any runs in ${coding}`, { timeout: 120_000 }, () => {
      FastCheck.assert(
        FastCheck.property(bitmaps, FastCheck.constantFrom(98, 196), (bitmap, dpiY) => {
          const data = encode(bitmap, coding, dpiY)
          const { rows, width } = bitmap
          const [pixels] = pixelsByLibtiff(
            writeTiff([{ width, rows, dpiX: 204, dpiY, data }], coding)
          )
          expect(Buffer.compare(pixels ?? new Uint8Array(), bitmap.bits)).toBe(0)
        }),
        { numRuns: 60 }
      )
    })
  }

  layer(pagesLayer())((it) => {
    for (const paper of Paper.literals) {
      for (const resolution of Resolution.literals) {
        it.effect(
          `takes every coding on ${paper} in ${resolution} resolution, and reads the same dots`,
          () =>
            Effect.gen(function* () {
              const pages = yield* Pages
              const documents = [samples.typeSizes(), samples.hairlines(), samples.longText()]
              const read = []
              for (const coding of Coding.literals) {
                const fax = yield* pages.convert(documents, { paper, resolution, coding })
                const file = join(folder, `${paper}-${resolution}-${coding}.tif`)
                writeFileSync(file, fax.tiff)
                const info = runQuietly("tiffinfo", [file])
                const grid = gridOf(paper, resolution)
                expect(info.split("=== TIFF directory").length - 1).toBe(fax.pages.length)
                expect(info).toContain(`Image Width: ${grid.width} Image Length: ${grid.rows}`)
                expect(info).toContain(`Resolution: 204, ${grid.dpiY} pixels/inch`)
                expect(info).toContain(`Rows/Strip: ${grid.rows}`)
                expect(info).toContain(`CCITT Group ${coding === "g4" ? 4 : 3}`)
                expect(info).toContain("Photometric Interpretation: min-is-white")
                const pixels = pixelsByLibtiff(fax.tiff)
                expect(pixels.map((page) => page.length)).toEqual(
                  fax.pages.map(() => strideOf(grid.width) * grid.rows)
                )
                read.push(pixels)
              }
              const [first, ...others] = read
              for (const other of others) {
                expect(
                  other.map((page, index) => Buffer.compare(page, first?.[index] ?? page))
                ).toEqual(other.map(() => 0))
              }
            }),
          60_000
        )
      }
    }
  })
})

describe("fax TIFF", () => {
  layer(pagesLayer())((it) => {
    it.effect("is taken in again dot for dot", () =>
      Effect.gen(function* () {
        const pages = yield* Pages
        const first = yield* pages.convert([samples.hairlines()])
        const again = yield* pages.convert([{ fileName: "again.tif", bytes: first.tiff }])
        expect(Buffer.compare(again.tiff, first.tiff)).toBe(0)
      })
    )
  })
})
