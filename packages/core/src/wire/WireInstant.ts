import * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"

const instantPattern =
  /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2}):(\d{2})(?:\.\d+)?(?:(Z)|([+\- ])(\d{1,2}):?(\d{2}))$/i
const usDayPattern = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/
const isoDayPattern = /^(\d{4})-(\d{2})-(\d{2})$/

const second = 1000
const day = 24 * 60 * 60 * second

/** Epoch milliseconds of a calendar date in UTC, or `undefined` when there is no such date. */
const utcDay = (year: number, month: number, dayOfMonth: number): number | undefined => {
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, dayOfMonth)
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === dayOfMonth
    ? date.getTime()
    : undefined
}

const parseInstant = (text: string): Option.Option<DateTime.Zoned> => {
  const match = instantPattern.exec(text)
  if (match === null) return Option.none()
  const [, year, month, dayOfMonth, hour, minute, seconds, , sign, offsetHour, offsetMinute] = match
  const midnight = utcDay(Number(year), Number(month), Number(dayOfMonth))
  const offsetMinutes = Number(offsetHour ?? 0) * 60 + Number(offsetMinute ?? 0)
  const inRange =
    Number(hour) < 24 &&
    Number(minute) < 60 &&
    Number(seconds) < 60 &&
    Number(offsetMinute ?? 0) < 60 &&
    offsetMinutes <= 14 * 60
  if (midnight === undefined || !inRange) return Option.none()
  const offset = offsetMinutes * 60 * second * (sign === "-" ? -1 : 1)
  const local = midnight + ((Number(hour) * 60 + Number(minute)) * 60 + Number(seconds)) * second
  return DateTime.makeZoned(local - offset, { timeZone: offset })
}

/** `2014-04-08T17:26:25-04:00`: whole seconds, and the offset that the value carries. */
export const formatInstant = (instant: DateTime.Zoned): string => {
  const offset = DateTime.zonedOffset(instant)
  const local = new Date(instant.epochMillis + offset).toISOString().slice(0, 19)
  const minutes = Math.abs(offset) / 60_000
  const two = (value: number) => String(Math.trunc(value)).padStart(2, "0")
  return `${local}${offset < 0 ? "-" : "+"}${two(minutes / 60)}:${two(minutes % 60)}`
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
  const midnight = us
    ? utcDay(Number(us[3]), Number(us[1]), Number(us[2]))
    : iso
      ? utcDay(Number(iso[1]), Number(iso[2]), Number(iso[3]))
      : undefined
  if (midnight !== undefined) {
    return DateTime.make(end === "from" ? midnight : midnight + day - second).pipe(
      Option.map(DateTime.toUtc)
    )
  }
  return Option.map(parseInstant(text), DateTime.toUtc)
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
