import * as DateTime from "effect/DateTime"
import * as Schema from "effect/Schema"

/** A time of day on the wall, `08:00`; `24:00` is the end of the day. */
const TimeOfDay = Schema.String.pipe(
  Schema.pattern(/^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/, {
    message: () => "must be a time of day such as 08:00 or 17:30, at most 24:00"
  }),
  Schema.annotations({ identifier: "TimeOfDay" })
)
type TimeOfDay = typeof TimeOfDay.Type

/** From 0, in the order of `DateTime.Parts.weekDay`. */
const weekdays = [
  "sunday",
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday"
] as const
/** A day of the week by its English name, in lower case. */
export const Weekday = Schema.Literal(...weekdays).annotations({ identifier: "Weekday" })
export type Weekday = typeof Weekday.Type

/**
 * Hours of some days of the week, the start included and the end not. An end at or before the start
 * belongs to the next day: friday 22:00 to 06:00 ends on saturday, and 08:00 to 08:00 is 24 hours.
 */
const Hours = Schema.Struct({
  days: Schema.NonEmptyArray(Weekday),
  from: TimeOfDay,
  to: TimeOfDay
}).annotations({ identifier: "Hours" })

/** When a number may be called, in the local time of an IANA zone such as `Europe/Madrid`. */
export const SendWindow = Schema.Struct({
  zone: Schema.TimeZoneNamed,
  hours: Schema.NonEmptyArray(Hours)
}).annotations({ identifier: "SendWindow" })
export interface SendWindow extends Schema.Schema.Type<typeof SendWindow> {}

const minuteMillis = 60_000
const dayMillis = 24 * 60 * minuteMillis
const weekMillis = 7 * dayMillis
/** 1970-01-04, a sunday. */
const firstSundayMillis = 3 * dayMillis

const millisOf = (time: TimeOfDay): number =>
  (Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))) * minuteMillis

/** The window as stretches of the week in milliseconds from its start; one may run past its end. */
const stretchesOf = (window: SendWindow) =>
  window.hours.flatMap((hours) =>
    hours.days.map((name) => {
      const from = weekdays.indexOf(name) * dayMillis + millisOf(hours.from)
      const length = millisOf(hours.to) - millisOf(hours.from)
      return { from, to: from + (length > 0 ? length : length + dayMillis) }
    })
  )

const offsetAt = (zone: DateTime.TimeZone, millis: number): number =>
  DateTime.zonedOffset(DateTime.unsafeMakeZoned(millis, { timeZone: zone }))

/** Milliseconds until it is open by the wall clock, were the zone's offset to stay as it is. */
const closedFor = (window: SendWindow, millis: number, offset: number): number => {
  const wall = millis + offset - firstSundayMillis
  const inWeek = wall - Math.floor(wall / weekMillis) * weekMillis
  return Math.min(
    ...stretchesOf(window).map(({ from, to }) => {
      const open = inWeek >= from ? inWeek < to : inWeek + weekMillis < to
      return open ? 0 : (from - inWeek + weekMillis) % weekMillis
    })
  )
}

/** Whether a number may be called at that moment. */
export const isOpen = (window: SendWindow, moment: DateTime.DateTime): boolean => {
  const millis = DateTime.toEpochMillis(moment)
  return closedFor(window, millis, offsetAt(window.zone, millis)) === 0
}

/** The first moment in `(from, to]` whose offset is not that of `from`; clocks change on whole seconds. */
const offsetChange = (zone: DateTime.TimeZone, from: number, to: number): number => {
  const before = offsetAt(zone, from)
  let low = Math.floor(from / 1000)
  let high = Math.ceil(to / 1000)
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (offsetAt(zone, middle * 1000) === before) low = middle
    else high = middle
  }
  return high * 1000
}

/**
 * The first moment from `from` on at which the window is open. Where the clocks change before that,
 * it is looked for again from the change on, so that hours which come twice open twice and hours
 * which are skipped do not open.
 */
export const nextOpening = (window: SendWindow, from: DateTime.DateTime): DateTime.Utc => {
  const millis = DateTime.toEpochMillis(from)
  const offset = offsetAt(window.zone, millis)
  const opening = millis + closedFor(window, millis, offset)
  return offsetAt(window.zone, opening) === offset
    ? DateTime.unsafeMake(opening)
    : nextOpening(window, DateTime.unsafeMake(offsetChange(window.zone, millis, opening)))
}
