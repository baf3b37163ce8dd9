import * as Either from "effect/Either"
import * as Flag from "./args/Flag.js"
import type { Format } from "./format/printJob.js"
import { parseDuration } from "./input/duration.js"
import { looksLikeNumber } from "./input/faxNumber.js"
import { UsageError } from "./UsageError.js"

export const jsonFlag = Flag.toggle("json", {
  short: "j",
  summary: "Print one JSON object on stdout, and errors as JSON on stderr"
})

export const quietFlag = Flag.toggle("quiet", {
  short: "q",
  summary: "Show no progress on stderr, only results and errors"
})

export const toFlag = Flag.texts("to", "NUMBER", {
  summary: "Number to send to; takes several numbers, and is repeatable",
  takesAlso: looksLikeNumber
})

export const hostFlag = Flag.text("host", "ADDRESS", {
  summary: "Address to listen on (default 127.0.0.1, which only this machine reaches)"
})

/** The newest of a list; `max` is what its source gives at once. */
export const limitFlag = (max: number) =>
  Flag.integer("limit", "N", {
    summary: "Print at most this many, the newest (default 100)",
    min: 1,
    max
  })

export const wideFlag = Flag.toggle("wide", {
  summary: "Show full ids and all columns, even if they do not fit the terminal"
})

export const referenceFlag = Flag.text("reference", "TEXT", {
  summary: "Your reference for the job (revision 2014-04-03 only)"
})

export const dryRunFlag = Flag.toggle("dry-run", {
  summary: "Check everything and show what would be sent, without sending"
})

export const stdinNameFlag = Flag.text("stdin-name", "NAME", {
  summary:
    "File name for the document on stdin (default: document.pdf, document.txt and so on, by its content)"
})

export const waitFlag = Flag.toggle("wait", {
  short: "w",
  summary:
    "Wait until the fax is delivered or failed for every recipient; exit with 1 if any failed"
})

export const timeoutFlag = Flag.parsed("timeout", "TIME", {
  summary: "With --wait: how long to wait, like 90s, 5m or 2h (default 30m)",
  parse: parseDuration
})

export const formatFlag = Flag.choice("format", "FORMAT", {
  short: "f",
  summary: "Output format (default table)",
  choices: ["table", "json", "ndjson", "csv"] satisfies ReadonlyArray<Format>
})

/** The format that `--format` and `--json` name together. */
export const formatOf = (given: {
  readonly format: Format | undefined
  readonly json: boolean
}): Either.Either<Format, UsageError> => {
  const { format, json } = given
  if (!json) return Either.right(format ?? "table")
  return format === undefined || format === "json"
    ? Either.right("json")
    : Either.left(
        new UsageError({ message: `--json and --format ${format} contradict each other` })
      )
}
