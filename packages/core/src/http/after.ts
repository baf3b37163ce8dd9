import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as DefaultServices from "effect/DefaultServices"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FiberId from "effect/FiberId"

/** The clock of a program that has put no other in its place. */
const liveClock = Context.get(DefaultServices.liveServices, Clock.Clock)

/** Milliseconds that a timer of JavaScript runs at most: 24 days. */
const longestMillis = 2 ** 31 - 1

/**
 * Does something after a time, by a clock, unless the function that it returns is called before. A timer of the
 * platform takes a tenth of the time of a fiber that sleeps.
 */
export const after = (
  clock: Clock.Clock,
  duration: Duration.Duration,
  act: () => void
): (() => void) => {
  if (clock === liveClock) {
    const timer = setTimeout(act, Math.min(Duration.toMillis(duration), longestMillis))
    return () => clearTimeout(timer)
  }
  const sleeping = Effect.runFork(Effect.andThen(clock.sleep(duration), Effect.sync(act)))
  return () => sleeping.unsafeInterruptAsFork(FiberId.none)
}
