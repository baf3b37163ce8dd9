import { describe, expect, layer } from "@effect/vitest"
import { Pages, layer as pagesLayer } from "@faxingcenter/pages"
import { Effect } from "effect"

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

    it.effect("puts a cover in front that counts all pages", () =>
      Effect.gen(function* () {
        const pages = yield* Pages
        const fax = yield* pages.convert([text("one\ftwo")], {
          cover: { to: "Orders", from: "Sales", subject: "Order 4711", note: "Thank you" }
        })
        expect(fax.pages.map((page) => page.fileName)).toEqual(["cover", "note.txt", "note.txt"])
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
