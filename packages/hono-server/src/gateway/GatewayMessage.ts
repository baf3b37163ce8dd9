import { FaxNumber, MessageId, MessageStatus, SendId } from "@faxingcenter/core"
import {
  callsMade,
  FailureReason,
  failureInfo,
  SendWindow,
  statusOf,
  WireOutcome
} from "@faxingcenter/core/delivery"
import { type MessageDetail, Sender } from "@faxingcenter/gateway"
import * as Schema from "effect/Schema"

const optional = <A, I>(schema: Schema.Schema<A, I>) => Schema.optionalWith(schema, { exact: true })

/** One attempt to bring the message over. */
const GatewayAttempt = Schema.Struct({
  startedAt: Schema.DateTimeUtc,
  /** Absent while the call is on, or in doubt. */
  endedAt: optional(Schema.DateTimeUtc),
  outcome: optional(WireOutcome),
  /** The line that it was made on: nobody is called on a `simulated` one. */
  transport: optional(Schema.String),
  /** What the transport calls this call. */
  remoteId: optional(Schema.String),
  /** Pages sent so far. */
  pages: optional(Schema.Int)
}).annotations({ identifier: "GatewayAttempt" })

/** Whether a reason allows another call, and what a person can make of it. */
export const GatewayVerdict = Schema.Struct({
  retry: Schema.Literal("never", "backoff", "once"),
  meaning: Schema.String,
  advice: Schema.String
}).annotations({ identifier: "GatewayVerdict" })

/** Everything known about a message. */
export const GatewayMessage = Schema.Struct({
  messageId: MessageId,
  sendId: SendId,
  faxNumber: FaxNumber,
  /** The sender's own, of the recipient. */
  reference: optional(Schema.String),
  /** The sender's own, of the job. */
  sendReference: optional(Schema.String),
  /** As the contract has it. */
  status: MessageStatus,
  /** What is being done. */
  state: Schema.Literal("waiting", "calling", "in_doubt", "delivered", "failed"),
  acceptedAt: Schema.DateTimeUtc,
  /** No call begins from here on. */
  deadline: Schema.DateTimeUtc,
  /** While it waits: not called before this time. */
  notBefore: optional(Schema.DateTimeUtc),
  /** When it was delivered or failed. */
  endedAt: optional(Schema.DateTimeUtc),
  pages: optional(Schema.Int),
  /** Why it failed, or why the last call did. */
  reason: optional(FailureReason),
  verdict: optional(GatewayVerdict),
  cancelRequested: Schema.Boolean,
  callsMade: Schema.Int,
  callsAllowed: Schema.Int,
  window: optional(SendWindow),
  webhook: optional(Schema.String),
  documents: Schema.Array(
    Schema.Struct({
      fileName: Schema.String,
      order: Schema.Int,
      /** Bytes. */
      size: Schema.Int,
      /** Hex. */
      sha256: Schema.String
    })
  ),
  /** The pages that its line sends, once they have been made of the documents. */
  image: optional(
    Schema.Struct({
      pages: Schema.Int,
      /** Of the TIFF, in hex. */
      sha256: Schema.String
    })
  ),
  from: optional(Sender),
  attempts: Schema.Array(GatewayAttempt)
}).annotations({ identifier: "GatewayMessage" })
export interface GatewayMessage extends Schema.Schema.Type<typeof GatewayMessage> {}

export const states = {
  Waiting: "waiting",
  Calling: "calling",
  InDoubt: "in_doubt",
  Delivered: "delivered",
  Failed: "failed"
} as const

const reasonOf = ({ attempts, state }: MessageDetail["delivery"]) => {
  if (state._tag === "Failed") return state.reason
  const last = attempts.findLast(({ outcome }) => outcome !== undefined)?.outcome
  return state._tag !== "Delivered" && last?._tag === "Failed" ? last.reason : undefined
}

export const gatewayMessageOf = (detail: MessageDetail): GatewayMessage => {
  const { calls, delivery, documents, image, options } = detail
  const { state, window } = delivery
  const reason = reasonOf(delivery)
  return {
    messageId: detail.messageId,
    sendId: detail.sendId,
    faxNumber: detail.faxNumber,
    ...(detail.reference === undefined ? {} : { reference: detail.reference }),
    ...(detail.jobReference === undefined ? {} : { sendReference: detail.jobReference }),
    status: statusOf(delivery),
    state: states[state._tag],
    acceptedAt: delivery.acceptedAt,
    deadline: delivery.deadline,
    ...(state._tag === "Waiting" ? { notBefore: state.notBefore } : {}),
    ...(state._tag === "Delivered" || state._tag === "Failed" ? { endedAt: state.at } : {}),
    ...(state._tag === "Delivered" ? { pages: state.pages } : {}),
    ...(reason === undefined ? {} : { reason, verdict: failureInfo[reason] }),
    cancelRequested: delivery.cancelRequested,
    callsMade: callsMade(delivery),
    callsAllowed: delivery.callsAllowed,
    ...(window === undefined ? {} : { window }),
    ...(options.webhook === undefined ? {} : { webhook: options.webhook }),
    documents: documents.map(({ fileName, order, sha256, size }) => ({
      fileName,
      order,
      size,
      sha256
    })),
    ...(image === undefined ? {} : { image: { pages: image.pages, sha256: image.sha256 } }),
    ...(options.from === undefined ? {} : { from: options.from }),
    attempts: delivery.attempts.map(({ endedAt, fence, outcome, startedAt }) => {
      const call = calls.find((record) => record.fence === fence)
      return {
        startedAt,
        ...(endedAt === undefined ? {} : { endedAt }),
        ...(outcome === undefined ? {} : { outcome }),
        ...(call?.transport === undefined ? {} : { transport: call.transport }),
        ...(call?.remoteId === undefined ? {} : { remoteId: call.remoteId }),
        ...(call?.pages === undefined ? {} : { pages: call.pages })
      }
    })
  }
}
