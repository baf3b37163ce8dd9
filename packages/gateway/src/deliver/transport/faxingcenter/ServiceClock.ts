import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"

/** A fax that the service took at a time that it gave, and that we know from our own clock as well. */
interface Sample {
  /** Our time before it was sent, and after the service had answered. */
  readonly before: DateTime.Utc
  readonly after: DateTime.Utc
  /** The service's time, in whole seconds. */
  readonly sentOn: DateTime.DateTime
}

/** The service counts whole seconds. */
const second = 1000

/**
 * By how much the clock of the service is ahead of ours: somewhere within the skew that is allowed
 * for at first, and within about a second once a fax was sent. What is searched for by time is then
 * hardly another's.
 */
export const makeServiceClock = (skew: Duration.Duration) => {
  let least = -Duration.toMillis(skew)
  let most = Duration.toMillis(skew)
  return {
    /** The last sample alone counts: clocks drift, and are set. */
    learn: ({ before, after, sentOn }: Sample): void => {
      least = sentOn.epochMillis - after.epochMillis
      most = sentOn.epochMillis + second - before.epochMillis
    },
    /** What lies between these times of ours, by the service's clock, to the second. */
    window: (from: DateTime.Utc, to: DateTime.Utc) => ({
      from: DateTime.add(from, { millis: least - second }),
      to: DateTime.add(to, { millis: most + second })
    })
  }
}
