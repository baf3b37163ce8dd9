import { FaxNumber, MessageId, MessageStatus, SendId } from "@faxingcenter/core"
import { FailureReason, Outcome, WireOutcome } from "@faxingcenter/core/delivery"
import * as Schema from "effect/Schema"

const optional = <A, I>(schema: Schema.Schema<A, I>) => Schema.optionalWith(schema, { exact: true })

/** A document as evidence keeps it: enough to recognise it by, whether its content is still there or not. */
const DocumentEvidence = Schema.Struct({
  fileName: Schema.String,
  order: Schema.Int,
  /** Bytes. */
  size: Schema.NonNegativeInt,
  /** Hex. */
  sha256: Schema.String.pipe(Schema.pattern(/^[0-9a-f]{64}$/))
}).annotations({ identifier: "DocumentEvidence" })

/** The pages that went over the line, in dots. */
const ImageEvidence = Schema.Struct({
  pages: Schema.NonNegativeInt,
  /** Of the TIFF, in hex. */
  sha256: Schema.String.pipe(Schema.pattern(/^[0-9a-f]{64}$/))
}).annotations({ identifier: "ImageEvidence" })

/** One attempt to bring a message over, and what the line said of it. */
const AttemptEvidence = Schema.Struct({
  startedAt: Schema.DateTimeUtc,
  endedAt: optional(Schema.DateTimeUtc),
  /** Absent while the call is on, or in doubt. It is written as a `WireOutcome` from version 3 on. */
  outcome: optional(Schema.Union(WireOutcome, Outcome)),
  /** What the transport calls this call. */
  remoteId: optional(Schema.String),
  /** The way to the line that it took; `simulated` telephones nobody. Absent where it was not noted. */
  transport: optional(Schema.String)
}).annotations({ identifier: "AttemptEvidence" })
export interface AttemptEvidence extends Schema.Schema.Type<typeof AttemptEvidence> {}

/** What this gateway says has become of one message, at one time. */
export const DeliveryReceipt = Schema.Struct({
  /**
   * 1 came before receipts were JWS, and did not say whether the line was simulated. Up to 2, the outcome of an attempt
   * had the name of a class, as `_tag`.
   */
  version: Schema.Literal(1, 2, 3),
  issuedAt: Schema.DateTimeUtc,
  sendId: SendId,
  messageId: MessageId,
  /** The sender's own, of the job. */
  sendReference: optional(Schema.String),
  /** The sender's own, of the recipient. */
  reference: optional(Schema.String),
  faxNumber: FaxNumber,
  status: MessageStatus,
  /** Whether any call was simulated, so that this proves nothing about a telephone. From version 2 on. */
  simulated: optional(Schema.Boolean),
  acceptedAt: Schema.DateTimeUtc,
  /** When it was delivered or failed. */
  endedAt: optional(Schema.DateTimeUtc),
  /** Why it failed. */
  reason: optional(FailureReason),
  /** Pages that the recipient's machine confirmed. */
  pages: optional(Schema.NonNegativeInt),
  documents: Schema.Array(DocumentEvidence),
  /** What the documents became on a line that takes pages. */
  image: optional(ImageEvidence),
  attempts: Schema.Array(AttemptEvidence)
}).annotations({ identifier: "DeliveryReceipt" })
export interface DeliveryReceipt extends Schema.Schema.Type<typeof DeliveryReceipt> {}

/** The `typ` of a receipt's JWS header. */
export const receiptType = "fax-receipt"
