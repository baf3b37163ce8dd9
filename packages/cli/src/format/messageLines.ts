import { jsonLine } from "../terminal/output.js"
import { csvLine } from "./csv.js"
import type { MessageJson } from "./messageJson.js"

type Columns = ReadonlyArray<keyof MessageJson>

const columns: Columns = [
  "sendId",
  "messageId",
  "faxNumber",
  "status",
  "sentOn",
  "receivedOn",
  "attempts",
  "pages"
]
const gatewayColumns: Columns = [...columns, "reference", "reason", "advice"]

/** Messages as CSV with a row of headings. What a gateway alone can tell has columns at a gateway alone. */
export const messagesCsv = (messages: ReadonlyArray<MessageJson>, isGateway: boolean): string => {
  const wanted = isGateway ? gatewayColumns : columns
  return [
    csvLine(wanted),
    ...messages.map((message) => csvLine(wanted.map((column) => message[column])))
  ].join("")
}

/** Messages as lines of JSON. */
export const messagesNdjson = (messages: ReadonlyArray<MessageJson>): string =>
  messages.map(jsonLine).join("")
