import type { MessageStatus } from "@faxingcenter/core"
import type { FailureReason } from "@faxingcenter/core/delivery"
import type { Course, Ending } from "./Fate.js"

/** A stretch of time in which a message stood still, in epoch milliseconds; open while `to` is absent. */
interface Pause {
  readonly from: number
  readonly to?: number
}

/** An end that somebody gave to a message by hand. */
interface Verdict {
  readonly at: number
  readonly ends: Ending
}

/** Everything that decides what becomes of a message. */
export interface Timetable {
  /** Epoch milliseconds. */
  readonly acceptedAt: number
  readonly course: Course
  readonly pauses: ReadonlyArray<Pause>
  readonly verdict?: Verdict
  /** Pages of the whole fax, where somebody said it; else its documents are counted when it is asked for. */
  readonly pages?: number
}

interface Attempt {
  readonly startedAt: number
  /** Absent while the call is on. */
  readonly endedAt?: number
  readonly ends?: Ending
  /** Pages that this call delivered; absent when it delivered all of a fax that is not counted yet. */
  readonly pages?: number
}

/** How far a message has come at a moment. */
export interface Progress {
  readonly status: MessageStatus
  /** Why it failed. Beside the contract, which has no reasons. */
  readonly reason?: FailureReason
  readonly attempts: ReadonlyArray<Attempt>
  /** Pages delivered, once it is final. */
  readonly pages?: number
  /** When it became final. */
  readonly endedAt?: number
  readonly onHold: boolean
  /** When the next thing happens by itself; absent when nothing will. */
  readonly changesAt?: number
}

/** The moment that lies this far along the course, which pauses push back. */
const momentOf = ({ acceptedAt, pauses }: Timetable, along: number): number => {
  let moment = acceptedAt + along
  for (const { from, to } of pauses) {
    if (from < moment) moment += (to ?? Number.POSITIVE_INFINITY) - from
  }
  return moment
}

interface PlannedCall {
  readonly startsAt: number
  readonly endsAt: number
  readonly ends: Ending
  readonly pages?: number
}

/** The pages that a call delivered, where they are known. */
const known = (pages: number | undefined): { readonly pages?: number } =>
  pages === undefined ? {} : { pages }

const plan = (timetable: Timetable, pageCount: number | undefined): ReadonlyArray<PlannedCall> => {
  let along = 0
  return timetable.course.map(({ after, ends, lasts, pages }) => {
    const startsAt = momentOf(timetable, along + after)
    along += after + lasts
    return {
      startsAt,
      endsAt: momentOf(timetable, along),
      ends,
      ...known(pages ?? (ends === "delivered" ? pageCount : 0))
    }
  })
}

const finished = (
  ends: Ending,
  endedAt: number,
  pages: number | undefined,
  attempts: ReadonlyArray<Attempt>
): Progress => ({
  status: ends === "delivered" ? "delivered" : "failed",
  ...(ends === "delivered" ? {} : { reason: ends }),
  attempts,
  ...known(pages),
  endedAt,
  onHold: false
})

/** Attempts up to a moment; a call that is cut off by a verdict ends with it. */
const attemptsUntil = (
  calls: ReadonlyArray<PlannedCall>,
  moment: number,
  verdict?: { readonly ends: Ending; readonly pages?: number }
): ReadonlyArray<Attempt> => {
  const begun = calls
    .filter(({ startsAt }) => startsAt <= moment)
    .map(
      ({ ends, endsAt, pages, startsAt }): Attempt =>
        endsAt <= moment
          ? { startedAt: startsAt, endedAt: endsAt, ends, ...known(pages) }
          : { startedAt: startsAt, ...(verdict && { endedAt: moment, ...verdict }) }
    )
  // What was delivered by hand was delivered by a call.
  return verdict?.ends === "delivered" && begun.at(-1)?.ends !== "delivered"
    ? [...begun, { startedAt: moment, endedAt: moment, ...verdict }]
    : begun
}

/**
 * What has become of a message of so many pages at a moment. It follows from the timetable alone, so nothing has to
 * run in the background and any moment can be asked about, in any order.
 */
export const progressAt = (
  timetable: Timetable,
  now: number,
  pageCount: number | undefined
): Progress => {
  const calls = plan(timetable, pageCount)
  const last = calls.at(-1)
  const { verdict } = timetable
  if (verdict !== undefined && verdict.at <= now && !(last && last.endsAt <= verdict.at)) {
    const pages = verdict.ends === "delivered" ? pageCount : 0
    return finished(
      verdict.ends,
      verdict.at,
      pages,
      attemptsUntil(calls, verdict.at, { ends: verdict.ends, ...known(pages) })
    )
  }
  const attempts = attemptsUntil(calls, now)
  if (last !== undefined && last.endsAt <= now) {
    return finished(last.ends, last.endsAt, last.pages, attempts)
  }
  const changesAt = Math.min(
    ...calls.flatMap(({ endsAt, startsAt }) => [startsAt, endsAt]).filter((at) => at > now)
  )
  return {
    status: "processing",
    attempts,
    onHold: timetable.pauses.some(({ from, to }) => from <= now && now < (to ?? Infinity)),
    ...(Number.isFinite(changesAt) ? { changesAt } : {})
  }
}

/**
 * When the next thing happens by itself to a message after a moment; infinite when nothing will. Of `progressAt` it
 * is what is asked about all messages at once, and makes nothing else.
 */
export const nextChangeAt = (timetable: Timetable, now: number): number => {
  const { acceptedAt, course, pauses, verdict } = timetable
  if (pauses.length > 0 || verdict !== undefined) {
    return progressAt(timetable, now, undefined).changesAt ?? Number.POSITIVE_INFINITY
  }
  let at = acceptedAt
  for (const { after, lasts } of course) {
    at += after
    if (at > now) return at
    at += lasts
    if (at > now) return at
  }
  return Number.POSITIVE_INFINITY
}

/** When the last thing happens to it by itself; infinite while it is on hold. */
export const endOf = (timetable: Timetable): number =>
  timetable.verdict?.at ?? plan(timetable, undefined).at(-1)?.endsAt ?? timetable.acceptedAt
