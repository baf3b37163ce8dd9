import { describe, expect, layer, test } from "@effect/vitest"
import { decodeText, Pages, layer as pagesLayer } from "@faxingcenter/pages"
import * as Effect from "effect/Effect"
import { detect, type Kind } from "../src/read/detect.js"
import { typeset } from "../src/text/typeset.js"

const utf8 = (text: string) => [...new TextEncoder().encode(text)]

describe("decodeText", () => {
  const cases: ReadonlyArray<readonly [string, ReadonlyArray<number>, string]> = [
    [
      "windows-1252",
      Array.from({ length: 32 }, (_, index) => 0x80 + index).concat(0xe4),
      "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸä"
    ],
    ["UTF-8", utf8("“ä” – 5 €"), "“ä” – 5 €"],
    ["UTF-8 with a mark", [0xef, 0xbb, 0xbf, ...utf8("ä")], "ä"],
    ["UTF-8 with a byte too many", [...utf8("für 5 €"), 0xff, 0x20], "für 5 €\ufffd "],
    ["UTF-8 cut off", utf8("für 5 €").slice(0, -1), "für 5 \ufffd"],
    ["UTF-16", [0xff, 0xfe, 0xac, 0x20], "€"],
    ["ASCII", utf8("5 EUR"), "5 EUR"]
  ]
  for (const [name, bytes, text] of cases) {
    test(name, () => expect(decodeText(Uint8Array.from(bytes))).toBe(text))
  }
})

describe("plain text", () => {
  layer(pagesLayer())((it) => {
    const read = (bytes: ReadonlyArray<number>) =>
      Effect.gen(function* () {
        const pages = yield* Pages
        const document = { fileName: "a.txt", bytes: Uint8Array.from(bytes) }
        const { findings } = yield* pages.convert([document])
        return { text: yield* pages.text(document), found: findings.map(({ kind }) => kind) }
      })

    it.effect("has the quotes, dashes and the euro of Windows", () =>
      Effect.gen(function* () {
        expect(yield* read([0x93, 0x80, 0x94, 0x20, 0x96])).toEqual({ text: ["“€” –"], found: [] })
      })
    )

    it.effect("ends where DOS says so, and knows all line ends", () =>
      Effect.gen(function* () {
        const dos = [...utf8("a\r\nb\u0085c\u2028d\r\n"), 0x1a, 0x1a]
        expect(yield* read(dos)).toEqual({ text: ["a\nb\nc\nd"], found: [] })
      })
    )
  })
})

describe("rows of a paragraph", () => {
  /** Left and right end of each row, in whole points. */
  const ends = async (text: string) => {
    const [page] = [...(await typeset(Uint8Array.from(utf8(text)), "a4", 1))]
    return page?.marks.map((mark) => {
      if (mark._tag !== "Text") throw new Error("a rule")
      const advance = mark.glyphs.reduce((sum, glyph) => sum + glyph.advance, 0)
      return [Math.round(mark.x), Math.round(mark.x + (advance * mark.size) / 1000)]
    })
  }
  const hebrew = "שלום עולם ".repeat(7)
  const english = "Corporation International Limited ".repeat(3)

  test("end at the right where it runs from right to left, whatever they begin with", async () => {
    const rows = await ends(`${hebrew}${english}${hebrew}.`)
    expect(rows?.map(([, right]) => right)).toEqual([539, 539, 539, 539])
  })

  test("begin at the left where it runs from left to right", async () => {
    const rows = await ends(`${english}${hebrew}${hebrew}${english}`)
    expect(rows?.map(([left]) => left)).toEqual([57, 57, 57, 57, 57])
  })
})

test("a tab goes on at its column, also behind wide and joined characters", async () => {
  const setAs = async (text: string) => {
    const [page] = [...(await typeset(Uint8Array.from(utf8(text)), "a4", 1))]
    return page?.text
  }
  expect(await setAs("1234567\t2\n12345678\t2\n\t2")).toBe(
    "1234567 2\n12345678        2\n        2"
  )
  // Two wide characters are 3.3 columns, a letter with a mark of its own is one.
  expect(await setAs("中文\t2\ne\u0301\t2")).toBe("中文     2\ne\u0301       2")
})

describe("detect", () => {
  const xml = '<?xml version="1.0"?>\n'
  const cases: ReadonlyArray<readonly [string, string, Kind]> = [
    ["XHTML", `${xml}<!DOCTYPE html PUBLIC "x" "y"><html>`, "markup"],
    ["HTML behind a comment", "<!-- saved -->\n<!-- twice -->\n<HTML lang=en>", "markup"],
    ["HTML behind a mark", "\ufeff<html>", "markup"],
    ["SVG behind a comment", `${xml}<!-- made\nby hand -->\n<svg xmlns="x">`, "markup"],
    ["PostScript", "%!PS-Adobe-3.0", "markup"],
    ["XML", `${xml}<order>4711</order>`, "text"],
    ["a text behind a comment", "<!-- draft -->\n# Order of <html> books", "text"],
    ["a text about PDFs", "A file begins with\n%PDF-1.7\nor so.", "text"],
    ["a PDF behind text", "Received: today\n%PDF-1.7\n1 0 obj\n<<>>", "pdf"],
    ["a PDF behind a mark and bytes", "\ufeff%PDF-1.7\n%\u0000\u0001", "pdf"],
    ["a PDF that breaks off", "%PDF-1.7", "pdf"]
  ]
  for (const [name, text, kind] of cases) {
    test(name, () => expect(detect(Uint8Array.from(utf8(text)))).toBe(kind))
  }

  test("HTML in UTF-16", () =>
    expect(detect(Buffer.from("\ufeff<!-- ä --><html>", "utf16le"))).toBe("markup"))
})
