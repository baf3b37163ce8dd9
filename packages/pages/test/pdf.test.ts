import { describe, expect, layer } from "@effect/vitest"
import { Pages, layer as pagesLayer } from "@faxingcenter/pages"
import * as Effect from "effect/Effect"
import { annotated, line, pdf } from "./support/pdf.js"

const hidden = 2
const print = 4
const noView = 32

describe("an annotation of a PDF", () => {
  layer(pagesLayer())((it) => {
    for (const subtype of ["Widget", "Stamp"]) {
      const cases: ReadonlyArray<readonly [number, boolean]> = [
        [0, false],
        [print, true],
        [print | hidden, false],
        [print | noView, true],
        [noView, false]
      ]
      for (const [flags, printed] of cases) {
        it.effect(`${subtype} with flags ${flags} is ${printed ? "" : "not "}on the fax`, () =>
          Effect.gen(function* () {
            const pages = yield* Pages
            const bytes = annotated(subtype, flags)
            const fax = yield* pages.convert([{ fileName: "a.pdf", bytes }])
            expect((fax.pages[0]?.black ?? 0) > 0.01).toBe(printed)
          })
        )
      }
    }
  })
})

describe("a PDF whose count of pages is wrong", () => {
  const sound = pdf([1, 2, 3].map((number) => ({ content: line(56, 700, 24, `Page ${number}`) })))
  const counting = (count: number) => {
    const text = Buffer.from(sound).toString("latin1")
    expect(text).toContain("/Count 3")
    return new Uint8Array(Buffer.from(text.replace("/Count 3", `/Count ${count}`), "latin1"))
  }

  layer(pagesLayer())((it) => {
    for (const count of [1, 2, 4, 9]) {
      it.effect(`is faxed whole, and said to be damaged: ${count} instead of 3`, () =>
        Effect.gen(function* () {
          const pages = yield* Pages
          const document = { fileName: "a.pdf", bytes: counting(count) }
          const right = yield* pages.convert([{ fileName: "a.pdf", bytes: sound }])
          const fax = yield* pages.convert([document])
          expect((yield* pages.inspect(document)).pages).toBe(3)
          expect(fax.sha256).toBe(right.sha256)
          expect([right.findings, fax.findings]).toMatchObject([
            [],
            [
              {
                kind: "damaged",
                detail: `The file claims to have ${count} page(s), but 3 can be found.`
              }
            ]
          ])
        })
      )
    }
  })
})
