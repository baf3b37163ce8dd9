import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Either from "effect/Either"
import { callEndsBy, doubt } from "./attempt.js"
import { type Delivery, isDue, openAttempt } from "./Delivery.js"
import { backoffOf, type DeliveryPolicy } from "./DeliveryPolicy.js"
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
 * When a message may be called that a clock which was set back since put off: after its pause, counted from now. Absent
 * where nothing shows that one was, as where somebody asked for a later time.
 */
const putForward = (
  delivery: Delivery,
  { jitter }: DeliveryPolicy,
  now: DateTime.Utc
): DateTime.Utc | undefined => {
  const { acceptedAt, attempts, state } = delivery
  if (state._tag !== "Waiting") return undefined
  const last = attempts.at(-1)
  const since = last?.endedAt ?? last?.startedAt ?? acceptedAt
  if (DateTime.greaterThanOrEqualTo(now, since)) return undefined
  const { notBefore } = state
  const isEarlier = (chance: DateTime.Utc | undefined) =>
    chance !== undefined && DateTime.lessThan(chance, notBefore) ? chance : undefined
  if (last === undefined) {
    const own = firstChance(delivery, acceptedAt)
    const wasAskedFor = own === undefined || !DateTime.Equivalence(own, notBefore)
    return wasAskedFor ? undefined : isEarlier(firstChance(delivery, now))
  }
  const reason = last.outcome?._tag === "Failed" ? last.outcome.reason : undefined
  const longest = Duration.times(backoffOf(reason).longest, 1 + jitter)
  if (isEarlier(firstChance(delivery, DateTime.addDuration(now, longest))) === undefined) {
    return undefined
  }
  const pause = Duration.min(DateTime.distanceDuration(since, notBefore), longest)
  return firstChance(delivery, DateTime.addDuration(now, pause))
}

/**
 * The message as time alone leaves it: expired at its deadline, moved to its next hours when it
 * missed these, in doubt when its call has lasted for too long, and moved nearer when a clock that was set
 * back since put it off.
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
  const sooner = putForward(delivery, policy, now)
  if (sooner !== undefined) return { ...delivery, state: { _tag: "Waiting", notBefore: sooner } }
  const notBefore = firstChance(delivery, DateTime.max(now, state.notBefore))
  return notBefore === undefined
    ? { ...delivery, state: { _tag: "Failed", at: now, reason: "expired" } }
    : { ...delivery, state: { _tag: "Waiting", notBefore } }
}
