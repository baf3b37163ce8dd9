import * as Duration from "effect/Duration"
import * as Either from "effect/Either"
import type { Arguments } from "../args/Arguments.js"
import * as Flag from "../args/Flag.js"
import { timeoutFlag, toFlag, waitFlag } from "../commonFlags.js"
import { UsageError } from "../UsageError.js"
import { parseColumns } from "./Recipients.js"

export const toCsv = Flag.text("to-csv", "FILE", {
  summary: "Broadcast: a fax to each row of a CSV file, resumable (fax help broadcast)"
})
const column = Flag.texts("column", "FIELD=HEADING", {
  summary: "With --to-csv: the column of number, or of reference"
})
const concurrency = Flag.integer("concurrency", "N", {
  summary: "With --to-csv: how many to send at once (default 4)",
  min: 1,
  max: 64
})
const journal = Flag.text("journal", "FILE", {
  summary: "With --to-csv: the record that makes it resumable (default: beside the CSV file)"
})
const failures = Flag.text("failures", "FILE", {
  summary: "With --to-csv: where rows that failed are written (default: beside the CSV file)"
})
const skipInvalid = Flag.toggle("skip-invalid", {
  summary: "With --to-csv: leave out rows without a valid number, instead of sending nothing"
})
const only: ReadonlyArray<Flag.Flag<unknown>> = [
  column,
  concurrency,
  journal,
  failures,
  skipInvalid
]

/** The flags of a broadcast, for the help of `fax send`. */
export const broadcastFlags: ReadonlyArray<Flag.Flag<unknown>> = [toCsv, ...only]

const usage = (message: string) => Either.left(new UsageError({ message }))

/** Refuses what only goes with `--to-csv`, or does not go with it. */
export const checkBroadcastFlags = (given: Arguments): Either.Either<void, UsageError> => {
  if (!given.has(toCsv)) {
    const stray = only.find(given.has)
    return stray === undefined ? Either.void : usage(`--${stray.name} needs --to-csv FILE`)
  }
  if (given.has(toFlag)) return usage("--to and --to-csv contradict each other")
  return given.words.includes("-")
    ? usage("a broadcast reads its documents again and again, and stdin can be read once")
    : Either.void
}

/** What the command line says of a broadcast. */
export const broadcastOptions = (given: Arguments, csv: string) =>
  Either.gen(function* () {
    return {
      csv,
      columns: yield* parseColumns(yield* given.get(column)),
      concurrency: (yield* given.get(concurrency)) ?? 4,
      journal: yield* given.get(journal),
      failures: yield* given.get(failures),
      skipInvalid: yield* given.get(skipInvalid),
      wait: yield* given.get(waitFlag),
      timeout: (yield* given.get(timeoutFlag)) ?? Duration.minutes(30)
    }
  })
