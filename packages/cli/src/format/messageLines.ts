import { csvLine } from "./csv.js"
import type { MessageJson } from "./messageJson.js"

const csvColumns = [
  "sendId",
  "messageId",
  "faxNumber",
  "status",
  "sentOn",
  "receivedOn",
  "attempts",
  "pages",
  "reference",
  "reason",
  "advice"
] as const satisfies ReadonlyArray<keyof MessageJson>

export const csvHeader = csvLine(csvColumns)

const csvMessage = (message: MessageJson): string =>
  csvLine(csvColumns.map((column) => message[column]))

/** Messages one a line, as the formats that have a line for each print them. */
export const messageLines = (
  format: "ndjson" | "csv",
  messages: ReadonlyArray<MessageJson>
): string =>
  messages
    .map((message) => (format === "csv" ? csvMessage(message) : `${JSON.stringify(message)}\n`))
    .join("")
