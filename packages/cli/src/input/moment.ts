import * as DateTime from "effect/DateTime"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import { UsageError } from "../UsageError.js"
import { spanMillis } from "./duration.js"

/** What a moment is for: a bare day means its first second as `from`, its last as `to`. */
export type End = "from" | "to"

const instant = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(:\d{2})?(?:\.\d+)?(Z|[+-]\d{1,2}:?\d{2})?$/i
const isoDay = /^(\d{4})-(\d{2})-(\d{2})$/
const usDay = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/

/** The first or last second of a day of the local calendar, if there is such a day. */
const dayEnd = (end: End, year: number, month: number, day: number): Date | undefined => {
  const start = new Date(year, month - 1, day)
  if (start.getMonth() !== month - 1 || start.getDate() !== day) return undefined
  return end === "from" ? start : new Date(new Date(year, month - 1, day + 1).getTime() - 1000)
}

const onDay = (end: End, now: Date, daysAgo: number) =>
  dayEndOf(end, new Date(now.getFullYear(), now.getMonth(), now.getDate() - daysAgo))

const dayEndOf = (end: End, date: Date) =>
  dayEnd(end, date.getFullYear(), date.getMonth() + 1, date.getDate())

/** Offsets as people write them (`-5:00`, `+0200`) in the one form that `Date` reads. */
const withOffset = (offset: string) => {
  const [, sign, hours = "", minutes] = /^([+-])(\d{1,2}):?(\d{2})$/.exec(offset) ?? []
  return sign === undefined ? "Z" : `${sign}${hours.padStart(2, "0")}:${minutes}`
}

const dateOf = (end: End, now: Date, text: string): Date | undefined => {
  switch (text) {
    case "now":
      return now
    case "today":
      return onDay(end, now, 0)
    case "yesterday":
      return onDay(end, now, 1)
  }
  const ago = text.startsWith("-") ? spanMillis(text.slice(1)) : undefined
  if (ago !== undefined) return new Date(now.getTime() - ago)
  const [, isoYear, isoMonth, isoDate] = isoDay.exec(text) ?? []
  if (isoYear !== undefined) return dayEnd(end, Number(isoYear), Number(isoMonth), Number(isoDate))
  const [, month, day, year] = usDay.exec(text) ?? []
  if (year !== undefined) return dayEnd(end, Number(year), Number(month), Number(day))
  const [, date, time, seconds = ":00", offset] = instant.exec(text) ?? []
  if (date === undefined || dateOf("from", now, date) === undefined) return undefined
  return new Date(`${date}T${time}${seconds}${offset === undefined ? "" : withOffset(offset)}`)
}

/** The moment of a flag that is called as the end that it gives. */
export const momentOf = (
  end: End,
  now: DateTime.Utc,
  text: string
): Either.Either<DateTime.Utc, UsageError> =>
  Either.mapLeft(
    parseMoment(end, now)(text),
    (problem) => new UsageError({ message: `--${end} ${text} ${problem}` })
  )

/**
 * A moment as people write it: `now`, `today`, `yesterday`, `-7d`, `-2h`, a day (`2014-04-30`, or
 * month first `04/30/2014`), or a date and time, with an offset or in local time.
 */
export const parseMoment =
  (end: End, now: DateTime.Utc) =>
  (text: string): Either.Either<DateTime.Utc, string> => {
    const date = dateOf(end, new Date(now.epochMillis), text.trim())
    return Either.fromOption(
      Option.flatMap(Option.fromNullable(date), DateTime.make),
      () =>
        "is not a date; write today, yesterday, now, -7d, -2h, 2014-04-30, 04/30/2014 or 2014-04-08T17:26:25-04:00"
    )
  }
