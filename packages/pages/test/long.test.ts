import { describe, expect, layer } from "@effect/vitest"
import { Pages, layer as pagesLayer, type SourceDocument } from "@faxingcenter/pages"
import * as Effect from "effect/Effect"
import sharp from "sharp"
import { line, pdf } from "./support/pdf.js"

/** Bars across, ever longer: on no page may they be as on another, and none may be lost. */
const bars = (width: number, height: number, lying = false) => {
  const shapes = Array.from({ length: Math.floor(height / 100) }, (_, index) => {
    const [x, y, wide, high] = [20, index * 100 + 40, 100 + index * 5, 20]
    return lying
      ? `<rect x="${y}" y="${x}" width="${high}" height="${wide}"/>`
      : `<rect x="${x}" y="${y}" width="${wide}" height="${high}"/>`
  })
  const [w, h] = lying ? [height, width] : [width, height]
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}"><rect width="100%" height="100%" fill="white"/>${shapes.join("")}</svg>`
}

const png = (svg: string) =>
  Effect.promise(async () => ({
    fileName: "long.png",
    bytes: new Uint8Array(await sharp(Buffer.from(svg)).png().toBuffer())
  }))

describe("a sheet many times as long as wide", () => {
  layer(pagesLayer({ workers: 1 }))((it) => {
    const converted = (document: SourceDocument) =>
      Effect.flatMap(Pages, ({ convert }) => convert([document], { resolution: "standard" }))
    /** Part of each page that is black, in thousandths of the first. */
    const told = (document: SourceDocument) =>
      Effect.map(converted(document), ({ findings, pages }) => ({
        pages: pages.map(({ documentPage }) => documentPage),
        found: findings.map(({ kind, page }) => [kind, page]),
        black: pages.map(({ black }) => black)
      }))

    it.effect("is cut into pages, each in its full width", () =>
      Effect.gen(function* () {
        const upright = yield* told(yield* png(bars(800, 9000)))
        expect(upright.pages).toEqual(Array.from({ length: 9 }, () => 1))
        expect(upright.found).toEqual([])
        const lying = yield* told(yield* png(bars(800, 9000, true)))
        expect(lying.pages).toEqual(upright.pages)
        for (const [index, black] of upright.black.entries()) {
          if (index > 0 && index < 8) expect(black).toBeGreaterThan(upright.black[index - 1] ?? 1)
          expect(Math.abs((lying.black[index] ?? 0) - black)).toBeLessThan(black / 20)
        }
      })
    )

    it.effect("is one page where it loses less than half of its size", () =>
      Effect.gen(function* () {
        const { pages } = yield* told(yield* png(bars(800, 2000)))
        expect(pages).toEqual([1])
      })
    )

    it.effect("is told where it is a strip that nobody can read, cut or not", () =>
      Effect.gen(function* () {
        const { found, pages } = yield* told(yield* png(bars(40, 9000)))
        expect(pages).toEqual([1])
        expect(found).toContainEqual(["shrunk", 1])
      })
    )

    it.effect("is a PDF as well, whose text is told once, and whose other pages stay", () =>
      Effect.gen(function* () {
        const pages = yield* Pages
        const rows = Array.from({ length: 150 }, (_, index) =>
          line(20, 2980 - index * 20, 12, `row ${index}`)
        )
        const till = { content: rows.join(""), width: 227, height: 3000 }
        const bytes = pdf([till, { content: line(56, 700, 12, "second") }])
        const document = { fileName: "till.pdf", bytes }
        const { found, pages: numbers } = yield* told(document)
        expect(numbers).toEqual([1, 1, 1, 1, 2])
        expect(found).toEqual([])
        expect(yield* pages.inspect(document)).toEqual({ type: "pdf", pages: 5 })
        const text = yield* pages.text(document)
        expect(text.map((page) => page.split("\n").length)).toEqual([150, 1, 1, 1, 1])
        expect(text[4]).toBe("second")
        const whole = yield* converted(document)
        const third = yield* pages.page([document], 3, { resolution: "standard" })
        expect(third.page).toEqual(whole.pages[2])
      })
    )
  })
})
