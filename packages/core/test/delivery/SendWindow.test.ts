import { describe, expect, it } from "@effect/vitest"
import * as DateTime from "effect/DateTime"
import * as fc from "effect/FastCheck"
import * as Schema from "effect/Schema"
import { isOpen, nextOpening, SendWindow, Weekday } from "../../src/delivery/SendWindow.js"

const windowOf = Schema.decodeSync(SendWindow)
const office = windowOf({
  zone: "Europe/Madrid",
  hours: [
    { days: ["monday", "tuesday", "wednesday", "thursday", "friday"], from: "08:00", to: "17:30" }
  ]
})
const nights = windowOf({
  zone: "America/New_York",
  hours: [{ days: ["friday", "saturday"], from: "22:00", to: "06:00" }]
})
const opening = (window: SendWindow, from: string) =>
  DateTime.formatIso(nextOpening(window, DateTime.unsafeMake(from)))

describe("SendWindow", () => {
  it("opens with its first minute and closes with its last", () => {
    const open = (at: string) => isOpen(office, DateTime.unsafeMake(at))
    // Friday in summer, Madrid is two hours ahead of UTC.
    expect(open("2026-07-03T05:59:59.999Z")).toBe(false)
    expect(open("2026-07-03T06:00:00Z")).toBe(true)
    expect(open("2026-07-03T15:29:59.999Z")).toBe(true)
    expect(open("2026-07-03T15:30:00Z")).toBe(false)
  })

  it("gives the moment itself while open, and the next hours while closed", () => {
    expect(opening(office, "2026-07-03T10:11:12.345Z")).toBe("2026-07-03T10:11:12.345Z")
    expect(opening(office, "2026-07-03T03:00:00Z")).toBe("2026-07-03T06:00:00.000Z")
    // Over the weekend.
    expect(opening(office, "2026-07-03T15:30:00Z")).toBe("2026-07-06T06:00:00.000Z")
  })

  it("follows the clocks when they change before it opens", () => {
    // Winter time begins in Madrid on sunday, 2026-10-25.
    expect(opening(office, "2026-10-23T20:00:00Z")).toBe("2026-10-26T07:00:00.000Z")
    expect(opening(office, "2026-03-27T20:00:00Z")).toBe("2026-03-30T06:00:00.000Z")
  })

  it("runs past midnight, and past the end of the week", () => {
    const open = (at: string) => isOpen(nights, DateTime.unsafeMake(at))
    expect(open("2026-01-04T03:00:00Z")).toBe(true) // saturday 22:00
    expect(open("2026-01-04T10:59:00Z")).toBe(true) // sunday 05:59
    expect(open("2026-01-04T11:00:00Z")).toBe(false) // sunday 06:00
    expect(open("2026-01-05T04:00:00Z")).toBe(false) // sunday 23:00
  })

  it("takes the end of the day, and whole days", () => {
    const always = windowOf({
      zone: "UTC",
      hours: [{ days: [...Weekday.literals], from: "00:00", to: "24:00" }]
    })
    const whole = windowOf({
      zone: "UTC",
      hours: [{ days: [...Weekday.literals], from: "09:00", to: "09:00" }]
    })
    for (const at of ["2026-01-03T23:59:59.999Z", "2026-01-04T00:00:00Z", "2026-01-07T09:00:00Z"]) {
      expect(isOpen(always, DateTime.unsafeMake(at))).toBe(true)
      expect(isOpen(whole, DateTime.unsafeMake(at))).toBe(true)
    }
  })

  it("refuses what is no time, no day and no zone", () => {
    const decode = Schema.decodeUnknownEither(SendWindow)
    const good = {
      zone: "Europe/Madrid",
      hours: [{ days: ["monday"], from: "08:00", to: "17:00" }]
    }
    const hours = (change: object) => ({ ...good, hours: [{ ...good.hours[0], ...change }] })
    expect(decode(good)._tag).toBe("Right")
    for (const bad of [
      { ...good, zone: "Europe/Atlantis" },
      { ...good, hours: [] },
      hours({ days: [] }),
      hours({ days: ["Monday"] }),
      hours({ from: "8:00" }),
      hours({ to: "24:01" }),
      hours({ to: "17:60" })
    ]) {
      expect(decode(bad)._tag).toBe("Left")
    }
  })

  const time = fc
    .nat({ max: 24 * 12 - 1 })
    .map(
      (five) =>
        `${String(Math.floor(five / 12)).padStart(2, "0")}:${String((five % 12) * 5).padStart(2, "0")}`
    )
  const window = fc
    .record({
      zone: fc.constantFrom(
        "Europe/Madrid",
        "America/New_York",
        "Australia/Lord_Howe",
        "Asia/Kathmandu",
        "UTC"
      ),
      hours: fc.array(
        fc.record({
          days: fc.uniqueArray(fc.constantFrom(...Weekday.literals), { minLength: 1 }),
          from: time,
          to: time
        }),
        { minLength: 1, maxLength: 2 }
      )
    })
    .map((encoded) => Schema.decodeUnknownSync(SendWindow)(encoded))
  // Around the changes of 2026: New York in march and november, Madrid in march and october, Lord Howe in april.
  const nearChange = fc
    .tuple(
      fc.constantFrom(
        "2026-03-08T07:00Z",
        "2026-11-01T06:00Z",
        "2026-03-29T01:00Z",
        "2026-10-25T01:00Z",
        "2026-04-04T15:00Z"
      ),
      fc.integer({ min: -3 * 288, max: 288 })
    )
    .map(([change, fives]) => DateTime.unsafeMake(Date.parse(change) + fives * 300_000))

  /** Reads the wall clock as a person would, minute by minute. */
  const openByTheWall = ({ hours, zone }: SendWindow, moment: DateTime.Utc) => {
    const { weekDay, hours: hour, minutes } = DateTime.toParts(DateTime.setZone(moment, zone))
    const clock = `${String(hour).padStart(2, "0")}:${String(minutes).padStart(2, "0")}`
    const today = Weekday.literals[weekDay]
    const yesterday = Weekday.literals[(weekDay + 6) % 7]
    return hours.some(({ days, from, to }) =>
      from < to
        ? days.some((day) => day === today) && from <= clock && clock < to
        : (days.some((day) => day === today) && from <= clock) ||
          (days.some((day) => day === yesterday) && clock < to)
    )
  }

  it("finds the same opening as somebody who watches the clock", () => {
    fc.assert(
      fc.property(window, nearChange, (someWindow, from) => {
        let watched = from
        while (!openByTheWall(someWindow, watched)) watched = DateTime.add(watched, { minutes: 5 })
        expect(isOpen(someWindow, from)).toBe(DateTime.Equivalence(from, watched))
        expect(nextOpening(someWindow, from)).toEqual(watched)
      }),
      { numRuns: 300 }
    )
  })
})
