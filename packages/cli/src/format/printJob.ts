import type * as Effect from "effect/Effect"
import type { OutputFailed } from "../Failure.js"
import { print, printExact, printJson } from "../terminal/output.js"
import type { JobJson } from "./messageJson.js"
import { messagesCsv, messagesNdjson } from "./messageLines.js"
import { adviceLines, jobTable } from "./messages.js"

export type Format = "table" | "json" | "ndjson" | "csv"

/** Prints the messages of a job in a format. */
export const printJob = (
  format: Format,
  job: JobJson,
  isGateway: boolean
): Effect.Effect<void, OutputFailed> => {
  switch (format) {
    case "json":
      return printJson(job)
    case "ndjson":
      return print(messagesNdjson(job.messages))
    case "csv":
      return printExact(messagesCsv(job.messages, isGateway))
    case "table":
      return print(jobTable(job.messages) + adviceLines(job.messages))
  }
}
