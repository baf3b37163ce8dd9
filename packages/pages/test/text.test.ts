import { createHash } from "node:crypto"
import { describe, expect, layer, test } from "@effect/vitest"
import { decodeText, Pages, layer as pagesLayer } from "@faxingcenter/pages"
import * as Effect from "effect/Effect"
import { gridOf } from "../src/raster/Grid.js"
import { place } from "../src/raster/place.js"
import { openText } from "../src/read/text.js"
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
    ["UTF-16 without a mark", [...Buffer.from("Grüße, 5 €", "utf16le")], "Grüße, 5 €"],
    ["UTF-16 from the high end", [...Buffer.from("Grüße", "utf16le").swap16()], "Grüße"],
    ["DOS, a letter within a word", [0x4b, 0x94, 0x6c, 0x6e], "Köln"],
    ["DOS, a box", [0xda, 0xc4, 0xbf, 0x0a, 0xc0, 0xc4, 0xd9], "┌─┐\n└─┘"],
    [
      "DOS in Cyrillic",
      [0x8f, 0xe0, 0xa8, 0xa2, 0xa5, 0xe2, 0x2c, 0x20, 0xac, 0xa8, 0xe0, 0x21],
      "Привет, мир!"
    ],
    [
      "Windows in Cyrillic",
      [0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2, 0x2c, 0x20, 0xec, 0xe8, 0xf0, 0x21],
      "Привет, мир!"
    ],
    ["Windows, a dash between letters", [0x61, 0x96, 0x62, 0xe4], "a–bä"],
    ["Windows, quotes", [0x93, 0x61, 0x94, 0x20, 0x84, 0x61, 0x93], "“a” „a“"],
    ["ASCII", utf8("5 EUR"), "5 EUR"]
  ]
  for (const [name, bytes, text] of cases) {
    test(name, () => expect(decodeText(Uint8Array.from(bytes))).toBe(text))
  }
})

describe("a named code page", () => {
  const iconvOf = (hex: string) => new Uint8Array(Buffer.from(hex, "hex"))
  const cases: ReadonlyArray<readonly [page: string, hex: string, text: string]> = [
    ["gbk", "d2bb", "一"],
    ["cp437", "c3c2", "├┬"],
    ["windows-1252", "c3a9", "Ã©"],
    ["cp437", "fffe6100", "a"],
    ["cp437", "efbbbfc3a9", "é"],
    ["utf-8", "c3a9", "é"],
    ["utf-16be", "4e00", "一"]
  ]
  for (const [page, hex, text] of cases) {
    test(`${page} reads ${hex} as ${text}`, () => expect(decodeText(iconvOf(hex), page)).toBe(text))
  }
})

describe("UTF-16 without a mark, in one script", () => {
  const texts = [
    "Пациент с аллергией на пенициллин, 5 мг",
    "病人对青霉素过敏，请立即回电。",
    "患者はペニシリンにアレルギーがあります。",
    "환자는 페니실린에 알레르기가 있습니다.",
    "Ο ασθενής έχει αλλεργία"
  ]
  for (const text of texts) {
    test(text, () => {
      const little = Buffer.from(text, "utf16le")
      expect(decodeText(new Uint8Array(little))).toBe(text)
      expect(decodeText(new Uint8Array(Buffer.from(little).swap16()))).toBe(text)
    })
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
        expect(yield* read([0x93, 0x80, 0x94, 0x20, 0x96])).toEqual({
          text: ["“€” –"],
          found: ["guessed_encoding"]
        })
      })
    )

    it.effect("ends where DOS says so, and knows all line ends", () =>
      Effect.gen(function* () {
        const dos = [...utf8("a\r\nb\u0085c\u2028d\ve\r\n"), 0x1a, 0x1a]
        expect(yield* read(dos)).toEqual({ text: ["a\nb\nc\nd\ne"], found: [] })
      })
    )
  })
})

describe("rows of a paragraph", () => {
  /** Left and right end of each row, in whole points. */
  const ends = async (text: string) => {
    const { marks } = (await typeset(text, "a4", 1)).set(0)
    return marks.map((mark) => {
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
    const [page] = (await typeset(text, "a4", 1)).texts
    return page
  }
  expect(await setAs("1234567\t2\n12345678\t2\n\t2")).toBe(
    "1234567 2\n12345678        2\n        2"
  )
  // Two wide characters are 3.3 columns, a letter with a mark of its own is one.
  expect(await setAs("中文\t2\ne\u0301\t2")).toBe("中文     2\ne\u0301       2")
})

describe("type that is struck twice", () => {
  /** Each stretch by its face, and rules by where they begin and end, in columns. */
  const struck = async (text: string) => {
    const { set, texts } = await typeset(text, "a4", 1)
    const column = 6.02
    const columnOf = (x: number) => Math.round((x - 56.7) / column)
    const { marks } = set(0)
    return {
      texts,
      marks: marks.map((mark) =>
        mark._tag === "Rule"
          ? ["rule", columnOf(mark.x), columnOf(mark.x + mark.width)]
          : [mark.glyphs[0]?.face.name, columnOf(mark.x), mark.glyphs.length]
      )
    }
  }

  test("is bold, underlined, or a letter with its accent", async () => {
    expect(await struck("B\bBo\bo _\bu_\bn e\b\u00b4")).toEqual({
      texts: ["Bo un e"],
      marks: [
        ["monoBold", 0, 2],
        ["mono", 2, 1],
        ["mono", 3, 2],
        ["rule", 3, 5],
        ["mono", 5, 2],
        ["mono", 6, 1]
      ]
    })
  })

  test("is so where a line is printed once more, and nowhere else", async () => {
    const { marks, texts } = await struck("Total 42\r_____\r\nnext\rline\n")
    expect(texts).toEqual(["Total 42\nnext\nline"])
    expect(marks.slice(0, 3)).toEqual([
      ["mono", 0, 5],
      ["rule", 0, 5],
      ["mono", 5, 3]
    ])
  })

  test("keeps its style where its line wraps", async () => {
    const { marks, texts } = await struck(`${"word ".repeat(20)}${"x\bx".repeat(3)}`)
    expect(texts[0]?.split("\n").map((row) => row.length)).toEqual([79, 23])
    expect(marks).toEqual([
      ["mono", 0, 79],
      ["mono", 0, 20],
      ["monoBold", 20, 3]
    ])
  })
})

describe("a report wider than a page", () => {
  const sizes = async (text: string) => {
    const { set, texts } = await typeset(text, "a4", 9)
    const [mark] = set(0).marks
    return [mark?._tag === "Text" ? mark.size : undefined, texts[0]?.split("\n").length]
  }
  const row = (columns: number) => `${"Account".padEnd(columns - 3)}EUR`

  test("is set smaller, as far as it can be read", async () => {
    expect(await sizes(row(80))).toEqual([10, 1])
    expect(await sizes(`${row(132)}\n${row(100)}`)).toEqual([6.06, 2])
    expect(await sizes(row(200))).toEqual([10, 2])
  })

  test("is not what wraps as prose does", async () => {
    expect(await sizes("a word and another ".repeat(6))).toEqual([10, 2])
  })

  test("has its way where some lines are longer still", async () => {
    const [size] = await sizes(`${`${row(132)}\n`.repeat(8)}${row(400)}`)
    expect(size).toBe(6.06)
  })
})

test("pages of a text are set as they are asked for", async () => {
  const limits = { pages: 99, pixels: 1e8, bytes: 1e9, seconds: 60, memory: 5e8 }
  const text = Array.from({ length: 600 }, (_, index) => `line ${index}`).join("\n")
  const opened = await openText(new TextEncoder().encode(text), "a4", limits)
  const rowsOf = async (index: number) => {
    const grid = gridOf("a4", "standard")
    const sheet = await opened.sheet(index)
    const page = await sheet.draw(grid, place(sheet.widthInches, sheet.heightInches, grid))
    return { text: sheet.text?.(), page: createHash("sha256").update(page).digest("hex") }
  }
  const inOrder = []
  for (let index = 0; index < opened.count; index++) inOrder.push(await rowsOf(index))
  expect(inOrder.map((page) => page.text).join("\n")).toBe(text)
  for (const index of [7, 0, 9, 4]) expect(await rowsOf(index)).toEqual(inOrder[index])
  opened.close()
})
