import { expect, it } from "@effect/vitest"
import * as DateTime from "effect/DateTime"
import * as FastCheck from "effect/FastCheck"
import * as Schema from "effect/Schema"
import { formatInstant, WireBoundary, WireInstant } from "../src/wire/WireInstant.js"

const second = 1000
const minute = 60 * second
const [first, last] = [Date.parse("0002-01-01"), Date.UTC(9999, 11, 31)]
const zones = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"]
/** The last Sunday of October 2026, when Berlin sets its clocks back, and the first of April, when Lord Howe does. */
const changes = [Date.UTC(2026, 9, 25, 1), Date.UTC(2026, 3, 4, 15)]

const anyMillis = FastCheck.oneof(
  FastCheck.integer({ min: first, max: last }),
  FastCheck.constantFrom(...changes).chain((at) =>
    FastCheck.integer({ min: at - 2 * minute, max: at + 2 * minute })
  )
)
const anyOffset = FastCheck.integer({ min: -14 * 60, max: 14 * 60 }).map((n) => n * minute)
const anyInstant = FastCheck.tuple(
  anyMillis,
  FastCheck.oneof(anyOffset, FastCheck.constantFrom(...zones))
).map(([millis, timeZone]) => DateTime.unsafeMakeZoned(millis, { timeZone }))

/** What the platform writes for the moment and for its offset. */
const platformText = (instant: DateTime.Zoned) => {
  const offset = DateTime.zonedOffset(instant)
  const local = new Date(instant.epochMillis + offset).toISOString().slice(0, 19)
  const length = new Date(Math.abs(offset)).toISOString().slice(11, 16)
  return `${local}${offset < 0 ? "-" : "+"}${length}`
}

it("writes an instant as the platform does, in any zone and year", () => {
  FastCheck.assert(
    FastCheck.property(anyInstant, (instant) => {
      expect(formatInstant(instant)).toBe(platformText(instant))
    }),
    { numRuns: 1000 }
  )
})

it("reads what it wrote as the same second", () => {
  FastCheck.assert(
    FastCheck.property(anyMillis, anyOffset, (millis, timeZone) => {
      const instant = DateTime.unsafeMakeZoned(millis, { timeZone })
      const read = Schema.decodeSync(WireInstant)(formatInstant(instant))
      expect(read.epochMillis).toBe(Math.floor(millis / second) * second)
      expect(DateTime.zonedOffset(read)).toBe(timeZone)
    })
  )
})

it("reads the days that there are, and no others", () => {
  const two = (n: number) => String(n).padStart(2, "0")
  const read = (text: string) => Schema.decodeOption(WireBoundary("from"))(text)
  for (const year of ["1900", "2000", "2023", "2024"]) {
    for (let month = 0; month <= 13; month++) {
      const days = month < 1 || month > 12 ? 0 : new Date(Date.UTC(+year, month, 0)).getUTCDate()
      for (const day of [0, 1, 28, 29, 30, 31, 32, 99]) {
        const expected = day >= 1 && day <= days ? Date.UTC(+year, month - 1, day) : undefined
        const texts = [
          `${year}-${two(month)}-${two(day)}`,
          `${month}/${day}/${year}`,
          `${year}-${two(month)}-${two(day)}T00:00:00Z`
        ]
        for (const text of texts) {
          const found = read(text)
          expect(found._tag === "Some" ? found.value.epochMillis : undefined, text).toBe(expected)
        }
      }
    }
  }
})
