import * as Schema from "effect/Schema"
import { FaxNumber } from "../model/FaxNumber.js"
import { MessageId, SendId } from "../model/Ids.js"
import { Receipt } from "../model/Receipt.js"
import type { Revision } from "../model/Revision.js"
import { codeOfStatus, StatusCode, statusOfCode, WireCount } from "./scalars.js"

const Answer20140403 = Schema.Struct({
  request_reference: SendId,
  request_status: StatusCode,
  result: Schema.Struct({
    receipient_count: WireCount,
    document_count: WireCount,
    result: Schema.Array(
      Schema.Struct({ reference: MessageId, send_to: FaxNumber, status: StatusCode })
    )
  })
}).annotations({ identifier: "WireReceipt20140403" })

const Answer20140409 = Schema.Struct({
  sid: SendId,
  result: Schema.Struct({
    total_documents: WireCount,
    receipients: Schema.Array(
      Schema.Struct({ mid: MessageId, fax_number: FaxNumber, status: StatusCode })
    )
  })
}).annotations({ identifier: "WireReceipt20140409" })

/** What the codecs make of a receipt. */
const writeReceipt = {
  "2014-04-03": (receipt: Receipt): typeof Answer20140403.Type => ({
    request_reference: receipt.sendId,
    request_status: codeOfStatus.processing,
    result: {
      receipient_count: receipt.messages.length,
      document_count: receipt.documentCount,
      result: receipt.messages.map(({ faxNumber, messageId, status }) => ({
        reference: messageId,
        send_to: faxNumber,
        status: codeOfStatus[status]
      }))
    }
  }),
  "2014-04-09": (receipt: Receipt): typeof Answer20140409.Type => ({
    sid: receipt.sendId,
    result: {
      total_documents: receipt.documentCount,
      receipients: receipt.messages.map(({ faxNumber, messageId, status }) => ({
        mid: messageId,
        fax_number: faxNumber,
        status: codeOfStatus[status]
      }))
    }
  })
} as const satisfies Record<Revision, (receipt: Receipt) => unknown>

const joined = (
  items: Receipt["messages"],
  textOf: (item: Receipt["messages"][number]) => string
) => {
  let text = ""
  for (const item of items) text += text === "" ? textOf(item) : `,${textOf(item)}`
  return text
}

/**
 * The same as text, as `JSON.stringify` writes it, which takes ten times as long. For a receipt that is known to be one:
 * nothing in its ids and numbers has to be escaped.
 */
export const receiptText = {
  "2014-04-03": ({ documentCount, messages, sendId }: Receipt): string => {
    const result = joined(
      messages,
      ({ faxNumber, messageId, status }) =>
        `{"reference":"${messageId}","send_to":"${faxNumber}","status":"${codeOfStatus[status]}"}`
    )
    return `{"request_reference":"${sendId}","request_status":"${codeOfStatus.processing}","result":{"receipient_count":${messages.length},"document_count":${documentCount},"result":[${result}]}}`
  },
  "2014-04-09": ({ documentCount, messages, sendId }: Receipt): string => {
    const result = joined(
      messages,
      ({ faxNumber, messageId, status }) =>
        `{"mid":"${messageId}","fax_number":"${faxNumber}","status":"${codeOfStatus[status]}"}`
    )
    return `{"sid":"${sendId}","result":{"total_documents":${documentCount},"receipients":[${result}]}}`
  }
} as const satisfies Record<Revision, (receipt: Receipt) => string>

/** The answer to a send in revision 2014-04-03, where both ids are called `reference`. */
const WireReceipt20140403 = Schema.transform(Answer20140403, Schema.typeSchema(Receipt), {
  strict: true,
  decode: ({ request_reference, result }) => ({
    sendId: request_reference,
    messages: result.result.map(({ reference, send_to, status }) => ({
      messageId: reference,
      faxNumber: send_to,
      status: statusOfCode[status]
    })),
    documentCount: result.document_count
  }),
  encode: writeReceipt["2014-04-03"]
})

/** The answer to a send in revision 2014-04-09. */
const WireReceipt20140409 = Schema.transform(Answer20140409, Schema.typeSchema(Receipt), {
  strict: true,
  decode: ({ result, sid }) => ({
    sendId: sid,
    messages: result.receipients.map(({ fax_number, mid, status }) => ({
      messageId: mid,
      faxNumber: fax_number,
      status: statusOfCode[status]
    })),
    documentCount: result.total_documents
  }),
  encode: writeReceipt["2014-04-09"]
})

/** The codec a server answers with. A client reads either: see `WireReceipt`. */
export const receiptOf = {
  "2014-04-03": WireReceipt20140403,
  "2014-04-09": WireReceipt20140409
} as const satisfies Record<Revision, unknown>

/** The answer to a send in either revision. */
export const WireReceipt = Schema.Union(WireReceipt20140403, WireReceipt20140409)
