import * as DateTime from "effect/DateTime"
import * as Either from "effect/Either"
import type { FaxNumber } from "../model/FaxNumber.js"
import { type Delivery, isOver } from "./Delivery.js"
import type { DeliveryPolicy } from "./DeliveryPolicy.js"
import { firstChance } from "./decideAfterAttempt.js"
import { nextOpening, type SendWindow } from "./SendWindow.js"
import { refuse, type Step } from "./StepRefused.js"

/** What `accept` needs to know about a message. */
export interface NewDelivery {
  readonly destination: FaxNumber
  /** Not to be called before this time. */
  readonly sendAt?: DateTime.Utc
  /** When absent, the policy's own from the first moment on at which it may be called. */
  readonly deadline?: DateTime.Utc
  readonly window?: SendWindow
}

/**
 * The initial delivery of an accepted message. One that could never be called before its deadline is over
 * at once, as `expired`.
 *
 * @example
 * ```ts
 * import { FaxNumber } from "@faxingcenter/core"
 * import { accept, begin, defaultPolicy, finish, isOver, wakeAt } from "@faxingcenter/core/delivery"
 * import { type DateTime, Either } from "effect"
 *
 * // From acceptance over a busy signal: not over, and to be called again in about two minutes.
 * const afterOneCall = (now: DateTime.Utc) =>
 *   Either.gen(function* () {
 *     const destination = FaxNumber.make("13862345678")
 *     const accepted = accept({ destination }, defaultPolicy, now)
 *     const calling = yield* begin(accepted, now)
 *     const circumstances = { policy: defaultPolicy, now, random: 0.5 }
 *     const busy = { _tag: "Failed", reason: "busy", pages: 0 } as const
 *     const settled = yield* finish(calling, calling.fence, busy, circumstances)
 *     return { isOver: isOver(settled), next: wakeAt(settled, defaultPolicy) }
 *   })
 * ```
 */
export const accept = (
  { destination, sendAt, deadline, window }: NewDelivery,
  policy: DeliveryPolicy,
  now: DateTime.Utc
): Delivery => {
  const earliest = sendAt === undefined ? now : DateTime.max(now, sendAt)
  // Who names hours and no deadline does not want it to expire before they come.
  const opening = window === undefined ? earliest : nextOpening(window, earliest)
  const limits = {
    deadline: deadline ?? DateTime.addDuration(opening, policy.deadlineAfter),
    ...(window === undefined ? {} : { window })
  }
  const notBefore = firstChance(limits, opening)
  return {
    destination,
    acceptedAt: now,
    ...limits,
    callsAllowed: policy.calls,
    cancelRequested: false,
    fence: 0,
    attempts: [],
    state:
      notBefore === undefined
        ? { _tag: "Failed", at: now, reason: "expired" }
        : { _tag: "Waiting", notBefore }
  }
}

/**
 * The same fax as a new message; the state of the old one stays final. One that arrived, in whole or in
 * doubt, is sent again only for somebody who knows and says so.
 *
 * @example
 * ```ts
 * import { type Delivery, defaultPolicy, resend } from "@faxingcenter/core/delivery"
 * import { DateTime, Effect } from "effect"
 *
 * const again = (delivery: Delivery) =>
 *   Effect.flatMap(DateTime.now, (now) =>
 *     resend(delivery, { mayArriveTwice: false }, defaultPolicy, now)
 *   ).pipe(Effect.catchTag("StepRefused", ({ reason }) => Effect.succeed(reason)))
 * ```
 */
export const resend = (
  delivery: Delivery,
  options: { readonly mayArriveTwice: boolean },
  policy: DeliveryPolicy,
  now: DateTime.Utc
): Step => {
  if (!isOver(delivery)) return refuse("not_over")
  const { destination, window, state } = delivery
  const mayHaveArrived = state._tag !== "Failed" || state.reason === "unknown_outcome"
  if (mayHaveArrived && !options.mayArriveTwice) return refuse("may_arrive_twice")
  return Either.right(
    accept({ destination, ...(window === undefined ? {} : { window }) }, policy, now)
  )
}
