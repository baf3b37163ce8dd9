import { realpath, writeFile } from "node:fs/promises"
import { resolve } from "node:path"
import { pathToFileURL } from "node:url"
import { mostOnContactSheet, Pages } from "@faxingcenter/pages"
import * as Effect from "effect/Effect"
import { defineCommand } from "../args/defineCommand.js"
import * as Flag from "../args/Flag.js"
import { jsonFlag, stdinNameFlag } from "../commonFlags.js"
import { exitCodes } from "../exitCodes.js"
import { CommandFailed } from "../Failure.js"
import { spanText } from "../format/span.js"
import { openDocuments } from "../input/document.js"
import { findingsTable } from "../pages/findings.js"
import { pageFlags, pageOptions, sources, withPages } from "../pages/withPages.js"
import { terminalSize } from "../terminal/live.js"
import { openInBrowser } from "../terminal/openInBrowser.js"
import { print, printJson } from "../terminal/output.js"
import { drawPicture } from "../terminal/picture/drawPicture.js"
import { stdoutProtocol } from "../terminal/picture/protocol.js"

const out = Flag.text("out", "FILE", {
  short: "o",
  summary: "PNG file to write (default: the first file's name with .fax.png)"
})
const page = Flag.integer("page", "N", {
  summary: `Only this page, larger (default: all pages on one sheet, ${mostOnContactSheet} at most)`,
  min: 1,
  max: 10_000
})
const tiff = Flag.text("tiff", "FILE", {
  summary: "Also write the fax as a TIFF"
})

const open = Flag.toggle("open", {
  summary: "Open the picture (with BROWSER, if set)"
})

/** Draws on a terminal that shows pictures, in half blocks on any other. */
const draw = (png: Uint8Array) => {
  const protocol = stdoutProtocol()
  if (protocol === undefined) return Effect.void
  return Effect.promise(() =>
    drawPicture(protocol, png, terminalSize(process.stdout)).catch(() => "")
  ).pipe(Effect.flatMap(print))
}

const isSameFile = (one: string, other: string) =>
  Promise.all([realpath(one), realpath(other)]).then(
    ([first, second]) => first === second,
    () => false
  )

/** A picture in the place of its own document would be the end of that. */
const checkTarget = Effect.fn("checkTarget")(function* (
  path: string,
  documents: ReadonlyArray<string>
) {
  for (const document of documents) {
    if (!(yield* Effect.promise(() => isSameFile(path, document)))) continue
    return yield* new CommandFailed({
      exitCode: exitCodes.usage,
      message: `${path} is one of the documents and would be overwritten; choose another file`
    })
  }
})

const write = (path: string, bytes: Uint8Array) =>
  Effect.tryPromise({
    try: () => writeFile(path, bytes),
    catch: (error) =>
      new CommandFailed({
        exitCode: exitCodes.usage,
        message: `${path} cannot be written: ${error instanceof Error ? error.message : String(error)}`
      })
  })

export const preview = defineCommand({
  name: "preview",
  summary: "Show files as a fax machine would print them",
  details:
    "Renders the black and white pages, writes them to a picture, and reports how many there are, how long they take on the line, and what will be lost. In a terminal, it also shows the picture: in full resolution if the terminal can (kitty, iTerm2, sixel), otherwise in half blocks. Sends nothing.",
  words: { name: "FILES...", summary: "Documents, as for fax send; - is stdin", min: 1, max: 1000 },
  flags: {
    out,
    page,
    tiff,
    open,
    ...pageFlags,
    stdinName: stdinNameFlag,
    json: jsonFlag
  },
  examples: [
    { line: "fax preview order.pdf", does: "All pages, in order.fax.png" },
    { line: "fax preview order.pdf --page 2 --out page.png", does: "One page, larger" }
  ],
  run: (given) =>
    Effect.gen(function* () {
      const options = pageOptions(given)
      const wanted = given.page
      const documents = yield* openDocuments(given.words, given.stdinName)
      const [first] = documents
      const picture = given.out ?? `${first?.fileName.replace(/\.[^.]*$/, "") ?? "fax"}.fax.png`
      const tiffPath = given.tiff
      for (const target of [picture, tiffPath]) {
        if (target !== undefined) yield* checkTarget(target, given.words)
      }
      const pages = yield* Pages
      const read = yield* sources(documents)
      const fax = yield* pages
        .convert(read, options)
        .pipe(
          Effect.mapError(
            ({ message }) => new CommandFailed({ exitCode: exitCodes.rejected, message })
          )
        )
      if (wanted !== undefined && wanted > fax.pages.length) {
        return yield* new CommandFailed({
          exitCode: exitCodes.usage,
          message: `--page ${wanted}: the fax has ${fax.pages.length} page(s)`
        })
      }
      const png = yield* (
        wanted === undefined ? pages.contactSheet(fax.tiff) : pages.preview(fax.tiff, wanted)
      ).pipe(
        Effect.mapError(
          ({ message }) => new CommandFailed({ exitCode: exitCodes.rejected, message })
        )
      )
      yield* write(picture, png)
      if (tiffPath !== undefined) yield* write(tiffPath, fax.tiff)
      const { findings, pages: made, seconds } = fax
      const left =
        wanted === undefined && made.length > mostOnContactSheet
          ? `The picture shows the first ${mostOnContactSheet} pages; --page N shows any.\n`
          : ""
      if (!given.json) yield* draw(png)
      if (given.open) yield* openInBrowser(pathToFileURL(resolve(picture)).href)
      yield* given.json
        ? printJson({
            picture,
            ...(tiffPath === undefined ? {} : { tiff: tiffPath }),
            pageCount: made.length,
            seconds,
            pages: made,
            findings
          })
        : print(
            `${picture}: ${made.length} page(s), about ${spanText(seconds)} on the line\n${left}${findingsTable(findings)}`
          )
      return exitCodes.ok
    }).pipe(withPages)
})
