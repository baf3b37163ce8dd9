import * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"

const instantPattern =
  /^(\d{4})-(\d{2})-(\d{2})[T ]([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(?:\.\d+)?(?:Z|([+\- ])(\d{1,2}):?([0-5]\d))$/i
const usDayPattern = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/
const isoDayPattern = /^(\d{4})-(\d{2})-(\d{2})$/

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

/** Epoch milliseconds of a calendar date in UTC, or `undefined` when there is no such date. */
const utcDay = (year?: string, month?: string, dayOfMonth?: string): number | undefined => {
  const date = new Date(0)
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(dayOfMonth))
  return date.getUTCMonth() + 1 === Number(month) ? date.getTime() : undefined
}

const duration = (hours = "0", minutes = "0") => Number(hours) * hour + Number(minutes) * minute

const parseInstant = (text: string): Option.Option<DateTime.Zoned> => {
  const match = instantPattern.exec(text)
  if (match === null) return Option.none()
  const [, year, month, dayOfMonth, hours, minutes, seconds, sign, offsetHours, offsetMinutes] =
    match
  const midnight = utcDay(year, month, dayOfMonth)
  const offset = duration(offsetHours, offsetMinutes) * (sign === "-" ? -1 : 1)
  if (midnight === undefined || Math.abs(offset) > 14 * hour) return Option.none()
  const local = midnight + duration(hours, minutes) + Number(seconds) * second
  return DateTime.makeZoned(local - offset, { timeZone: offset })
}

const two = (value: number) => (value < 10 ? "0" : "") + Math.trunc(value)

/**
 * `2014-04-08T17:26:25-04:00`: whole seconds, and the offset that the value carries. From the parts of the date,
 * because a page of a search writes two hundred of these, and `toISOString` takes twice as long.
 */
export const formatInstant = (instant: DateTime.Zoned): string => {
  const local = DateTime.toDate(instant)
  const offset = (local.getTime() - instant.epochMillis) / minute
  const minutes = Math.abs(offset)
  const date = `${String(local.getUTCFullYear()).padStart(4, "0")}-${two(local.getUTCMonth() + 1)}-${two(local.getUTCDate())}`
  const time = `${two(local.getUTCHours())}:${two(local.getUTCMinutes())}:${two(local.getUTCSeconds())}`
  return `${date}T${time}${offset < 0 ? "-" : "+"}${two(minutes / 60)}:${two(minutes % 60)}`
}

const parsedWith =
  <A>(parse: (text: string) => Option.Option<A>, expected: string) =>
  (text: string, _options: unknown, ast: ConstructorParameters<typeof ParseResult.Type>[0]) =>
    Option.match(parse(text), {
      onNone: () => ParseResult.fail(new ParseResult.Type(ast, text, expected)),
      onSome: ParseResult.succeed
    })

/**
 * A moment as the service writes it: `2014-04-08T17:26:25-04:00`, also with `Z` or a one-digit
 * offset hour (`-5:00`). Fractions of a second are dropped: the wire counts whole seconds.
 */
export const WireInstant = Schema.transformOrFail(
  Schema.String.annotations({
    description: "ISO 8601 with an offset",
    examples: ["2014-04-08T17:26:25-04:00"]
  }),
  Schema.DateTimeZonedFromSelf,
  {
    strict: true,
    decode: parsedWith(parseInstant, "is not a date such as 2014-04-08T17:26:25-04:00"),
    encode: (instant) => ParseResult.succeed(formatInstant(instant))
  }
)

const boundary = (end: "from" | "to") => (text: string) => {
  const us = usDayPattern.exec(text)
  const iso = isoDayPattern.exec(text)
  const start = us ? utcDay(us[3], us[1], us[2]) : utcDay(iso?.[1], iso?.[2], iso?.[3])
  return start === undefined
    ? Option.map(parseInstant(text), DateTime.toUtc)
    : DateTime.make(end === "from" ? start : start + day - second)
}

const boundaryDescription =
  "ISO 8601 with an offset, or a bare day (month/day/year), which is the whole day"
const BoundaryText = Schema.String.annotations({
  description: boundaryDescription,
  examples: ["2014-04-08T17:26:25-04:00", "04/30/2014"]
})

/**
 * An end of a date range: a moment (see `WireInstant`), or a bare day (`04/30/2014`, month first, or
 * `2014-04-30`), which is the whole day in UTC: its first second as `from`, its last as `to`.
 */
export const WireBoundary = (end: "from" | "to") =>
  Schema.transformOrFail(BoundaryText, Schema.DateTimeUtcFromSelf, {
    strict: true,
    decode: parsedWith(
      boundary(end),
      "is not a date; use 2014-04-08T17:26:25-04:00, 2014-04-08T17:26:25Z or 04/30/2014"
    ),
    encode: (instant) =>
      ParseResult.succeed(`${new Date(instant.epochMillis).toISOString().slice(0, 19)}Z`)
  }).annotations({ description: boundaryDescription })
