import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, it } from "@effect/vitest"
import { layer, layerLibreOffice, Office, Pages } from "@faxingcenter/pages"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { afterAll } from "vitest"
import { line, pdf } from "./support/pdf.js"
import { installed } from "./support/tools.js"

const folder = mkdtempSync(join(tmpdir(), "pages-office-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A program in the place of LibreOffice; it sees the folder of the document as `$PWD`. */
const fake = (name: string, script: string): string => {
  const file = join(folder, name)
  writeFileSync(file, `#!/bin/sh\n${script}\n`)
  chmodSync(file, 0o755)
  return file
}

const rtf = {
  fileName: "letter.rtf",
  bytes: new TextEncoder().encode(
    "{\\rtf1\\ansi{\\fonttbl\\f0\\fswiss Helvetica;}\\f0 Order 4711\\page Second}"
  )
}

const leftBehind = () =>
  readdirSync(tmpdir()).filter((name) => name.startsWith("faxingcenter-office-"))

const convertWith = (program: string, seconds: number) =>
  Effect.flatMap(Office, (office) => office.toPdf(rtf)).pipe(
    Effect.flip,
    Effect.map((error) => error.detail),
    Effect.provide(layerLibreOffice({ program, seconds }))
  )

describe("LibreOffice", () => {
  it.live(
    "converts office documents on their way to pages, in a folder and with an environment of its own",
    () =>
      Effect.gen(function* () {
        const two = join(folder, "two.pdf")
        const log = join(folder, "log")
        writeFileSync(
          two,
          pdf([{ content: line(56, 700, 12, "1") }, { content: line(56, 700, 12, "2") }])
        )
        const program = fake(
          "soffice",
          `env > ${log}; cat document >> ${log}; cp ${two} document.pdf`
        )
        process.env.PAGES_TEST_SECRET = "do not tell"
        const fax = yield* Effect.flatMap(Pages, (service) => service.convert([rtf])).pipe(
          Effect.provide(layer().pipe(Layer.provide(layerLibreOffice({ program }))))
        )
        expect(fax.pages.map((page) => page.fileName)).toEqual(["letter.rtf", "letter.rtf"])
        const seen = readFileSync(log, "utf8")
        expect(seen).toContain("{\\rtf1")
        expect(seen).not.toContain("do not tell")
        expect(leftBehind()).toEqual([])
      })
  )

  it.live("is ended with all it started when its time is up", () =>
    Effect.gen(function* () {
      const detail = yield* convertWith(fake("slow", "sleep 600 & sleep 600"), 0.3)
      expect(detail).toBe("LibreOffice did not finish within 0.3 s")
      expect(leftBehind()).toEqual([])
    })
  )

  it.live("fails with what happened", () =>
    Effect.gen(function* () {
      expect(yield* convertWith(fake("broken", "exit 7"), 5)).toBe("LibreOffice ended with 7")
      expect(yield* convertWith(fake("idle", "true"), 5)).toBe("LibreOffice did not produce a PDF")
      expect(yield* convertWith(join(folder, "missing"), 5)).toContain("ENOENT")
    })
  )

  it.live.skipIf(
    !installed("soffice", "no real office document is converted (Debian: libreoffice-writer-nogui)")
  )(
    "converts a real document",
    () =>
      Effect.gen(function* () {
        const fax = yield* Effect.flatMap(Pages, (service) => service.convert([rtf])).pipe(
          Effect.provide(layer().pipe(Layer.provide(layerLibreOffice())))
        )
        expect(fax.pages).toHaveLength(2)
        expect(fax.pages.every((page) => page.black > 0)).toBe(true)
      }),
    120_000
  )
})
