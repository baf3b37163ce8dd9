import * as DateTime from "effect/DateTime"
import * as Schema from "effect/Schema"
import { FaxNumber } from "../model/FaxNumber.js"
import type { MessageStatus } from "../model/Message.js"
import { FailureReason } from "./FailureReason.js"
import { Outcome } from "./Outcome.js"
import { isOpen, SendWindow } from "./SendWindow.js"

const Moment = Schema.DateTimeUtcFromNumber

/** One attempt to deliver a message, recorded before anything is dialled. */
export const Attempt = Schema.Struct({
  /** The fence under which it was begun: no two attempts of a message have the same. */
  fence: Schema.Int,
  startedAt: Moment,
  /** Pages that are to be sent, where they were made before the call. */
  totalPages: Schema.optionalWith(Schema.NonNegativeInt, { exact: true }),
  /** Absent while it is open. */
  endedAt: Schema.optionalWith(Moment, { exact: true }),
  outcome: Schema.optionalWith(Outcome, { exact: true })
}).annotations({ identifier: "Attempt" })
export interface Attempt extends Schema.Schema.Type<typeof Attempt> {}

/** No attempt is open; the next may begin from `notBefore` on. */
const Waiting = Schema.TaggedStruct("Waiting", { notBefore: Moment })

/** The last attempt is open, and whoever began it is dialling or about to. */
const Calling = Schema.TaggedStruct("Calling", {})

/**
 * The last attempt is open and its caller is gone or got no answer: it may have dialled. It is asked
 * about at `askAt`, and never dialled again before that is settled.
 */
const InDoubt = Schema.TaggedStruct("InDoubt", {
  askAt: Moment,
  /** How often it was asked about without an answer. */
  asked: Schema.NonNegativeInt
})

const Arrived = Schema.TaggedStruct("Delivered", { at: Moment, pages: Schema.NonNegativeInt })

const GivenUp = Schema.TaggedStruct("Failed", { at: Moment, reason: FailureReason })

/** The last two are final. */
export const DeliveryState = Schema.Union(Waiting, Calling, InDoubt, Arrived, GivenUp)
export type DeliveryState = typeof DeliveryState.Type

/** The delivery state of a message: everything that decides what happens next. */
export const Delivery = Schema.Struct({
  destination: FaxNumber,
  acceptedAt: Moment,
  /** No call begins from here on. */
  deadline: Moment,
  window: Schema.optionalWith(SendWindow, { exact: true }),
  /** Calls that may be made in all. */
  callsAllowed: Schema.Int.pipe(Schema.positive()),
  /** Somebody wants it stopped, and a call was on at that time. */
  cancelRequested: Schema.Boolean,
  /** Grows by one whenever the right to decide changes hands. What comes under an older one is refused. */
  fence: Schema.NonNegativeInt,
  attempts: Schema.Array(Attempt),
  state: DeliveryState
}).annotations({ identifier: "Delivery" })
export interface Delivery extends Schema.Schema.Type<typeof Delivery> {}

/** Whether the message has reached a final state. */
export const isOver = ({ state }: Delivery): boolean =>
  state._tag === "Delivered" || state._tag === "Failed"

/** The attempt that may be in progress. */
export const openAttempt = ({ attempts }: Delivery): Attempt | undefined => {
  const last = attempts.at(-1)
  return last?.outcome === undefined ? last : undefined
}

/**
 * The number of calls made, including one that may be in progress. Attempts that dialled nothing are not
 * among them.
 */
export const callsMade = ({ attempts }: Delivery): number =>
  attempts.filter(({ outcome }) => outcome?._tag !== "NotDialled").length

/**
 * The message's status in FaxingCenter's API, which has three.
 *
 * @example
 * ```ts
 * import { callsMade, type Delivery, isDue, openAttempt, statusOf } from "@faxingcenter/core/delivery"
 * import type { DateTime } from "effect"
 *
 * const summary = (delivery: Delivery, now: DateTime.Utc) => ({
 *   status: statusOf(delivery),
 *   calls: callsMade(delivery),
 *   isOnTheLine: openAttempt(delivery) !== undefined,
 *   mayBeCalled: isDue(delivery, now)
 * })
 * ```
 */
export const statusOf = ({ state }: Delivery): MessageStatus =>
  state._tag === "Delivered" ? "delivered" : state._tag === "Failed" ? "failed" : "processing"

/** Whether an attempt may begin now, considering this message only. */
export const isDue = (delivery: Delivery, now: DateTime.Utc): boolean =>
  delivery.state._tag === "Waiting" &&
  DateTime.greaterThanOrEqualTo(now, delivery.state.notBefore) &&
  DateTime.lessThan(now, delivery.deadline) &&
  (delivery.window === undefined || isOpen(delivery.window, now))
