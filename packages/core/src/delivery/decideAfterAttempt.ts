import * as DateTime from "effect/DateTime"
import type { Attempt, Delivery, DeliveryState } from "./Delivery.js"
import { callsMade } from "./Delivery.js"
import { backoffOf, type DeliveryPolicy, pauseOf } from "./DeliveryPolicy.js"
import { type FailureReason, failureInfo } from "./FailureReason.js"
import type { Outcome } from "./Outcome.js"
import { nextOpening } from "./SendWindow.js"

/** What a decision depends on besides the message. `random`, in [0, 1), spreads the pauses. */
export interface Circumstances {
  readonly policy: DeliveryPolicy
  readonly now: DateTime.Utc
  readonly random: number
}

/** When a call may begin that shall not begin before `moment`; absent when the deadline comes first. */
export const firstChance = (
  { window, deadline }: Pick<Delivery, "window" | "deadline">,
  moment: DateTime.Utc
): DateTime.Utc | undefined => {
  const chance = window === undefined ? moment : nextOpening(window, moment)
  return DateTime.lessThan(chance, deadline) ? chance : undefined
}

const reasonOf = ({ outcome }: Attempt): FailureReason | undefined =>
  outcome?._tag === "Failed" ? outcome.reason : undefined

/** How many attempts ended like the last one; of those that dialled nothing, how many in a row. */
const timesInARow = (attempts: ReadonlyArray<Attempt>, reason: FailureReason | undefined) =>
  reason === undefined
    ? attempts.length - 1 - attempts.findLastIndex(({ outcome }) => outcome?._tag !== "NotDialled")
    : attempts.filter((attempt) => reasonOf(attempt) === reason).length

/** Whether the reason and the calls allowed leave a call to be made after these attempts. */
const mayCallAgain = (delivery: Delivery, reason: FailureReason) => {
  const verdict = failureInfo[reason].retry
  if (verdict === "never" || callsMade(delivery) >= delivery.callsAllowed) return false
  return verdict === "backoff" || timesInARow(delivery.attempts, reason) < 2
}

/**
 * What follows from an attempt that has ended so: another call and when, or the end and why. When no
 * call is left, or none before the deadline, the reason of this one is the reason of the whole.
 */
export const decideAfterAttempt = (
  delivery: Delivery,
  outcome: Outcome,
  { policy, now, random }: Circumstances
): DeliveryState => {
  if (outcome._tag === "Delivered") return { _tag: "Delivered", at: now, pages: outcome.pages }
  const reason = outcome._tag === "Failed" ? outcome.reason : undefined
  const giveUp = (why: FailureReason): DeliveryState => ({ _tag: "Failed", at: now, reason: why })
  // Whoever cancels wants no more calls, but what may have been delivered stays in doubt.
  if (reason === "unknown_outcome") return giveUp(reason)
  if (delivery.cancelRequested) return giveUp("canceled")
  if (reason !== undefined && !mayCallAgain(delivery, reason)) return giveUp(reason)
  const count = timesInARow(delivery.attempts, reason)
  const pause = pauseOf(backoffOf(reason), count, policy.jitter, random)
  const notBefore = firstChance(delivery, DateTime.addDuration(now, pause))
  if (notBefore !== undefined) return { _tag: "Waiting", notBefore }
  const isLate = DateTime.greaterThanOrEqualTo(now, delivery.deadline)
  return giveUp(reason ?? (isLate ? "expired" : "congestion"))
}
