import { FaxNumber, MessageId } from "@faxingcenter/core"
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

/**
 * A row of the outbox. `id` is its own in the world, for ever, and tells its listener where to go on; `place` is
 * where it stands among those of all clients, for whoever reads the whole outbox.
 */
export const GatewayEvent = Schema.Struct({
  id: Schema.String,
  place: Schema.String,
  at: Moment,
  client: Schema.Int,
  messageId: MessageId,
  faxNumber: FaxNumber,
  happening: Happening
}).annotations({ identifier: "GatewayEvent" })
export interface GatewayEvent extends Schema.Schema.Type<typeof GatewayEvent> {}

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
