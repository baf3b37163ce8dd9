import * as Duration from "effect/Duration"
import * as Schema from "effect/Schema"
import type { FailureReason } from "./FailureReason.js"

/** Growing pauses: `first`, then times `factor` each, never more than `longest`. */
export const Backoff = Schema.Struct({
  first: Schema.Duration,
  factor: Schema.Number.pipe(Schema.greaterThanOrEqualTo(1)),
  longest: Schema.Duration
}).annotations({ identifier: "Backoff" })
export interface Backoff extends Schema.Schema.Type<typeof Backoff> {}

/** How often and how long a fax is called. */
export const DeliveryPolicy = Schema.Struct({
  /** Calls made for one message at most. Attempts that dialled nothing do not count. */
  calls: Schema.Int.pipe(Schema.positive()),
  /** From the first moment at which it may be called, mostly that of acceptance, until no call is begun any more. */
  deadlineAfter: Schema.Duration,
  /** How long a call may last before its attempt is asked about as if its caller had died. */
  longestCall: Schema.Duration,
  /** Of a fax with so many pages that it takes longer than that: how long each of them may take. */
  longestPage: Schema.Duration,
  /** How long an attempt in doubt is asked about before its outcome is given up as unknown. */
  askFor: Schema.Duration,
  /** Pauses between asking. */
  askEvery: Backoff,
  /** Pauses are lengthened or shortened at random by up to this part of them: half at most. */
  jitter: Schema.Number.pipe(Schema.between(0, 0.5))
}).annotations({ identifier: "DeliveryPolicy" })
export interface DeliveryPolicy extends Schema.Schema.Type<typeof DeliveryPolicy> {}

/** The default policy. */
export const defaultPolicy: DeliveryPolicy = {
  calls: 5,
  deadlineAfter: Duration.hours(24),
  longestCall: Duration.hours(1),
  longestPage: Duration.minutes(2),
  askFor: Duration.hours(1),
  askEvery: { first: Duration.seconds(2), factor: 2, longest: Duration.minutes(5) },
  jitter: 0.25
}

const minutes = (first: number, longest: number): Backoff => ({
  first: Duration.minutes(first),
  factor: 2,
  longest: Duration.minutes(longest)
})

const usual = minutes(2, 30)

/** Pauses where the usual ones do not fit: nobody comes back to an office within two minutes. */
const backoffs: { readonly [Reason in FailureReason]?: Backoff } = {
  no_answer: minutes(10, 120),
  no_fax_tone: minutes(10, 120),
  congestion: minutes(1, 15),
  line_dropped: minutes(1, 15)
}

/** When nothing was dialled, the line may be back in a moment: soon at first. */
const notDialled: Backoff = {
  first: Duration.seconds(5),
  factor: 2,
  longest: Duration.minutes(5)
}

/** The pauses after calls that ended for this reason; `undefined` is an attempt that dialled nothing. */
export const backoffOf = (reason: FailureReason | undefined): Backoff =>
  reason === undefined ? notDialled : (backoffs[reason] ?? usual)

/** The pause after the `count`th time, from 1; `random` in [0, 1) moves it by up to `jitter`. */
export const pauseOf = (
  backoff: Backoff,
  count: number,
  jitter: number,
  random: number
): Duration.Duration => {
  const grown = Duration.toMillis(backoff.first) * backoff.factor ** (count - 1)
  const pause = Math.min(grown, Duration.toMillis(backoff.longest))
  return Duration.millis(Math.round(pause * (1 + jitter * (2 * random - 1))))
}
