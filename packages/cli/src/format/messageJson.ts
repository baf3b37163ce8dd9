import type { Message, Receipt } from "@faxingcenter/core"
import { utc } from "./moment.js"

/** A message as `--json` prints it. What is not known yet is absent. */
export interface MessageJson {
  readonly sendId: string
  readonly messageId: string
  readonly faxNumber: string
  readonly status: string
  readonly sentOn?: string
  readonly receivedOn?: string
  readonly attempts?: number
  readonly pages?: number
  /** What gateways know beside the contract: the sender's own reference, why it failed, and what to do. */
  readonly reference?: string
  readonly reason?: string
  readonly meaning?: string
  readonly advice?: string
}

/** A job as `--json` prints it: what `send` and `status` answer. */
export interface JobJson {
  readonly sendId: string
  readonly messages: ReadonlyArray<MessageJson>
}

export const messageJson = (message: Message): MessageJson => ({
  sendId: message.sendId,
  messageId: message.messageId,
  faxNumber: message.faxNumber,
  status: message.status,
  sentOn: utc(message.sentOn),
  ...(message.receivedOn === undefined ? {} : { receivedOn: utc(message.receivedOn) }),
  ...(message.attempts === undefined ? {} : { attempts: message.attempts }),
  ...(message.pages === undefined ? {} : { pages: message.pages })
})

export const receiptJson = (receipt: Receipt): JobJson => ({
  sendId: receipt.sendId,
  messages: receipt.messages.map((message) => ({ sendId: receipt.sendId, ...message }))
})
