import { spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, layer } from "@effect/vitest"
import { Coding, Pages, Paper, layer as pagesLayer, Resolution } from "@faxingcenter/pages"
import * as Effect from "effect/Effect"
import { afterAll } from "vitest"
import { buildLine, missingForLine } from "../../../scripts/line/build.mjs"
import * as samples from "./support/samples.js"

const missing = missingForLine()
if (missing !== undefined) console.warn(`SKIPPED: nothing is faxed through a line here: ${missing}`)
const folder = mkdtempSync(join(tmpdir(), "pages-line-"))
afterAll(() => rmSync(folder, { recursive: true }))

/** What arrives at the other end of a telephone line: T.30, modulated, heard and written as TIFF. */
const faxed = (tiff: Uint8Array) => {
  const [sent, received] = [join(folder, "sent.tif"), join(folder, "received.tif")]
  writeFileSync(sent, tiff)
  rmSync(received, { force: true })
  const { status, stdout } = spawnSync(join(buildLine(), "faxThrough"), [sent, received], {
    encoding: "utf8"
  })
  if (status !== 0) throw new Error(`the call failed:\n${stdout}`)
  return new Uint8Array(readFileSync(received))
}

describe.skipIf(missing !== undefined)("a fax that is called through", () => {
  layer(pagesLayer())((it) => {
    for (const paper of Paper.literals) {
      for (const resolution of Resolution.literals) {
        it.effect(
          `arrives dot for dot on ${paper} in ${resolution} resolution, whatever its coding`,
          () =>
            Effect.gen(function* () {
              const pages = yield* Pages
              const documents = [samples.typeSizes(), samples.hairlines()]
              const dotsOf = (tiff: Uint8Array) =>
                pages.inspect({ fileName: "fax.tif", bytes: tiff }).pipe(
                  Effect.flatMap(({ pages: count }) =>
                    Effect.forEach(Array.from({ length: count }), (_, i) => pages.dots(tiff, i + 1))
                  ),
                  Effect.map((pictures) => pictures.map((png) => Buffer.from(png).toString("hex")))
                )
              for (const coding of Coding.literals) {
                const fax = yield* pages.convert(documents, { paper, resolution, coding })
                const [here, there] = yield* Effect.all([dotsOf(fax.tiff), dotsOf(faxed(fax.tiff))])
                expect(there.length).toBe(fax.pages.length)
                expect(there.map((page, i) => page === here[i])).toEqual(here.map(() => true))
              }
            }),
          60_000
        )
      }
    }
  })
})
