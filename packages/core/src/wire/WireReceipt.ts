import * as Schema from "effect/Schema"
import { FaxNumber } from "../model/FaxNumber.js"
import { MessageId, SendId } from "../model/Ids.js"
import { Receipt } from "../model/Receipt.js"
import type { Revision } from "../model/Revision.js"
import { WireCount, WireStatus } from "./scalars.js"

const Answer20140403 = Schema.Struct({
  request_reference: SendId,
  request_status: WireStatus,
  result: Schema.Struct({
    receipient_count: WireCount,
    document_count: WireCount,
    result: Schema.Array(
      Schema.Struct({ reference: MessageId, send_to: FaxNumber, status: WireStatus })
    )
  })
}).annotations({ identifier: "WireReceipt20140403" })

/** The answer to a send in revision 2014-04-03, where both ids are called `reference`. */
export const WireReceipt20140403 = Schema.transform(Answer20140403, Schema.typeSchema(Receipt), {
  strict: true,
  decode: ({ request_reference, result }) => ({
    sendId: request_reference,
    messages: result.result.map(({ reference, send_to, status }) => ({
      messageId: reference,
      faxNumber: send_to,
      status
    })),
    documentCount: result.document_count
  }),
  encode: (receipt) => ({
    request_reference: receipt.sendId,
    request_status: "processing" as const,
    result: {
      receipient_count: receipt.messages.length,
      document_count: receipt.documentCount,
      result: receipt.messages.map(({ faxNumber, messageId, status }) => ({
        reference: messageId,
        send_to: faxNumber,
        status
      }))
    }
  })
})

const Answer20140409 = Schema.Struct({
  sid: SendId,
  result: Schema.Struct({
    total_documents: WireCount,
    receipients: Schema.Array(
      Schema.Struct({ mid: MessageId, fax_number: FaxNumber, status: WireStatus })
    )
  })
}).annotations({ identifier: "WireReceipt20140409" })

/** The answer to a send in revision 2014-04-09. */
export const WireReceipt20140409 = Schema.transform(Answer20140409, Schema.typeSchema(Receipt), {
  strict: true,
  decode: ({ result, sid }) => ({
    sendId: sid,
    messages: result.receipients.map(({ fax_number, mid, status }) => ({
      messageId: mid,
      faxNumber: fax_number,
      status
    })),
    documentCount: result.total_documents
  }),
  encode: (receipt) => ({
    sid: receipt.sendId,
    result: {
      total_documents: receipt.documentCount,
      receipients: receipt.messages.map(({ faxNumber, messageId, status }) => ({
        mid: messageId,
        fax_number: faxNumber,
        status
      }))
    }
  })
})

/** The codec a server answers with. A client reads either: see `WireReceipt`. */
export const receiptOf = {
  "2014-04-03": WireReceipt20140403,
  "2014-04-09": WireReceipt20140409
} as const satisfies Record<Revision, unknown>

/** The answer to a send in either revision. */
export const WireReceipt = Schema.Union(WireReceipt20140403, WireReceipt20140409)
