import { afterReading } from "../request/turns.js"

/** Calls `onLate` once the time is over, unless it was called off; gives what calls it off. */
export type StartDeadline = (onLate: () => void) => () => void

/**
 * An entry of a ring. A `Map` makes a new table of itself every few entries that come and go, and V8 has each table hold the
 * one that replaced it: once one has grown old, all that comes after it, with the requests in them, is kept until the whole
 * heap is collected.
 */
class Deadline {
  before: Deadline = this
  after: Deadline = this

  constructor(
    readonly due: number,
    public onLate: (() => void) | undefined
  ) {}

  insertBefore(other: Deadline): void {
    this.before = other.before
    this.after = other
    other.before.after = this
    other.before = this
  }

  /** Leaves the ring, and holds on to nothing. */
  remove(): void {
    this.before.after = this.after
    this.after.before = this.before
    this.before = this
    this.after = this
    this.onLate = undefined
  }
}

/**
 * Deadlines that are all equally far away, on one timer for all that run, which is
 * late by a quarter of that at most: a timer for each costs more than reading a short body.
 */
const makeDeadlines = (spanMillis: number): StartDeadline => {
  /** Stands after the last and before the first, in the order in which they end. */
  const ends = new Deadline(Number.POSITIVE_INFINITY, undefined)
  let timer: ReturnType<typeof setInterval> | undefined

  const look = () => {
    const now = performance.now()
    for (let first = ends.after; first !== ends; first = ends.after) {
      if (first.due > now) return
      const { onLate } = first
      first.remove()
      onLate?.()
    }
    clearInterval(timer)
    timer = undefined
  }
  return (onLate) => {
    timer ??= setInterval(() => afterReading(look), spanMillis / 4)
    const deadline = new Deadline(performance.now() + spanMillis, onLate)
    deadline.insertBefore(ends)
    return () => deadline.remove()
  }
}

const made = new Map<number, StartDeadline>()

/** The deadlines of this span. */
export const deadlinesOf = (spanMillis: number): StartDeadline => {
  const known = made.get(spanMillis) ?? makeDeadlines(spanMillis)
  made.set(spanMillis, known)
  return known
}
