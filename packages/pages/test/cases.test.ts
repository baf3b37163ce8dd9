import { readdirSync, readFileSync } from "node:fs"
import { describe, expect, layer, test } from "@effect/vitest"
import { type Finding, Pages, layer as pagesLayer } from "@faxingcenter/pages"
import * as Effect from "effect/Effect"

const folder = new URL("./cases/", import.meta.url)

/** Findings in order, pages, and how much of the first page is black, from and to. */
interface Right {
  readonly found: ReadonlyArray<Finding["kind"]>
  readonly pages?: number
  readonly black: readonly [from: number, to: number]
}

const right: Readonly<Record<string, Right>> = {
  "jpeg-no-eoi.jpg": { found: ["damaged"], black: [0.05, 0.06] },
  "pdf-annots-no-ap.pdf": { found: ["missing_annotation"], black: [0.01, 0.02] },
  "pdf-ccitt-cut-half.pdf": { found: ["damaged"], black: [0.008, 0.012] },
  "pdf-content-stream-cut-half.pdf": { found: ["damaged"], black: [0.01, 0.02] },
  "pdf-content-stream-one-bad-byte.pdf": { found: ["damaged"], black: [0.01, 0.02] },
  "pdf-header-missing.pdf": { found: [], black: [0.001, 0.002] },
  "pdf-header-no-dash.pdf": { found: [], black: [0.001, 0.002] },
  "pdf-identity-h-not-embedded-no-tounicode.pdf": {
    found: ["missing_font"],
    black: [0.003, 0.005]
  },
  "pdf-inline-image-no-space-before-EI.pdf": { found: [], black: [0.005, 0.008] },
  "pdf-latin-ext.pdf": { found: ["missing_font"], black: [0.01, 0.02] },
  "pdf-mediabox-invalid-page3.pdf": {
    found: ["damaged", "damaged"],
    pages: 3,
    black: [0.002, 0.004]
  },
  "pdf-widget-no-ap.pdf": { found: [], black: [0.0005, 0.0015] },
  "text-132col.txt": { found: [], pages: 2, black: [0.01, 0.03] },
  "text-cp1251.txt": { found: ["guessed_encoding"], black: [0.0002, 0.001] },
  "text-cp437.txt": { found: ["guessed_encoding"], black: [0.0002, 0.001] },
  "text-overstrike.txt": { found: [], black: [0.0001, 0.0008] },
  "text-utf16le-nobom.txt": { found: [], black: [0.0003, 0.002] },
  "tiff-g4w-cut-half.tif": { found: ["damaged"], black: [0.007, 0.01] },
  "tiff-g4w-no-photometric.tif": { found: ["damaged"], black: [0.016, 0.02] },
  "tiff-gray-float01.tif": { found: [], black: [0.08, 0.1] },
  "tiff-gray-uint32.tif": { found: [], black: [0.08, 0.1] },
  "tiff-lab8-alpha.tif": { found: [], black: [0.08, 0.1] },
  "tiff-rgb-extrasample-unspecified-zero.tif": { found: [], black: [0.08, 0.1] },
  "tiff-rgb-two-extras.tif": { found: [], black: [0.08, 0.1] }
}

describe("documents that are easily faxed wrong", () => {
  const files = readdirSync(folder).filter((file) => file !== "README.md")
  const readme = readFileSync(new URL("README.md", folder), "utf8")

  test("each has its row in their README, and what is right here", () => {
    const rows = [...readme.matchAll(/^\| `([^`]+)`/gm)].map(([, file]) => file)
    expect(rows).toEqual(files.sort())
    expect(Object.keys(right).sort()).toEqual(files)
  })

  layer(pagesLayer())((it) => {
    for (const [fileName, { black, found, pages = 1 }] of Object.entries(right)) {
      it.effect(fileName, () =>
        Effect.gen(function* () {
          const bytes = new Uint8Array(readFileSync(new URL(fileName, folder)))
          const preflight = yield* Effect.flatMap(Pages, (service) =>
            service.preflight([{ fileName, bytes }])
          )
          expect(preflight.findings.map(({ kind }) => kind)).toEqual(found)
          expect(preflight.sendable).toBe(true)
          expect(preflight.pages).toHaveLength(pages)
          expect(preflight.pages[0]?.black).toBeGreaterThan(black[0])
          expect(preflight.pages[0]?.black).toBeLessThan(black[1])
        })
      )
    }
  })
})
