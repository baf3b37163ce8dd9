import { writeFile } from "node:fs/promises"
import { Document, Receive, receivedFileName } from "@faxingcenter/core"
import * as Effect from "effect/Effect"
import { defineCommand } from "../args/defineCommand.js"
import * as Flag from "../args/Flag.js"
import { jsonFlag } from "../commonFlags.js"
import { exitCodes } from "../exitCodes.js"
import { CommandFailed } from "../Failure.js"
import { problemOf } from "../input/file.js"
import { parseReceivedFaxId, receivedIdWord } from "../input/ids.js"
import { provideClient } from "../settings/client.js"
import { connection, profileFlag } from "../settings/connection.js"
import { printJson, tellLine } from "../terminal/output.js"
import { UsageError } from "../UsageError.js"

const out = Flag.text("out", "FILE", {
  short: "o",
  summary: "File to write (default: fax- and the id, in this folder)"
})
const format = Flag.choice("format", "FORMAT", {
  summary:
    "tiff (as received), pdf, or png for one page (default: from the name of --out, or tiff)",
  choices: ["tiff", "pdf", "png"]
})
const page = Flag.integer("page", "N", {
  summary: "The page to write as png (default 1)",
  min: 1,
  max: 10_000
})

/** What the name of a file asks for. */
const formatOf = (path: string) => {
  if (/\.pdf$/i.test(path)) return "pdf" as const
  return /\.png$/i.test(path) ? ("png" as const) : ("tiff" as const)
}

export const receivedGet = defineCommand({
  name: "received get",
  summary: "Fetch the pages of a received fax",
  details:
    "The TIFF is exactly what arrived over the line. Fetching does not mark the fax as read; fax received read does.",
  words: receivedIdWord,
  flags: { out, format, page, profile: profileFlag, json: jsonFlag },
  examples: [
    {
      line: "fax received get 01a2085b0b4526870000000000000001 --out order.pdf",
      does: "All pages, as a PDF"
    }
  ],
  run: (given) =>
    Effect.gen(function* () {
      const id = yield* parseReceivedFaxId(given.words[0] ?? "")
      const wanted = given.format ?? formatOf(given.out ?? "")
      const wantedPage = given.page
      if (wantedPage !== undefined && wanted !== "png") {
        return yield* new UsageError({ message: `--page is for --format png; a ${wanted} has all` })
      }
      const options = {
        format: wanted,
        ...(wantedPage === undefined ? {} : { page: wantedPage })
      }
      const path = given.out ?? receivedFileName(id, options)
      const settings = yield* connection(given.profile)
      const bytes = yield* Effect.flatMap(Receive, (receive) =>
        Effect.flatMap(receive.document(id, options), Document.readBytes)
      ).pipe(provideClient(settings))
      yield* Effect.tryPromise({
        try: () => writeFile(path, bytes),
        catch: (error) =>
          new CommandFailed({
            exitCode: exitCodes.outputFailed,
            message: `${path} cannot be written: ${problemOf(error)}`
          })
      })
      yield* given.json
        ? printJson({ receivedFaxId: id, path, size: bytes.length })
        : tellLine(`Wrote the fax to ${path}, ${bytes.length} bytes`)
      return exitCodes.ok
    })
})
