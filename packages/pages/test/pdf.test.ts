import { describe, expect, layer } from "@effect/vitest"
import { Pages, layer as pagesLayer } from "@faxingcenter/pages"
import * as Effect from "effect/Effect"
import { annotated } from "./support/pdf.js"

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
