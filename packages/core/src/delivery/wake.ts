import * as DateTime from "effect/DateTime"
import * as Either from "effect/Either"
import { callEndsBy, doubt } from "./attempt.js"
import { type Delivery, isDue, openAttempt } from "./Delivery.js"
import type { DeliveryPolicy } from "./DeliveryPolicy.js"
import { firstChance } from "./decideAfterAttempt.js"

/** When time alone asks for something to be done with the message: to begin, ask or `wake` it. */
export const wakeAt = (delivery: Delivery, policy: DeliveryPolicy): DateTime.Utc | undefined => {
  const { state, deadline } = delivery
  if (state._tag === "Waiting") return DateTime.min(state.notBefore, deadline)
  if (state._tag === "InDoubt") return state.askAt
  const open = openAttempt(delivery)
  return state._tag === "Calling" && open !== undefined ? callEndsBy(open, policy) : undefined
}

/**
 * The message as time alone leaves it: expired at its deadline, moved to its next hours when it
 * missed these, and in doubt when its call has lasted for too long.
 *
 * @example
 * ```ts
 * import { type Delivery, defaultPolicy, wake, wakeAt } from "@faxingcenter/core/delivery"
 * import { DateTime, Effect } from "effect"
 *
 * // The message as it is when its time has come; `undefined` where only an event moves it on.
 * const inTime = (delivery: Delivery) =>
 *   Effect.gen(function* () {
 *     const at = wakeAt(delivery, defaultPolicy)
 *     if (at === undefined) return undefined
 *     yield* Effect.sleep(DateTime.distanceDuration(yield* DateTime.now, at))
 *     return wake(delivery, defaultPolicy, yield* DateTime.now)
 *   })
 * ```
 */
export const wake = (delivery: Delivery, policy: DeliveryPolicy, now: DateTime.Utc): Delivery => {
  const { state } = delivery
  if (state._tag === "Calling") {
    const open = openAttempt(delivery)
    const isLate =
      open !== undefined && DateTime.greaterThanOrEqualTo(now, callEndsBy(open, policy))
    return isLate
      ? Either.getOrElse(doubt(delivery, delivery.fence, now), () => delivery)
      : delivery
  }
  if (state._tag !== "Waiting" || isDue(delivery, now)) return delivery
  const notBefore = firstChance(delivery, DateTime.max(now, state.notBefore))
  return notBefore === undefined
    ? { ...delivery, state: { _tag: "Failed", at: now, reason: "expired" } }
    : { ...delivery, state: { _tag: "Waiting", notBefore } }
}
