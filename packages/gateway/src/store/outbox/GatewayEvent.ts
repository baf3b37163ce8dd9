import { FaxNumber, MessageId, ReceivedFax, ReceivedFaxId } from "@faxingcenter/core"
import { type Delivery, FailureReason, openAttempt, Session } from "@faxingcenter/core/delivery"
import * as Schema from "effect/Schema"

const Moment = Schema.DateTimeUtcFromNumber
/** Of the last call, where its line told of it. */
const session = Schema.optionalWith(Session, { exact: true })

/**
 * What happens to a message after its acceptance, which its receipt tells. `Delivered` and `Failed`
 * come last, exactly once, unless a person resolves an unknown outcome later.
 */
export const Happening = Schema.Union(
  Schema.TaggedStruct("Calling", { attempt: Schema.Int }),
  /** A page was sent; in a call that is still on. */
  Schema.TaggedStruct("Progress", { attempt: Schema.Int, pages: Schema.Int }),
  Schema.TaggedStruct("InDoubt", { attempt: Schema.Int }),
  Schema.TaggedStruct("Waiting", {
    notBefore: Moment,
    reason: Schema.optionalWith(FailureReason, { exact: true })
  }),
  Schema.TaggedStruct("CancelRequested", {}),
  Schema.TaggedStruct("Delivered", { at: Moment, pages: Schema.Int, session }),
  Schema.TaggedStruct("Failed", { at: Moment, reason: FailureReason, session })
)
export type Happening = typeof Happening.Type

/** What happens to a fax that comes in. A call that brought no page has failed. */
export const ReceptionHappening = Schema.Union(
  Schema.TaggedStruct("Received", { fax: ReceivedFax }),
  Schema.TaggedStruct("ReceiveFailed", { fax: ReceivedFax })
)
export type ReceptionHappening = typeof ReceptionHappening.Type

const common = { id: Schema.String, place: Schema.String, at: Moment, client: Schema.Int }

/** Something happened to a message. */
export const MessageEvent = Schema.Struct({
  ...common,
  messageId: MessageId,
  faxNumber: FaxNumber,
  /** The sender's own, of the recipient. */
  reference: Schema.optionalWith(Schema.String, { exact: true }),
  /** The sender's own, of the job. */
  sendReference: Schema.optionalWith(Schema.String, { exact: true }),
  happening: Happening
}).annotations({ identifier: "MessageEvent" })
export interface MessageEvent extends Schema.Schema.Type<typeof MessageEvent> {}

/** Something happened to a fax that came in. */
export const ReceptionEvent = Schema.Struct({
  ...common,
  receivedFaxId: ReceivedFaxId,
  happening: ReceptionHappening
}).annotations({ identifier: "ReceptionEvent" })
export interface ReceptionEvent extends Schema.Schema.Type<typeof ReceptionEvent> {}

/**
 * A row of the outbox. `id` is its own in the world, for ever, and tells its listener where to go on; `place` is
 * where it stands among those of all clients, for whoever reads the whole outbox.
 */
export const GatewayEvent = Schema.Union(MessageEvent, ReceptionEvent).annotations({
  identifier: "GatewayEvent"
})
export type GatewayEvent = typeof GatewayEvent.Type

/** Whether the event is about a message, and not about a received fax. */
export const isMessageEvent = (event: GatewayEvent): event is MessageEvent => "messageId" in event

/** What a listener is told of a step. */
export const happeningsOf = (before: Delivery, after: Delivery): ReadonlyArray<Happening> => {
  const { state } = after
  const attempt = after.attempts.length
  const canceled: ReadonlyArray<Happening> =
    after.cancelRequested && !before.cancelRequested ? [{ _tag: "CancelRequested" }] : []
  switch (state._tag) {
    case "Calling":
      return before.state._tag === "Calling" ? canceled : [{ _tag: "Calling", attempt }]
    case "InDoubt":
      return before.state._tag === "InDoubt" ? canceled : [{ _tag: "InDoubt", attempt }]
    case "Waiting": {
      const closed = openAttempt(before) === undefined ? undefined : after.attempts.at(-1)?.outcome
      const reason = closed?._tag === "Failed" ? { reason: closed.reason } : {}
      return [{ _tag: "Waiting", notBefore: state.notBefore, ...reason }]
    }
    case "Delivered":
    case "Failed": {
      const last = after.attempts.at(-1)?.outcome
      const told = last === undefined || last._tag === "NotDialled" ? undefined : last.session
      return [told === undefined ? state : { ...state, session: told }]
    }
  }
}
