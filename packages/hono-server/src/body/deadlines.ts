/** Calls `onLate` once the time is over, unless it was called off; gives what calls it off. */
export type StartDeadline = (onLate: () => void) => () => void

/**
 * Deadlines that are all equally far away, on one timer for all that run, which is
 * late by a quarter of that at most: a timer for each costs more than reading a short body.
 */
const makeDeadlines = (spanMillis: number): StartDeadline => {
  /** In the order in which they end. */
  const running = new Map<() => void, number>()
  let timer: ReturnType<typeof setInterval> | undefined

  const look = () => {
    const now = performance.now()
    for (const [onLate, due] of running) {
      if (due > now) return
      running.delete(onLate)
      onLate()
    }
    clearInterval(timer)
    timer = undefined
  }
  return (onLate) => {
    timer ??= setInterval(look, spanMillis / 4)
    running.set(onLate, performance.now() + spanMillis)
    return () => running.delete(onLate)
  }
}

const made = new Map<number, StartDeadline>()

/** The deadlines of this span. */
export const deadlinesOf = (spanMillis: number): StartDeadline => {
  const known = made.get(spanMillis) ?? makeDeadlines(spanMillis)
  made.set(spanMillis, known)
  return known
}
