import { statusStyle, styleFor } from "../terminal/style.js"
import type { MessageJson } from "./messageJson.js"
import { localOf } from "./moment.js"
import { table } from "./table.js"

const styleOut = styleFor("stdout")

/** The messages of one job, for people. */
export const jobTable = (messages: ReadonlyArray<MessageJson>): string =>
  table(
    ["NUMBER", "STATUS", "PAGES", "ATTEMPTS", "MESSAGE"],
    messages.map((message) => [
      message.faxNumber,
      styleOut(statusStyle(message.status), message.status),
      String(message.pages ?? "-"),
      String(message.attempts ?? "-"),
      message.messageId
    ])
  )

/** Messages of many jobs, for people. */
export const searchTable = (messages: ReadonlyArray<MessageJson>): string =>
  table(
    ["SENT", "NUMBER", "STATUS", "PAGES", "SEND", "MESSAGE"],
    messages.map((message) => [
      message.sentOn === undefined ? "-" : localOf(message.sentOn),
      message.faxNumber,
      styleOut(statusStyle(message.status), message.status),
      String(message.pages ?? "-"),
      message.sendId,
      message.messageId
    ])
  )
