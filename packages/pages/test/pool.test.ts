import { describe, expect, it } from "@effect/vitest"
import { faxToPdf, layer, Pages } from "@faxingcenter/pages"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { hostilePdfs } from "./support/hostilePdfs.js"
import * as samples from "./support/samples.js"

const endless = hostilePdfs.find((file) => file.endless === true)

const tagOf = <A, E extends { readonly _tag: string }>(failing: Effect.Effect<A, E>) =>
  Effect.map(Effect.flip(failing), (error) => error._tag)

describe("worker threads", () => {
  it.live("are free again when a caller gives up", () =>
    Effect.gen(function* () {
      const pages = yield* Pages
      yield* pages.inspect(samples.landscape())
      const bytes = yield* Effect.promise(async () => endless?.bytes() ?? new Uint8Array())
      const stuck = yield* Effect.fork(pages.convert([{ fileName: "stuck.pdf", bytes }]))
      yield* Effect.yieldNow()
      yield* Fiber.interrupt(stuck)
      expect(yield* pages.inspect(samples.landscape())).toEqual({ type: "pdf", pages: 1 })
    }).pipe(Effect.provide(layer({ workers: 1 })))
  )

  it.live("take several documents at once and leave the caller's bytes alone", () =>
    Effect.gen(function* () {
      const pages = yield* Pages
      const documents = [samples.textPdf(2), samples.landscape(), samples.hairlines()]
      const lengths = documents.map((document) => document.bytes.length)
      const faxes = yield* Effect.forEach(documents, (document) => pages.convert([document]), {
        concurrency: "unbounded"
      })
      expect(faxes.map((fax) => fax.pages.length)).toEqual([2, 1, 1])
      expect(documents.map((document) => document.bytes.length)).toEqual(lengths)
    }).pipe(Effect.provide(layer({ workers: 2 })))
  )

  it.live("make alternate pages of a long PDF, and the same fax as one alone", () =>
    Effect.gen(function* () {
      const scans = yield* Effect.promise(() => samples.scannedPdf(2, "bilevel"))
      const documents = [samples.textPdf(3), scans]
      const cover = { to: "Orders", from: "Sales" }
      const convert = Effect.flatMap(Pages, (pages) => pages.convert(documents, { cover }))
      const alone = yield* Effect.provide(convert, layer({ workers: 1 }))
      const shared = yield* Effect.provide(convert, layer({ workers: 2 }))
      expect(alone.pages.map(({ documentPage, fileName }) => [fileName, documentPage])).toEqual([
        ["cover", 1],
        ["letter.pdf", 1],
        ["letter.pdf", 2],
        ["letter.pdf", 3],
        ["scan-bilevel.pdf", 1],
        ["scan-bilevel.pdf", 2]
      ])
      expect(shared).toEqual(alone)
    })
  )

  it.live("that share a PDF fail together", () =>
    Effect.gen(function* () {
      const pages = yield* Pages
      const bytes = samples.textPdf(8).bytes
      const document = { fileName: "letter.pdf", bytes }
      const failing = pages.convert([document, { fileName: "none.pdf", bytes: bytes.slice(0, 99) }])
      expect(yield* tagOf(failing)).toBe("DamagedDocument")
      expect((yield* pages.convert([document])).pages).toHaveLength(8)
    }).pipe(Effect.provide(layer({ workers: 2 })))
  )

  it.live("refuse what is not a fax to show", () =>
    Effect.gen(function* () {
      const pages = yield* Pages
      const { tiff } = yield* pages.convert([samples.landscape()])
      const tags = yield* Effect.all([
        tagOf(pages.preview(new Uint8Array(9), 1)),
        tagOf(pages.preview(tiff, 2)),
        tagOf(faxToPdf(new Uint8Array(9))),
        tagOf(pages.convert([]))
      ])
      expect(tags).toEqual([
        "DamagedDocument",
        "DamagedDocument",
        "DamagedDocument",
        "EmptyDocument"
      ])
    }).pipe(Effect.provide(layer({ workers: 1 })))
  )

  it.live("give a PDF that turns into the same fax", () =>
    Effect.gen(function* () {
      const pages = yield* Pages
      const fax = yield* pages.convert([samples.longText()], { coding: "g3-2d" })
      const bytes = yield* faxToPdf(fax.tiff)
      expect(yield* pages.inspect({ fileName: "fax.pdf", bytes })).toEqual({
        type: "pdf",
        pages: 3
      })
      const again = yield* pages.convert([{ fileName: "fax.pdf", bytes }], { coding: "g3-2d" })
      expect(again.pages.map((page) => page.black.toFixed(2))).toEqual(
        fax.pages.map((page) => page.black.toFixed(2))
      )
    }).pipe(Effect.provide(layer({ workers: 1 })))
  )
})
