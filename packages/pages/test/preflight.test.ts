import { describe, expect, layer } from "@effect/vitest"
import {
  type FaxOptions,
  Pages,
  layer as pagesLayer,
  type SourceDocument
} from "@faxingcenter/pages"
import * as Effect from "effect/Effect"
import { line, notEmbedded, pdf, typeOf, withCatalog } from "./support/pdf.js"
import * as samples from "./support/samples.js"

const findings = (documents: ReadonlyArray<SourceDocument>, options?: FaxOptions) =>
  Effect.gen(function* () {
    const pages = yield* Pages
    const result = yield* pages.preflight(documents, options)
    return {
      sendable: result.sendable,
      pages: result.pages.length,
      found: result.findings.map(({ fileName, kind, page }) => [kind, fileName, page])
    }
  })

const page = (content: string, fileName = "a.pdf") => ({ fileName, bytes: pdf([{ content }]) })
const type = typeOf(10, 1)

describe("preflight", () => {
  layer(pagesLayer({ limits: { pages: 20 } }))((it) => {
    it.effect("finds nothing wrong with a letter", () =>
      Effect.gen(function* () {
        expect(yield* findings([page(type)])).toEqual({ sendable: true, pages: 1, found: [] })
      })
    )

    it.effect("counts pages over all documents", () =>
      Effect.gen(function* () {
        const two = { fileName: "b.pdf", bytes: pdf([{ content: type }, { content: "" }]) }
        expect((yield* findings([page(type), two])).found).toEqual([["empty_page", "b.pdf", 3]])
      })
    )

    it.effect("tells type that is too small, by the resolution", () =>
      Effect.gen(function* () {
        const document = page(typeOf(7, 1))
        expect((yield* findings([document])).found).toEqual([])
        expect((yield* findings([document], { resolution: "standard" })).found).toEqual([
          ["small_text", "a.pdf", 1]
        ])
      })
    )

    it.effect("measures type as it lands on the page", () =>
      Effect.gen(function* () {
        const poster = {
          fileName: "poster.pdf",
          bytes: pdf([{ content: `3 0 0 3 0 0 cm ${typeOf(4, 1)}`, width: 1785, height: 2526 }])
        }
        expect((yield* findings([poster])).found).toEqual([["small_text", "poster.pdf", 1]])
      })
    )

    it.effect("tells strokes that do not show", () =>
      Effect.gen(function* () {
        const faint = page(`0.93 g ${type}`)
        expect((yield* findings([faint])).found).toEqual([["too_faint", "a.pdf", 1]])
      })
    )

    it.effect("keeps pale type that can be told from the paper", () =>
      Effect.gen(function* () {
        expect((yield* findings([page(`0.8 g ${typeOf(12, 1)}`)])).found).toEqual([])
      })
    )

    it.effect("tells a page that takes minutes and toner", () =>
      Effect.gen(function* () {
        expect((yield* findings([page("0 0 595 500 re f")])).found).toEqual([
          ["too_dark", "a.pdf", 1]
        ])
      })
    )

    it.effect("tells characters that no font has", () =>
      Effect.gen(function* () {
        const text = { fileName: "a.txt", bytes: new TextEncoder().encode("\u{10fffd} and Ω") }
        expect((yield* findings([text])).found).toEqual([["missing_characters", "a.txt", 1]])
      })
    )

    it.effect("tells fonts that are not embedded and have no stand-in", () =>
      Effect.gen(function* () {
        const pages = yield* Pages
        const chinese = {
          fileName: "a.pdf",
          bytes: notEmbedded("<4E2D65876D4B8BD5>", "UniGB-UCS2-H")
        }
        const greek = page(line(56, 700, 12, "abc", "Symbol"))
        const { findings } = yield* pages.preflight([chinese, greek])
        expect(findings.map(({ detail, kind, page }) => [kind, page, detail])).toEqual([
          ["empty_page", 1, "The page is empty."],
          [
            "missing_font",
            1,
            "The font STSong-Light is not embedded: its text may be missing on the fax."
          ]
        ])
      })
    )

    it.effect("says nothing of text that is not drawn", () =>
      Effect.gen(function* () {
        const recognised = page(`${type} 3 Tr ${typeOf(3, 1)}`)
        expect((yield* findings([recognised])).found).toEqual([])
      })
    )

    it.effect("tells that what a PDF says is not on its pages", () =>
      Effect.gen(function* () {
        const pages = [{ content: type }, { content: type }]
        const of = (more: string) => ({ fileName: more, bytes: withCatalog(pdf(pages), more) })
        const files = "/Names<</EmbeddedFiles<</Names[(a)<</Type/Filespec/F(a.pdf)/UF(a.pdf)>>]>>>>"
        const [form, portfolio, opened, invoice] = [
          of("/NeedsRendering true/AcroForm<</Fields[]/XFA[]>>"),
          of("/Collection<</Type/Collection>>"),
          of(`/PageMode/UseAttachments${files}`),
          of(files)
        ]
        const result = yield* findings([form, portfolio, opened, invoice])
        expect(result.found).toEqual([
          ["content_elsewhere", form.fileName, 1],
          ["content_elsewhere", portfolio.fileName, 3],
          ["content_elsewhere", opened.fileName, 5]
        ])
      })
    )

    it.effect("tells scripts whose letters do not join", () =>
      Effect.gen(function* () {
        const text = {
          fileName: "a.txt",
          bytes: new TextEncoder().encode("plain\fक्षत्रिय தமிழ் العربية")
        }
        const pages = yield* Pages
        const { findings } = yield* pages.preflight([text])
        expect(findings.map(({ detail, kind, page }) => [kind, page, detail])).toEqual([
          [
            "unjoined_script",
            2,
            "Devanagari, Tamil: letters are drawn separately, not joined; send a PDF with embedded fonts instead."
          ]
        ])
      })
    )

    it.effect(
      "names every document that cannot be sent, and looks at the others all the same",
      () =>
        Effect.gen(function* () {
          const broken = {
            fileName: "broken.png",
            bytes: new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10])
          }
          const empty = { fileName: "empty.txt", bytes: new Uint8Array() }
          const many = {
            fileName: "many.pdf",
            bytes: pdf(Array.from({ length: 21 }, () => ({ content: "" })))
          }
          const result = yield* findings([broken, page(type), empty, many])
          expect(result).toEqual({
            sendable: false,
            pages: 1,
            found: [
              ["damaged", "broken.png", undefined],
              ["empty_document", "empty.txt", undefined],
              ["too_many_pages", "many.pdf", undefined]
            ]
          })
        })
    )

    it.effect("counts the cover as page 1, and pages of the whole fax against the limit", () =>
      Effect.gen(function* () {
        const eleven = {
          fileName: "11.pdf",
          bytes: pdf(Array.from({ length: 11 }, () => ({ content: type })))
        }
        const result = yield* findings([page(""), eleven, eleven], {
          cover: { to: "Orders", from: "Sales" }
        })
        expect(result).toEqual({
          sendable: false,
          pages: 24,
          found: [
            ["empty_page", "a.pdf", 2],
            ["too_many_pages", "the fax", undefined]
          ]
        })
      })
    )

    it.effect("gives pages, seconds and no finding for what people fax", () =>
      Effect.gen(function* () {
        const pages = yield* Pages
        const form = yield* Effect.promise(() => samples.scannedForm())
        const documents = [
          samples.typeSizes(),
          form,
          samples.hairlines(),
          samples.landscape(),
          samples.longText()
        ]
        const result = yield* pages.preflight(documents)
        expect(result.findings).toEqual([])
        expect(result.pages).toHaveLength(7)
        expect(result.seconds).toBeGreaterThan(30)
        expect(result.seconds).toBeLessThan(120)
      })
    )

    it.effect("counts pages without rendering them", () =>
      Effect.gen(function* () {
        const pages = yield* Pages
        const photo = yield* Effect.promise(() => samples.photograph(400, 300))
        const counted = yield* Effect.forEach(
          [samples.longText(), photo, page(line(0, 0, 9, "x"))],
          pages.inspect
        )
        expect(counted).toEqual([
          { type: "text", pages: 3 },
          { type: "jpeg", pages: 1 },
          { type: "pdf", pages: 1 }
        ])
      })
    )
  })
})
