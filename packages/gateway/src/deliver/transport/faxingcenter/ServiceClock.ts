import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"

/** A time that the service gave, and that we know from our own clock as well. */
interface Sample {
  /** Our time before the service was asked, and after it had answered. */
  readonly before: DateTime.Utc
  readonly after: DateTime.Utc
  /** The service's time, in whole seconds. */
  readonly given: DateTime.DateTime
}

/** By how many milliseconds the service is ahead: between these. */
interface Skew {
  readonly minMillis: number
  readonly maxMillis: number
}

/** The service counts whole seconds. */
const secondMillis = 1000

/** Skews that are remembered: each is a time that one of the clocks was set. */
const mostSkews = 8

/**
 * By how much the clock of the service is ahead of ours: within about a second, once an answer has said what time it
 * is there. Before that it is unknown, unless somebody has said by how much they differ at most. What is searched for
 * by time is then hardly another's; what was sent before a clock was set is searched for by the skew of then, too.
 */
export const makeServiceClock = (agreed: Duration.Duration | undefined) => {
  const usual = Duration.toMillis(agreed ?? Duration.minutes(1))
  let skews: ReadonlyArray<Skew> = []
  const all = () => (skews.length === 0 ? [{ minMillis: -usual, maxMillis: usual }] : skews)
  /** By how many milliseconds a time of ours may be behind the service's, to the second, and ahead of it. */
  const widening = () => ({
    behind: secondMillis - Math.min(...all().map(({ minMillis }) => minMillis)),
    ahead: secondMillis + Math.max(...all().map(({ maxMillis }) => maxMillis))
  })
  return {
    /** Whether it can be said at all what a search by time has covered. */
    isKnown: () => skews.length > 0 || agreed !== undefined,
    /** Seconds, by the last sample. */
    ahead: (): number | undefined => {
      const last = skews.at(-1)
      return last === undefined ? undefined : (last.minMillis + last.maxMillis) / 2000
    },
    learn: ({ after, before, given }: Sample): void => {
      const skew = {
        minMillis: given.epochMillis - after.epochMillis,
        maxMillis: given.epochMillis + secondMillis - before.epochMillis
      }
      const last = skews.at(-1)
      const isSame =
        last !== undefined && skew.minMillis <= last.maxMillis && last.minMillis <= skew.maxMillis
      skews = [...(isSame ? skews.slice(0, -1) : skews), skew].slice(-mostSkews)
    },
    widening,
    /** What lies between these times of ours, by the service's clock, to the second. */
    window: (from: DateTime.Utc, to: DateTime.Utc) => {
      const { ahead, behind } = widening()
      return {
        from: DateTime.add(from, { millis: -behind }),
        to: DateTime.add(to, { millis: ahead })
      }
    }
  }
}
export type ServiceClock = ReturnType<typeof makeServiceClock>
