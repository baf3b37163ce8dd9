import { pathToFileURL } from "node:url"
import type { Document, FaxError } from "@faxingcenter/core"
import {
  Coding,
  type FaxOptions,
  layer,
  type Pages,
  Paper,
  Resolution,
  type SourceDocument
} from "@faxingcenter/pages"
import * as Effect from "effect/Effect"
import * as Flag from "../args/Flag.js"
import { exitCodes } from "../exitCodes.js"
import { CommandFailed } from "../Failure.js"
import { readWhole } from "../input/document.js"

const paper = Flag.choice("paper", "PAPER", {
  summary: "Paper of the receiving machine (default a4)",
  choices: Paper.literals
})
const resolution = Flag.choice("resolution", "RESOLUTION", {
  summary: "Resolution (default fine)",
  choices: Resolution.literals
})
const coding = Flag.choice("coding", "CODING", {
  summary: "Compression of the pages (default g4)",
  choices: Coding.literals
})

const codePage = Flag.text("code-page", "NAME", {
  summary: "Encoding of text that is not Unicode, such as cp437 (default: guess)"
})

export const pageFlags = { paper, resolution, coding, codePage }

/** How documents become pages, as the command line says it. */
export const pageOptions = (given: {
  readonly paper: Paper | undefined
  readonly resolution: Resolution | undefined
  readonly coding: Coding | undefined
  readonly codePage: string | undefined
}): FaxOptions => ({
  paper: given.paper ?? "a4",
  resolution: given.resolution ?? "fine",
  coding: given.coding ?? "g4",
  ...(given.codePage === undefined ? {} : { codePage: given.codePage })
})

/** Documents in memory, as rendering wants them. */
export const sources = (
  documents: ReadonlyArray<Document.Document>
): Effect.Effect<ReadonlyArray<SourceDocument>, FaxError.DocumentUnreadable> =>
  Effect.forEach(documents, (document) =>
    Effect.map(readWhole(document), (bytes) => ({ fileName: document.fileName, bytes }))
  )

const missing = (error: unknown) =>
  new CommandFailed({
    exitCode: exitCodes.rejected,
    message: `pages cannot be rendered here: ${error instanceof Error ? error.message : String(error)}. Install @faxingcenter/cli as a package, with its dependencies`
  })

/** The renderer, which works in threads that run this very file (see `pagesWorker`), if it is installed. */
export const renderer = Effect.try({
  try: () => require.resolve("@embedpdf/pdfium"),
  catch: missing
}).pipe(Effect.map(() => layer({ workerUrl: pathToFileURL(process.argv[1] ?? "") })))

export const withPages = <A, E>(effect: Effect.Effect<A, E, Pages>) =>
  Effect.flatMap(renderer, (pages) => Effect.provide(effect, pages))
