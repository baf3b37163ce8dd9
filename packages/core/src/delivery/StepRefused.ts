import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import type { Delivery } from "./Delivery.js"

const reasons = {
  over: "the message has already reached its final state",
  not_due: "it is too early, too late or outside its calling hours, or no calls are left",
  attempt_open: "an attempt is still open and must be settled first",
  no_attempt: "no attempt is open",
  stale_fence: "another node has taken over the message",
  not_over: "the message is still in progress",
  not_unknown: "its outcome is already known",
  may_arrive_twice: "it arrived or may have arrived; allow it to arrive twice to send it again"
}
type Reason = keyof typeof reasons

/** The rules do not allow this step now. Nothing has changed. */
export class StepRefused extends Schema.TaggedError<StepRefused>()("StepRefused", {
  reason: Schema.Literal(
    "over",
    "not_due",
    "attempt_open",
    "no_attempt",
    "stale_fence",
    "not_over",
    "not_unknown",
    "may_arrive_twice"
  )
}) {
  override get message() {
    return `Not possible: ${reasons[this.reason]}`
  }
}

/** The message after a step, or why the step may not be taken. */
export type Step = Either.Either<Delivery, StepRefused>

export const refuse = (reason: Reason): Step => Either.left(new StepRefused({ reason }))
