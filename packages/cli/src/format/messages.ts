import { statusStyle, styleFor } from "../terminal/style.js"
import { oneLine } from "../terminal/visible.js"
import type { MessageJson } from "./messageJson.js"
import { localOf } from "./moment.js"
import { reasonText } from "./reasonText.js"
import { shortIds } from "./shortIds.js"
import { table } from "./table.js"

const styleOut = styleFor("stdout")

/** A column that is left out where no message has anything in it. */
const column = (
  messages: ReadonlyArray<MessageJson>,
  heading: string,
  member: "reference" | "reason"
) =>
  messages.some((message) => message[member] !== undefined)
    ? { headings: [heading], cells: (message: MessageJson) => [message[member] ?? ""] }
    : { headings: [], cells: () => [] }

/** What each reason means and what can be done, once. */
export const adviceLines = (messages: ReadonlyArray<MessageJson>): string => {
  const known = new Map(
    messages.flatMap(({ advice, meaning, reason }) =>
      reason === undefined || meaning === undefined
        ? []
        : [[reason, reasonText({ reason, meaning, advice })]]
    )
  )
  return known.size === 0
    ? ""
    : `\n${[...known.values()].map((text) => `${oneLine(text)}\n`).join("")}`
}

/** The messages of one job, for people. */
export const jobTable = (messages: ReadonlyArray<MessageJson>): string => {
  const reason = column(messages, "REASON", "reason")
  return table(
    ["NUMBER", "STATUS", "PAGES", "ATTEMPTS", ...reason.headings, "MESSAGE"],
    messages.map((message) => [
      message.faxNumber,
      styleOut(statusStyle(message.status), message.status),
      String(message.pages ?? "-"),
      String(message.attempts ?? "-"),
      ...reason.cells(message),
      message.messageId
    ])
  )
}

/** Messages of many jobs, for people: short enough for a terminal, unless they want all of it. */
export const searchTable = (messages: ReadonlyArray<MessageJson>, wide: boolean): string => {
  const reference = column(messages, "REFERENCE", "reference")
  const reason = column(messages, "REASON", "reason")
  const sendIds = messages.map(({ sendId }) => sendId)
  const shown = shortIds(sendIds, wide)
  // A short id names a fax; its messages have ids of their own, which only fit where there is room.
  const isWhole = sendIds.every((id) => shown(id) === id)
  return table(
    [
      "SENT",
      "NUMBER",
      "STATUS",
      "PAGES",
      ...reference.headings,
      ...reason.headings,
      "SEND",
      ...(isWhole ? ["MESSAGE"] : [])
    ],
    messages.map((message) => [
      message.sentOn === undefined ? "-" : localOf(message.sentOn),
      message.faxNumber,
      styleOut(statusStyle(message.status), message.status),
      String(message.pages ?? "-"),
      ...reference.cells(message),
      ...reason.cells(message),
      shown(message.sendId),
      ...(isWhole ? [message.messageId] : [])
    ])
  )
}
