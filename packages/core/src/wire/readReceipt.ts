import { isRecord } from "effect/Predicate"
import { isFaxNumber } from "../model/FaxNumber.js"
import { isMessageId, isSendId } from "../model/Ids.js"
import type { Receipt } from "../model/Receipt.js"
import type { Revision } from "../model/Revision.js"
import { members } from "./members.js"
import { countOf, statusOf } from "./scalars.js"

type Message = Receipt["messages"][number]

/** The members of a receipt in each revision, by what they mean. */
const names = {
  "2014-04-03": {
    documents: "document_count",
    messages: "result",
    messageId: "reference",
    number: members.send.number["2014-04-03"]
  },
  "2014-04-09": {
    documents: "total_documents",
    messages: members.send.recipients,
    messageId: "mid",
    number: members.send.number["2014-04-09"]
  }
} as const

const messageOf = (entry: unknown, revision: Revision): Message | undefined => {
  if (!isRecord(entry)) return undefined
  const messageId = entry[names[revision].messageId]
  const faxNumber = entry[names[revision].number]
  const status = statusOf(entry.status)
  return isMessageId(messageId) && isFaxNumber(faxNumber) && status !== undefined
    ? { messageId, faxNumber, status }
    : undefined
}

const receiptIn = (json: unknown, revision: Revision): Receipt | undefined => {
  if (!isRecord(json) || !isRecord(json.result)) return undefined
  const { result } = json
  const sendId = json[members.sendId[revision]]
  const documentCount = countOf(result[names[revision].documents])
  const entries: unknown = result[names[revision].messages]
  if (!isSendId(sendId) || documentCount === undefined || !Array.isArray(entries)) return undefined
  if (revision === "2014-04-03") {
    const recipients = countOf(result.receipient_count)
    if (recipients === undefined || statusOf(json.request_status) === undefined) return undefined
  }
  const messages: Array<Message> = []
  for (const entry of entries) {
    const message = messageOf(entry, revision)
    if (message === undefined) return undefined
    messages.push(message)
  }
  return { sendId, messages, documentCount }
}

/**
 * The answer to a send in either revision, as `WireReceipt` has it, or `undefined` when it is none. Looked at by
 * hand, which takes a twentieth of the time that a schema does.
 */
export const readReceipt = (text: string): Receipt | undefined => {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return undefined
  }
  return receiptIn(json, "2014-04-03") ?? receiptIn(json, "2014-04-09")
}
