import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Either from "effect/Either"
import { type Attempt, type Delivery, isDue, isOver, openAttempt } from "./Delivery.js"
import { type DeliveryPolicy, pauseOf } from "./DeliveryPolicy.js"
import { type Circumstances, decideAfterAttempt } from "./decideAfterAttempt.js"
import type { Outcome } from "./Outcome.js"
import { refuse, type Step } from "./StepRefused.js"

/**
 * Opens an attempt. It is to be stored before anything is dialled, and is settled under its fence.
 * `totalPages` is known where the pages were made before the call.
 *
 * @example
 * ```ts
 * import { begin, type Delivery } from "@faxingcenter/core/delivery"
 * import { DateTime, Effect } from "effect"
 *
 * // Only who has stored the attempt may dial.
 * const mayDial = (delivery: Delivery, store: (after: Delivery) => Effect.Effect<boolean>) =>
 *   Effect.gen(function* () {
 *     const calling = yield* begin(delivery, yield* DateTime.now)
 *     return yield* store(calling)
 *   })
 * ```
 */
export const begin = (delivery: Delivery, now: DateTime.Utc, totalPages?: number): Step => {
  if (isOver(delivery)) return refuse("over")
  if (openAttempt(delivery) !== undefined) return refuse("attempt_open")
  if (!isDue(delivery, now)) return refuse("not_due")
  // The time makes it one that was never used, by a database in whose place a backup was put either.
  const fence = Math.max(delivery.fence + 1, now.epochMillis)
  return Either.right({
    ...delivery,
    fence,
    attempts: [
      ...delivery.attempts,
      { fence, startedAt: now, ...(totalPages === undefined ? {} : { totalPages }) }
    ],
    state: { _tag: "Calling" }
  })
}

/**
 * Marks a message as in doubt because an unrecorded call may have been made, for example after the
 * database was replaced by a copy.
 *
 * @example
 * ```ts
 * import { type Delivery, suspect } from "@faxingcenter/core/delivery"
 * import { DateTime, Effect } from "effect"
 *
 * const askFirst = (delivery: Delivery) =>
 *   Effect.flatMap(DateTime.now, (now) => suspect(delivery, now))
 * ```
 */
export const suspect = (delivery: Delivery, now: DateTime.Utc): Step => {
  if (isOver(delivery)) return refuse("over")
  if (openAttempt(delivery) !== undefined) return refuse("attempt_open")
  const fence = Math.max(delivery.fence + 1, now.epochMillis)
  return Either.right({
    ...delivery,
    fence,
    attempts: [...delivery.attempts, { fence, startedAt: now }],
    state: { _tag: "InDoubt", askAt: now, asked: 0 }
  })
}

const whileOpen = (delivery: Delivery, fence: number, step: (open: Attempt) => Step): Step => {
  const open = openAttempt(delivery)
  if (open === undefined) return refuse(isOver(delivery) ? "over" : "no_attempt")
  return fence === delivery.fence ? step(open) : refuse("stale_fence")
}

/**
 * Closes the open attempt with its outcome, reported by the call or found out afterwards.
 *
 * @example
 * ```ts
 * import { type Circumstances, type Delivery, finish } from "@faxingcenter/core/delivery"
 *
 * const delivered = (calling: Delivery, pages: number, circumstances: Circumstances) =>
 *   finish(calling, calling.fence, { _tag: "Delivered", pages }, circumstances)
 * ```
 */
export const finish = (
  delivery: Delivery,
  fence: number,
  outcome: Outcome,
  circumstances: Circumstances
): Step =>
  whileOpen(delivery, fence, (open) => {
    const closed = { ...open, endedAt: circumstances.now, outcome }
    const settled = { ...delivery, attempts: [...delivery.attempts.slice(0, -1), closed] }
    return Either.right({ ...settled, state: decideAfterAttempt(settled, outcome, circumstances) })
  })

/**
 * The outcome of the open attempt is lost: its caller died, gave no sign for too long, or got no
 * answer. The fence moves on, so that a caller who is alive after all can no longer settle it.
 *
 * @example
 * ```ts
 * import { askAgain, type Circumstances, type Delivery, doubt } from "@faxingcenter/core/delivery"
 * import { Either } from "effect"
 *
 * // What became of the call is lost, and who was asked cannot tell yet. It is never dialled again blindly.
 * const lost = (calling: Delivery, circumstances: Circumstances) =>
 *   doubt(calling, calling.fence, circumstances.now).pipe(
 *     Either.flatMap((inDoubt) => askAgain(inDoubt, inDoubt.fence, circumstances))
 *   )
 * ```
 */
export const doubt = (delivery: Delivery, fence: number, now: DateTime.Utc): Step =>
  whileOpen(delivery, fence, () =>
    Either.right({
      ...delivery,
      fence: delivery.fence + 1,
      state: { _tag: "InDoubt", askAt: now, asked: 0 }
    })
  )

/** When a call has lasted so long that its caller must be dead: later for a fax of many pages. */
export const callEndsBy = (
  { startedAt, totalPages = 0 }: Attempt,
  { longestCall, longestPage }: DeliveryPolicy
): DateTime.Utc =>
  DateTime.addDuration(
    startedAt,
    Duration.max(longestCall, Duration.times(longestPage, totalPages))
  )

/**
 * The line was asked but cannot tell yet. It is asked again later, until the policy's time is over and the
 * outcome counts as unknown. What surely can never be told needs no asking: finish it as
 * `unknown_outcome`.
 */
export const askAgain = (delivery: Delivery, fence: number, circumstances: Circumstances): Step =>
  whileOpen(delivery, fence, (open) => {
    const { policy, now, random } = circumstances
    const askUntil = DateTime.addDuration(callEndsBy(open, policy), policy.askFor)
    if (DateTime.greaterThanOrEqualTo(now, askUntil)) {
      const lost: Outcome = { _tag: "Failed", reason: "unknown_outcome", pages: 0 }
      return finish(delivery, fence, lost, circumstances)
    }
    const asked = delivery.state._tag === "InDoubt" ? delivery.state.asked + 1 : 1
    const pause = pauseOf(policy.askEvery, asked, policy.jitter, random)
    const askAt = DateTime.min(DateTime.addDuration(now, pause), askUntil)
    return Either.right({ ...delivery, state: { _tag: "InDoubt", askAt, asked } })
  })
