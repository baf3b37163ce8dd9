import type * as DateTime from "effect/DateTime"
import * as Order from "effect/Order"
import type { FaxNumber } from "../model/FaxNumber.js"
import { type Delivery, isDue } from "./Delivery.js"
import { inTurn, type Turns } from "./inTurn.js"

/**
 * A key that is the same for all spellings of a number: `+18555808797`, `18555808797`, `0018555808797`.
 * Numbers that differ may share it in rare cases, and then only wait for each other.
 *
 * @example
 * ```ts
 * import { FaxNumber } from "@faxingcenter/core"
 * import { destinationKey } from "@faxingcenter/core/delivery"
 *
 * destinationKey(FaxNumber.make("+18555808797")) // "18555808797"
 * destinationKey(FaxNumber.make("018555808797")) // "18555808797"
 * ```
 */
export const destinationKey = (number: FaxNumber): string => number.replace(/^\+?0*/, "")

interface Candidate {
  readonly delivery: Delivery
  /** Whose message it is; absent where all are one client's. */
  readonly client?: number
}

const waitingSince = ({ delivery: { state, acceptedAt } }: Candidate): number =>
  state._tag === "Waiting" ? state.notBefore.epochMillis : acceptedAt.epochMillis

const oldestFirst = Order.combine(
  Order.mapInput(Order.number, waitingSince),
  Order.mapInput(Order.number, ({ delivery }: Candidate) => delivery.acceptedAt.epochMillis)
)

/**
 * Which of these messages may be called now: those that are due, oldest first, one to a destination
 * and none to a destination with an open attempt, no more than `bound` calls in all. With `turns`, clients
 * take turns, and only the messages of each are called oldest first: see {@link inTurn}.
 *
 * @example
 * ```ts
 * import { chooseCalls, type Delivery } from "@faxingcenter/core/delivery"
 * import { DateTime, Effect } from "effect"
 *
 * // At most four calls, none of them to a number that is being called.
 * const nextCalls = (waiting: ReadonlyArray<{ readonly delivery: Delivery }>, calling: ReadonlyArray<Delivery>) =>
 *   Effect.map(DateTime.now, (now) =>
 *     chooseCalls(waiting, calling.map(({ destination }) => destination), 4, now)
 *   )
 * ```
 */
export const chooseCalls = <C extends Candidate>(
  candidates: ReadonlyArray<C>,
  /** The number of every message with an open attempt, in doubt or not: it may be on the line. */
  inProgress: ReadonlyArray<FaxNumber>,
  bound: number,
  now: DateTime.Utc,
  turns?: Turns
): ReadonlyArray<C> => {
  const taken = new Set(inProgress.map(destinationKey))
  const chosen: Array<C> = []
  const oldest = [...candidates].sort(oldestFirst)
  const ordered =
    turns === undefined
      ? oldest
      : inTurn(
          oldest.map((candidate) => ({ candidate, client: candidate.client ?? 0 })),
          turns
        ).map(({ candidate }) => candidate)
  for (const candidate of ordered) {
    if (inProgress.length + chosen.length >= bound) break
    const key = destinationKey(candidate.delivery.destination)
    if (taken.has(key) || !isDue(candidate.delivery, now)) continue
    taken.add(key)
    chosen.push(candidate)
  }
  return chosen
}
