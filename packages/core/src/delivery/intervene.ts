import type * as DateTime from "effect/DateTime"
import * as Either from "effect/Either"
import { type Delivery, isOver, openAttempt } from "./Delivery.js"
import type { FailureReason } from "./FailureReason.js"
import { refuse, type Step } from "./StepRefused.js"

/**
 * Cancels a message. Between calls it ends at once; while a call is on, that is noted, the transport may
 * hang up, and what the call brought decides: a fax that arrived has arrived.
 *
 * @example
 * ```ts
 * import { cancel, type Delivery } from "@faxingcenter/core/delivery"
 * import { DateTime, Effect } from "effect"
 *
 * const stop = (delivery: Delivery) =>
 *   Effect.flatMap(DateTime.now, (now) => cancel(delivery, now)).pipe(
 *     Effect.map(({ state }) => (state._tag === "Failed" ? "stopped" : "hanging up"))
 *   )
 * ```
 */
export const cancel = (delivery: Delivery, now: DateTime.Utc): Step => {
  if (isOver(delivery)) return refuse("over")
  return Either.right(
    openAttempt(delivery) === undefined
      ? { ...delivery, state: { _tag: "Failed", at: now, reason: "canceled" } }
      : { ...delivery, cancelRequested: true }
  )
}

/** What a person found out about a fax whose outcome is unknown. */
export type Finding =
  | { readonly _tag: "Delivered"; readonly pages: number }
  | { readonly _tag: "Failed"; readonly reason: FailureReason }

/**
 * Settles an `unknown_outcome` with what a person found out. The attempts stay as they were recorded.
 *
 * @example
 * ```ts
 * import { type Delivery, resolve } from "@faxingcenter/core/delivery"
 * import { DateTime, Effect } from "effect"
 *
 * // The recipient was asked, and has three pages.
 * const arrived = (delivery: Delivery) =>
 *   Effect.flatMap(DateTime.now, (now) => resolve(delivery, { _tag: "Delivered", pages: 3 }, now))
 * ```
 */
export const resolve = (delivery: Delivery, finding: Finding, now: DateTime.Utc): Step =>
  delivery.state._tag === "Failed" && delivery.state.reason === "unknown_outcome"
    ? Either.right({ ...delivery, state: { ...finding, at: now } })
    : refuse(isOver(delivery) ? "not_unknown" : "not_over")
