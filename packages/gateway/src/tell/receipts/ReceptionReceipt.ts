import { ReceivedFax } from "@faxingcenter/core"
import * as Schema from "effect/Schema"

/** What this gateway says has come in over a line, at one time. */
export const ReceptionReceipt = Schema.Struct({
  version: Schema.Literal(1),
  issuedAt: Schema.DateTimeUtc,
  /** The client that it is for. */
  clientId: Schema.String,
  /** The server or account that took the call, as the gateway knows it. */
  line: Schema.String,
  /** `document` has the size and hash of what came, whether it is kept or not. */
  ...ReceivedFax.omit("read", "readAt").fields
}).annotations({ identifier: "ReceptionReceipt" })
export interface ReceptionReceipt extends Schema.Schema.Type<typeof ReceptionReceipt> {}

/** The `typ` of such a receipt's JWS header. */
export const receptionReceiptType = "fax-reception-receipt"
