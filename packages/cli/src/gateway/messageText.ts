import { sessionFacts } from "@faxingcenter/core/delivery"
import { facts } from "../format/facts.js"
import { localOf } from "../format/moment.js"
import { reasonText } from "../format/reasonText.js"
import { table } from "../format/table.js"
import { statusStyle, styleFor } from "../terminal/style.js"
import type { Attempt, ListedMessage, MessageDetail } from "./answers.js"

const styleOut = styleFor("stdout")

const outcomeText = ({ outcome }: Attempt): string => {
  if (outcome === undefined) return "in progress or in doubt"
  if (outcome.kind === "delivered") return styleOut("green", "delivered")
  return outcome.kind === "not_dialled"
    ? "not dialled"
    : styleOut("red", outcome.reason ?? "failed")
}

const rawText = ({ outcome }: Attempt): string =>
  [
    [outcome?.raw?.code, outcome?.raw?.text].filter((part) => part !== undefined).join(" "),
    ...(outcome?.session === undefined ? [] : sessionFacts(outcome.session))
  ]
    .filter((part) => part !== "")
    .join(", ")

const attemptTable = (attempts: ReadonlyArray<Attempt>): string =>
  attempts.length === 0
    ? ""
    : `\n${table(
        ["CALLED", "ENDED", "LINE", "OUTCOME", "PAGES", "WHAT THE LINE SAID"],
        attempts.map((attempt) => [
          localOf(attempt.startedAt),
          attempt.endedAt === undefined ? "-" : localOf(attempt.endedAt),
          attempt.transport ?? "-",
          outcomeText(attempt),
          String(attempt.pages ?? attempt.outcome?.pages ?? "-"),
          rawText(attempt)
        ])
      )}`

const reference = (message: ListedMessage): string | undefined =>
  message.reference ?? message.sendReference

/** A person alone says how a fax ended whose last call has an unknown outcome. */
const isSettled = ({ attempts, reason, status }: MessageDetail): boolean =>
  status !== "processing" &&
  attempts.at(-1)?.outcome?.reason === "unknown_outcome" &&
  reason !== "unknown_outcome"

/** A message with all that is known of it. */
export const messageText = (message: MessageDetail): string => {
  const { callsAllowed, callsMade, notBefore, state } = message
  const next = notBefore === undefined ? "" : `, the next not before ${localOf(notBefore)}`
  const own = reference(message)
  const { reason, status, verdict } = message
  const lines: ReadonlyArray<readonly [string, string]> = [
    ["message", message.messageId],
    ["send", message.sendId],
    ["number", message.faxNumber],
    ...(own === undefined ? [] : [["reference", own] as const]),
    ["status", `${styleOut(statusStyle(status), status)}${state === status ? "" : ` (${state})`}`],
    ...(reason === undefined ? [] : [["reason", reasonText({ reason, ...verdict })] as const]),
    ...(isSettled(message)
      ? [["settled", "by a person, since the outcome was unknown; fax audit says by whom"] as const]
      : []),
    ["accepted", localOf(message.acceptedAt)],
    ...(message.endedAt === undefined ? [] : [["ended", localOf(message.endedAt)] as const]),
    ["calls", `${callsMade} of ${callsAllowed}${next}`],
    ...(message.cancelRequested ? [["cancel", "requested"] as const] : []),
    ...message.documents.map(
      ({ fileName, size }) => ["document", `${fileName} (${size} bytes)`] as const
    )
  ]
  return `${facts(lines)}${attemptTable(message.attempts)}`
}

/** Messages, a line each. */
export const messagesTable = (
  messages: ReadonlyArray<ListedMessage>,
  shown: (id: string) => string
): string =>
  table(
    ["ACCEPTED", "NUMBER", "STATE", "CALLS", "PAGES", "REFERENCE", "REASON", "MESSAGE"],
    messages.map((message) => [
      localOf(message.acceptedAt),
      message.faxNumber,
      styleOut(statusStyle(message.status), message.state),
      String(message.callsMade),
      String(message.pages ?? "-"),
      reference(message) ?? "",
      message.reason ?? "",
      shown(message.messageId)
    ])
  )
