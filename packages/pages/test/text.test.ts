import { describe, expect, layer, test } from "@effect/vitest"
import { decodeText, Pages, layer as pagesLayer } from "@faxingcenter/pages"
import { Effect } from "effect"

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
