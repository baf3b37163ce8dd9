import { existsSync } from "node:fs"
import { readFile, writeFile } from "node:fs/promises"
import * as Effect from "effect/Effect"
import { type ExitCode, exitCodes } from "../exitCodes.js"
import { CommandFailed } from "../Failure.js"
import { csvLine } from "../format/csv.js"
import { table } from "../format/table.js"
import { styleFor } from "../terminal/style.js"
import type { Journal, State } from "./Journal.js"
import type { Recipients, Row } from "./Recipients.js"
import type { Tally } from "./Tally.js"

const reasonColumn = "reason"

/** Why a row has to be sent again, if it has. */
const failureOf = (state: State | undefined): string | undefined =>
  state?.state === "refused"
    ? state.reason
    : state?.state === "accepted" && state.status === "failed"
      ? (state.why ?? "failed")
      : undefined

/** The rows that failed, as a recipients file of the same columns with the reason as one more. */
export const failuresCsv = (recipients: Recipients, journal: Journal): string | undefined => {
  const failed = [
    ...recipients.invalid,
    ...recipients.rows.flatMap((row) => {
      const reason = failureOf(journal.states.get(row.number))
      return reason === undefined ? [] : [{ ...row, reason }]
    })
  ].sort((one, other) => one.line - other.line)
  if (failed.length === 0) return undefined
  const { headings } = recipients
  const at = headings?.indexOf(reasonColumn) ?? -1
  const withReason = (cells: ReadonlyArray<string>, reason: string) =>
    csvLine(at < 0 ? [...cells, reason] : cells.with(at, reason))
  return [
    ...(headings === undefined ? [] : [withReason(headings, reasonColumn)]),
    ...failed.map(({ cells, reason }) => withReason(cells, reason))
  ].join("")
}

/** The path, or one beside it, if what is there is neither what is to be written nor what was. */
const freePath = async (path: string, ours: ReadonlyArray<string | undefined>): Promise<string> => {
  for (let count = 1; ; count++) {
    const candidate = count === 1 ? path : path.replace(/(\.csv)?$/i, `.${count}$1`)
    const text = await readFile(candidate, "utf8").catch(() => undefined)
    if (text === undefined || ours.includes(text)) return candidate
  }
}

/** Writes the failures, and says where: a file that somebody has corrected since `before` stays as it is. */
export const writeFailures = (
  path: string,
  csv: string,
  before: string | undefined
): Effect.Effect<string, CommandFailed> =>
  Effect.tryPromise({
    try: async () => {
      // Nothing is new: what there is may have been corrected, and is as good.
      if (csv === before && existsSync(path)) return path
      const free = await freePath(path, [csv, before])
      await writeFile(free, csv)
      return free
    },
    catch: () =>
      new CommandFailed({
        exitCode: exitCodes.usage,
        message: `${path} cannot be written; choose another place with --failures FILE`
      })
  })

const messageOf = (row: Row, state: State | undefined) => ({
  faxNumber: row.number,
  ...(row.reference === undefined ? {} : { reference: row.reference }),
  ...(state === undefined
    ? { status: "unsent" }
    : state.state === "open"
      ? { status: "unknown" }
      : state.state === "refused"
        ? { status: "refused", reason: state.reason }
        : {
            status: state.status,
            sendId: state.sendId,
            messageId: state.messageId,
            ...(state.why === undefined ? {} : { reason: state.why })
          })
})

/** What `--json` prints of a broadcast. */
export const broadcastJson = (
  recipients: Recipients,
  journal: Journal,
  tally: Tally,
  failures: string | undefined
) => ({
  ...tally,
  repeated: recipients.duplicates.length,
  journal: journal.path,
  ...(failures === undefined ? {} : { failures }),
  messages: recipients.rows.map((row) => messageOf(row, journal.states.get(row.number)))
})

const styleOut = styleFor("stdout")

/** What a person sees at the end of a broadcast. */
export const summaryTable = (tally: Tally): string => {
  const colored = (count: number, style: "green" | "red" | "yellow") =>
    count === 0 ? "0" : styleOut(style, String(count))
  return table(
    ["RECIPIENTS", "DELIVERED", "PROCESSING", "FAILED", "REFUSED", "INVALID", "UNKNOWN", "UNSENT"],
    [
      [
        String(tally.recipients + tally.invalid),
        colored(tally.delivered, "green"),
        colored(tally.processing, "yellow"),
        colored(tally.failed, "red"),
        colored(tally.refused, "red"),
        colored(tally.invalid, "red"),
        colored(tally.unknown, "red"),
        colored(tally.unsent, "yellow")
      ]
    ]
  )
}

/** The worst of what happened, as an exit code. */
export const exitCodeOfTally = (tally: Tally, waited: boolean): ExitCode => {
  if (tally.unknown > 0) return exitCodes.outcomeUnknown
  if (tally.failed + tally.refused + tally.invalid > 0) return exitCodes.faxFailed
  return waited && tally.processing > 0 ? exitCodes.stillProcessing : exitCodes.ok
}
