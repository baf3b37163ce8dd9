import { FaxNumber, MessageId, MessageStatus, SendId } from "@faxingcenter/core"
import { FailureReason, Outcome } from "@faxingcenter/core/delivery"
import * as Schema from "effect/Schema"
import { PublicKey } from "./SigningKey.js"

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
  /** Absent while the call is on, or in doubt. */
  outcome: optional(Outcome),
  /** What the transport calls this call. */
  remoteId: optional(Schema.String)
}).annotations({ identifier: "AttemptEvidence" })
export interface AttemptEvidence extends Schema.Schema.Type<typeof AttemptEvidence> {}

/** What this gateway says has become of one message, at one time. */
export const DeliveryReceipt = Schema.Struct({
  version: Schema.Literal(1),
  issuedAt: Schema.DateTimeUtc,
  sendId: SendId,
  messageId: MessageId,
  /** The sender's own, of the job. */
  sendReference: optional(Schema.String),
  /** The sender's own, of the recipient. */
  reference: optional(Schema.String),
  faxNumber: FaxNumber,
  status: MessageStatus,
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

/** A receipt that can be checked by whoever has the key of the gateway, without asking anybody. */
export const SignedReceipt = Schema.Struct({
  receipt: DeliveryReceipt,
  /** The key that it was signed with; whose it is, the receipt cannot tell. */
  key: PublicKey,
  /** Ed25519 over the receipt in canonical JSON, in base64url. */
  signature: Schema.String
}).annotations({ identifier: "SignedReceipt" })
export interface SignedReceipt extends Schema.Schema.Type<typeof SignedReceipt> {}
