import { writeFile } from "node:fs/promises"
import * as Effect from "effect/Effect"
import * as Flag from "../args/Flag.js"
import { exitCodes } from "../exitCodes.js"
import { CommandFailed } from "../Failure.js"
import { problemOf } from "../input/file.js"
import { printJson, printLine, tellLine } from "../terminal/output.js"

export const receiptFile = Flag.text("out", "FILE", {
  short: "o",
  summary: "Write to this file (default: stdout)"
})

/** Writes a signed receipt to its file, or prints it. `of`: what it is about, as JSON names it. */
export const giveReceipt = (
  of: { readonly messageId: string } | { readonly receivedFaxId: string },
  signed: string,
  given: { readonly out: string | undefined; readonly json: boolean }
) =>
  Effect.gen(function* () {
    const { out: path } = given
    if (path !== undefined) {
      yield* Effect.tryPromise({
        try: () => writeFile(path, `${signed}\n`),
        catch: (error) =>
          new CommandFailed({
            exitCode: exitCodes.outputFailed,
            message: `${path} cannot be written: ${problemOf(error)}`
          })
      })
    }
    if (given.json) {
      yield* printJson({ ...of, receipt: signed, ...(path === undefined ? {} : { path }) })
    } else if (path === undefined) yield* printLine(signed)
    else yield* tellLine(`Wrote the receipt of ${Object.values(of)[0]} to ${path}`)
    return exitCodes.ok
  })
