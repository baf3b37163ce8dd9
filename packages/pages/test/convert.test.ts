import { createHash } from "node:crypto"
import { readFile } from "node:fs/promises"
import { describe, expect, layer } from "@effect/vitest"
import { type Cover, comparePages, Pages, layer as pagesLayer } from "@faxingcenter/pages"
import * as Effect from "effect/Effect"

const orderPdf = Effect.promise(() =>
  readFile(new URL("../../../examples/documents/purchase-order.pdf", import.meta.url))
)

const text = (content: string) => ({
  fileName: "note.txt",
  bytes: new TextEncoder().encode(content)
})

describe("Pages", () => {
  layer(pagesLayer())((it) => {
    it.effect("turns text into fax pages, a form feed begins a new one", () =>
      Effect.gen(function* () {
        const pages = yield* Pages
        const fax = yield* pages.convert([text("Hello\fWorld")])
        expect(
          fax.pages.map(({ documentPage, number, rows, width }) => [
            number,
            documentPage,
            width,
            rows
          ])
        ).toEqual([
          [1, 1, 1728, 2290],
          [2, 2, 1728, 2290]
        ])
        expect(fax.findings).toEqual([])
      })
    )

    it.effect("makes one page alone, the very page of the whole fax", () =>
      Effect.gen(function* () {
        const pages = yield* Pages
        const documents = [text("one\ftwo"), { fileName: "b.pdf", bytes: yield* orderPdf }]
        const options = { cover: { to: "Orders", from: "Sales" }, resolution: "standard" } as const
        const fax = yield* pages.convert(documents, options)
        expect(fax.sha256).toBe(createHash("sha256").update(fax.tiff).digest("hex"))
        for (const { number } of fax.pages) {
          const single = yield* pages.page(documents, number, options)
          expect(single.page).toEqual(fax.pages[number - 1])
          expect(single.findings).toEqual(fax.findings.filter(({ page }) => page === number))
          const dots = yield* pages.dots(single.tiff, 1)
          expect(Buffer.compare(dots, yield* pages.dots(fax.tiff, number))).toBe(0)
        }
        for (const page of [0, 5]) {
          const error = yield* Effect.flip(pages.page(documents, page, options))
          expect([error._tag, error.message]).toEqual(["NoSuchPage", `The fax has no page ${page}`])
        }
      })
    )

    it.effect("draws nothing but the page that is asked for", () =>
      Effect.gen(function* () {
        const pages = yield* Pages
        const documents = [
          text("one"),
          {
            fileName: "broken.png",
            bytes: new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10])
          }
        ]
        expect((yield* pages.page(documents, 1)).page.fileName).toBe("note.txt")
        expect((yield* Effect.flip(pages.page(documents, 2)))._tag).toBe("DamagedDocument")
      })
    )

    it.effect("puts a cover in front that counts all pages", () =>
      Effect.gen(function* () {
        const pages = yield* Pages
        const fax = yield* pages.convert([text("one\ftwo")], {
          cover: { to: "Orders", from: "Sales", subject: "Order 4711", note: "Thank you" }
        })
        expect(fax.pages.map((page) => page.fileName)).toEqual(["cover", "note.txt", "note.txt"])
      })
    )

    it.effect("goes on with a cover on a second sheet, and counts it", () =>
      Effect.gen(function* () {
        const pages = yield* Pages
        const dotsOf = (cover: Partial<Cover>, page: number) =>
          Effect.gen(function* () {
            const options = { cover: { to: "Orders", from: "Sales", ...cover } }
            const fax = yield* pages.convert([text("one\ftwo")], options)
            const preflight = yield* pages.preflight([text("one\ftwo")], options)
            expect(preflight.pages).toEqual(fax.pages)
            const png = yield* pages.dots(fax.tiff, page)
            return { names: fax.pages.map(({ fileName }) => fileName), png }
          })
        const rows = Array.from({ length: 60 }, (_, index) => `line ${index}`)
        const long = { subject: "Gloves, size 9 ".repeat(30), note: rows.join("\n") }
        const { names, png } = yield* dotsOf(long, 2)
        expect(names).toEqual(["cover", "cover", "note.txt", "note.txt"])
        const first = yield* dotsOf(long, 1)
        const fourPages = yield* dotsOf({ ...long, pages: 4 }, 1)
        expect((yield* comparePages(first.png, fourPages.png)).differing).toBe(0)
        const subject = yield* dotsOf({ ...long, subject: `${long.subject} end` }, 1)
        expect((yield* comparePages(first.png, subject.png)).differing).toBeGreaterThan(20)
        const note = yield* dotsOf({ ...long, note: `${long.note} end` }, 2)
        expect((yield* comparePages(png, note.png)).differing).toBeGreaterThan(20)
      })
    )

    it.effect("refuses a cover that says more than a fax may hold", () =>
      Effect.gen(function* () {
        const pages = yield* Pages
        const cover = { to: "Orders", from: "Sales", note: "\n".repeat(50_000).concat("end") }
        expect(yield* Effect.flip(pages.convert([], { cover }))).toMatchObject({
          _tag: "DocumentTooLarge",
          fileName: "cover",
          limit: "pages"
        })
      })
    )

    it.effect("reads what is written on the pages of texts and PDFs, and nothing in pictures", () =>
      Effect.gen(function* () {
        const pages = yield* Pages
        const written = `Grüße, 世界 ${"long ".repeat(30)}`
        const [one = "", two] = yield* pages.text(text(`${written}\n\nend\ftwo`))
        expect(one.split("\n")).toHaveLength(5)
        expect(one.replaceAll("\n", " ")).toContain("Grüße, 世界 long long")
        expect(two).toBe("two")
        const [order] = yield* pages.text({ fileName: "order.pdf", bytes: yield* orderPdf })
        expect(order).toContain("PURCHASE ORDER 4711\nHillside Clinic, 12 Orchard Road\n")
        const fax = yield* pages.convert([text("Hello")])
        expect(yield* pages.text({ fileName: "fax.tif", bytes: fax.tiff })).toEqual([""])
      })
    )

    it.effect("gives a page dot for dot, and says how it differs from another", () =>
      Effect.gen(function* () {
        const pages = yield* Pages
        const dotsOf = (content: string) =>
          Effect.flatMap(pages.convert([text(content)]), ({ tiff }) => pages.dots(tiff, 1))
        const png = yield* dotsOf("Order 4711")
        // 1728 x 2290, one bit.
        expect([...png.subarray(16, 25)]).toEqual([0, 0, 6, 192, 0, 0, 8, 242, 1])
        expect(yield* comparePages(png, png)).toMatchObject({ differing: 0, width: 1728 })
        const other = yield* comparePages(png, yield* dotsOf("Order 4712"))
        expect(other.differing).toBeGreaterThan(20)
        expect(other.area?.top).toBeGreaterThan(100)
        expect((other.area?.right ?? 0) - (other.area?.left ?? 0)).toBeLessThan(20)
        const preview = yield* pages.preview((yield* pages.convert([text("a")])).tiff, 1)
        expect(yield* comparePages(png, preview)).toMatchObject({ referenceWidth: 1000 })
        const fault = yield* Effect.flip(comparePages(png, new Uint8Array(9)))
        expect(fault.message).toContain("the reference")
      })
    )

    it.effect("shows a page of the fax as PNG", () =>
      Effect.gen(function* () {
        const pages = yield* Pages
        const fax = yield* pages.convert([text("Hello")])
        const png = yield* pages.preview(fax.tiff, 1, { width: 300 })
        expect(Array.from(png.subarray(1, 4), (code) => String.fromCharCode(code)).join("")).toBe(
          "PNG"
        )
        expect(new DataView(png.buffer, png.byteOffset).getUint32(16)).toBe(300)
      })
    )
  })
})
