import * as Schema from "effect/Schema"
import { FaxNumber } from "./FaxNumber.js"
import { MessageId, SendId } from "./Ids.js"
import { MessageStatus } from "./Message.js"

const ReceiptMessage = Schema.Struct({
  messageId: MessageId,
  faxNumber: FaxNumber,
  status: MessageStatus
})

/** The service's answer to a send: the job's id, and one message for each recipient, in order. */
export const Receipt = Schema.Struct({
  sendId: SendId,
  messages: Schema.Array(ReceiptMessage),
  documentCount: Schema.NonNegativeInt
}).annotations({ identifier: "Receipt" })
export interface Receipt extends Schema.Schema.Type<typeof Receipt> {}
