import { describe, expect, layer, test } from "@effect/vitest"
import { type FaxOptions, Pages, layer as pagesLayer } from "@faxingcenter/pages"
import * as Effect from "effect/Effect"
import sharp from "sharp"
import { countBlack, strideOf } from "../src/raster/Bitmap.js"
import { gridOf } from "../src/raster/Grid.js"
import { place } from "../src/raster/place.js"
import { toBitmap } from "../src/raster/toBitmap.js"
import { openText } from "../src/read/text.js"
import { line, pdf } from "./support/pdf.js"

type Resolution = NonNullable<FaxOptions["resolution"]>

/** Part of the page that is black, and the kinds of findings. */
const made = (content: string, resolution: Resolution) =>
  Effect.gen(function* () {
    const pages = yield* Pages
    const fax = yield* pages.convert([{ fileName: "a.pdf", bytes: pdf([{ content }]) }], {
      resolution
    })
    return { black: fax.pages[0]?.black ?? 0, found: fax.findings.map(({ kind }) => kind) }
  })

/** Lines of type from 10 to 30 points, in `colour` and in bold strokes too. */
const lines = (colour: string) => {
  let content = `${colour} rg ${colour} RG 0.9 w\n`
  let y = 800
  for (const size of [10, 14, 20, 28, 30]) {
    content += line(40, y, size, "Invoice 4711: total 1,234.56")
    y -= size + 14
    content += `BT 2 Tr /Sans ${size} Tf 40 ${y} Td (Invoice 4711: total) Tj 0 Tr ET\n`
    y -= size + 14
  }
  return content
}

/** A form with black lines and values, whose labels are in `label`. */
const form = (label: string) => {
  let content = ""
  for (const [row, size] of [8, 9, 10, 11, 12, 13].entries()) {
    for (let column = 0; column < 2; column++) {
      const [x, y] = [50 + column * 260, 780 - row * 40]
      content += `0.7 w ${x} ${y - 3} 240 ${size + 4} re S ${label} g `
      content += `${line(x + 2, y, size, "Name and address")}0 g ${line(x + size * 10, y, size, "4711")}`
    }
  }
  return content
}

/** Part of the page that is black where strokes lie on a sheet of grey paper, scanned with white around it. */
const onPaper = (paper: number, ink: number) =>
  Effect.gen(function* () {
    const pages = yield* Pages
    const [width, height] = [1728, 2446]
    const grey = new Uint8Array(width * height).fill(255)
    for (let y = 300; y < 1500; y++) {
      for (let x = 200; x < 1500; x++) {
        const stroke = y % 60 < 30 && x % 24 < 5
        grey[y * width + x] = (stroke ? ink : paper) + ((x * 7 + y * 13) % 11) - 5
      }
    }
    const scan = sharp(grey, { raw: { width, height, channels: 1 } }).withMetadata({ density: 208 })
    const bytes = new Uint8Array(yield* Effect.promise(() => scan.png().toBuffer()))
    const fax = yield* pages.convert([{ fileName: "a.png", bytes }])
    return { black: fax.pages[0]?.black ?? 0, found: fax.findings.map(({ kind }) => kind) }
  })

describe("strokes", () => {
  layer(pagesLayer())((it) => {
    for (const resolution of ["fine", "standard"] as const) {
      it.effect(`are solid in any colour that can be told from the paper: ${resolution}`, () =>
        Effect.gen(function* () {
          const { black } = yield* made(lines("0 0 0"), resolution)
          for (const colour of [
            "0.9 0.1 0.1",
            "0.2 0.7 0.3",
            "1 0.6 0",
            "0.3 0.6 0.9",
            "0.5 0.5 0.5",
            "0.7 0.7 0.7",
            "0.85 0.85 0.85"
          ]) {
            const coloured = yield* made(lines(colour), resolution)
            expect(coloured.found).toEqual([])
            expect(coloured.black / black).toBeGreaterThan(0.85)
            expect(coloured.black / black).toBeLessThan(1.25)
          }
        })
      )

      it.effect(`that are pale are kept beside black ones: ${resolution}`, () =>
        Effect.gen(function* () {
          const [black, none] = [
            yield* made(form("0"), resolution),
            yield* made(form("1"), resolution)
          ]
          for (const label of ["0.5", "0.7", "0.8", "0.85"]) {
            const pale = yield* made(form(label), resolution)
            const part = (pale.black - none.black) / (black.black - none.black)
            expect(part).toBeGreaterThan(0.7)
            expect(part).toBeLessThan(1.3)
          }
        })
      )

      it.effect(`on tints as low as a line stay readable: ${resolution}`, () =>
        Effect.gen(function* () {
          for (const tint of ["1 0.6 0", "0.8 0.8 0.8", "0.4 0.6 0.9"]) {
            let [content, alone] = ["", ""]
            for (let y = 780; y > 100; y -= 19.3) {
              const type = `0 g ${line(52, y, 8, "order 4711 of forty-two boxes is shipped")}`
              content += `${tint} rg 50 ${y - 2} 200 8.5 re f ${type}`
              alone += type
            }
            const [{ black }, type] = [
              yield* made(content, resolution),
              yield* made(alone, resolution)
            ]
            // 36 strips of 200 by 8.5 points on A4.
            const strips = (36 * 200 * 8.5) / (595 * 842)
            expect(black).toBeLessThan(strips * 0.75)
            expect(black).toBeGreaterThan(type.black)
          }
        })
      )
    }

    it.effect("on grey paper that covers part of a scan are alone on the fax", () =>
      Effect.gen(function* () {
        const alone = yield* onPaper(250, 60)
        for (const [paper, ink] of [
          [200, 60],
          [170, 60],
          [190, 140]
        ] as const) {
          const scanned = yield* onPaper(paper, ink)
          expect(scanned.found).toEqual([])
          expect(scanned.black / alone.black).toBeGreaterThan(0.8)
          expect(scanned.black / alone.black).toBeLessThan(1.2)
        }
      })
    )

    it.effect("on a dark sheet, or on a tint over much of the page, are reported", () =>
      Effect.gen(function* () {
        expect((yield* onPaper(120, 60)).found).toEqual(["too_dark"])
        const tint = `0.7 g 50 300 500 400 re f 0 g ${line(60, 500, 10, "Order 4711")}`
        expect((yield* made(tint, "fine")).found).toEqual(["too_dark"])
        const small = `0.7 g 50 600 500 100 re f 0 g ${line(60, 650, 10, "Order 4711")}`
        expect((yield* made(small, "fine")).found).toEqual([])
      })
    )

    it.effect("that are too pale are reported, large ones and yellow ones too", () =>
      Effect.gen(function* () {
        for (const colour of ["1 1 0", "0.93 0.93 0.93", "0.9 0.9 0.9"]) {
          const pale = yield* made(lines(colour), "fine")
          expect(pale.found).toEqual(["too_faint"])
        }
      })
    )
  })
})

const blurred = (page: Uint8Array, width: number) => {
  const of = (place: number) => page[place] ?? 255
  return page.map(
    (_, at) => (2 * of(at) + of(at - 1) + of(at + 1) + of(at - width) + of(at + width)) / 6
  )
}

/** A page as a scanner sees it: blurred, with noise, ink of one grey on paper of another. */
const scanned = (page: Uint8Array, width: number, paper: number, ink: number) => {
  let state = 7
  return blurred(blurred(page, width), width).map((value) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return ink + ((paper - ink) * value) / 255 + (state / 2 ** 32 - 0.5) * 12
  })
}

test("of pale print on grey paper are kept, however dense the words", async () => {
  const limits = { pages: 1, pixels: 1e9, bytes: 1e9, seconds: 60, memory: 2 ** 29 }
  const words = "means scanned summons measures commencement 4711\n".repeat(60)
  const opened = await openText(new TextEncoder().encode(words), "a4", limits)
  const grid = gridOf("a4", "fine")
  const sheet = await opened.sheet(0)
  const grey = await sheet.draw(grid, place(sheet.widthInches, sheet.heightInches, grid))
  const black = (dots: Uint8Array) =>
    countBlack(toBitmap(dots, grid, new Uint8Array(strideOf(grid.width) * grid.rows)).bitmap.bits)
  const clean = black(grey.slice())
  for (const [paper, ink] of [
    [240, 190],
    [190, 60],
    [225, 60]
  ] as const) {
    const part = black(scanned(grey, grid.width, paper, ink)) / clean
    expect(part).toBeGreaterThan(0.9)
    expect(part).toBeLessThan(1.3)
  }
  opened.close()
})
