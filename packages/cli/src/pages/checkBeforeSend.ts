import type { Document } from "@faxingcenter/core"
import { type Finding, Pages } from "@faxingcenter/pages"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Flag from "../args/Flag.js"
import { exitCodes } from "../exitCodes.js"
import { CommandFailed } from "../Failure.js"
import { tell, tellLine } from "../terminal/output.js"
import { renderer, sources } from "./withPages.js"

export const forceFlag = Flag.toggle("force", {
  summary: "Send the documents even though they cannot be faxed as they are (fax check says why)"
})

/** More than this, in bytes, nobody wants to wait for before each send. */
const mostChecked = 8 * 1024 * 1024
const longestCheck = "15 seconds"

const usual = { paper: "a4", resolution: "fine", coding: "g4" } as const

export const lineOf = ({ detail, fileName, page }: Finding): string =>
  `${fileName}${page === undefined ? "" : `, page ${page}`}: ${detail}`

const refused = (findings: ReadonlyArray<Finding>) => {
  const errors = findings.filter(({ severity }) => severity === "error")
  const more = errors.length > 3 ? `; and ${errors.length - 3} more` : ""
  return new CommandFailed({
    exitCode: exitCodes.rejected,
    message: `the documents cannot be faxed as they are, so nothing was sent: ${errors.slice(0, 3).map(lineOf).join("; ")}${more}. fax check shows all findings, --force sends them anyway`
  })
}

/** What `fax check` finds, or nothing: pipes, large documents and computers without the renderer are spared. */
export const lookAt = (documents: ReadonlyArray<Document.Document>) =>
  Effect.gen(function* () {
    const size = documents.reduce((sum, each) => sum + (each.size ?? Number.NaN), 0)
    const pages = yield* Effect.option(renderer)
    if (!(size <= mostChecked) || Option.isNone(pages)) return "spared" as const
    const read = yield* sources(documents)
    const found = yield* Effect.flatMap(Pages, (service) => service.preflight(read, usual)).pipe(
      Effect.timeoutOption(longestCheck),
      Effect.provide(pages.value)
    )
    return Option.getOrElse(found, () => "too slow" as const)
  })

/** Looks at documents before they cost money. What cannot be faxed is refused, what will be lost is told. */
export const checkBeforeSend = (
  documents: ReadonlyArray<Document.Document>,
  options: { readonly force: boolean; readonly quiet: boolean }
) =>
  Effect.gen(function* () {
    if (options.force) return
    const found = yield* lookAt(documents)
    if (found === "spared") return
    if (found === "too slow") {
      if (!options.quiet) yield* tell("Not fully checked; fax check does that\n")
      return
    }
    const { findings, sendable } = found
    if (!sendable) return yield* refused(findings)
    if (!options.quiet) {
      yield* Effect.forEach(findings, (finding) => tellLine(`Note: ${lineOf(finding)}`))
    }
  })
