import { describe, expect, it } from "@effect/vitest"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Either from "effect/Either"
import * as fc from "effect/FastCheck"
import * as Schema from "effect/Schema"
import {
  accept,
  begin,
  type Delivery,
  defaultPolicy,
  finish,
  isDue,
  type NewDelivery,
  openAttempt,
  SendWindow,
  wake,
  wakeAt
} from "../../src/delivery/index.js"
import { number, outcomes, start } from "./life.js"

const policy = defaultPolicy
const minute = 60_000
const hour = 60 * minute

const window = Schema.decodeSync(SendWindow)({
  zone: "Europe/Madrid",
  hours: [
    {
      days: ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"],
      from: "08:00",
      to: "18:00"
    }
  ]
})

const accepted = (more: Partial<NewDelivery> = {}, at = start) =>
  accept({ destination: number, ...more }, policy, at)

const busy = (delivery: Delivery, at: DateTime.Utc): Delivery => {
  const calling = Either.getOrThrow(begin(delivery, at))
  return Either.getOrThrow(
    finish(
      calling,
      calling.fence,
      { _tag: "Failed", reason: "busy", pages: 0 },
      { policy, now: at, random: 0.5 }
    )
  )
}

/** By how long a message waits for its call after the clock was set to this time, in minutes; looked at as time goes on. */
const waitsAfter = (delivery: Delivery, now: DateTime.Utc): number => {
  const woken = wake(delivery, policy, now)
  expect(woken.attempts).toEqual(delivery.attempts)
  const due = wakeAt(woken, policy)
  if (woken.state._tag !== "Waiting" || due === undefined) return Number.NaN
  // Nobody puts it off again by looking.
  const seen = wake(woken, policy, DateTime.add(now, { seconds: 1 }))
  expect(wakeAt(seen, policy)).toEqual(due)
  return Math.round(Math.max(0, due.epochMillis - now.epochMillis) / minute)
}

const asked = DateTime.add(start, { hours: 3 })
/** In Madrid, 17:30 in winter; the clocks go forward in the second night after it. */
const evening = DateTime.unsafeMake("2026-03-27T16:30:00Z")
const night = DateTime.unsafeMake("2026-03-27T20:00:00Z")

describe("a clock that is set, at each due time", () => {
  // Minutes until the call, where the clock is set by so many hours at the moment named.
  it.each<
    readonly [name: string, delivery: Delivery, at: DateTime.Utc, hours: number, waits: number]
  >([
    ["a first call", accepted(), start, 0, 0],
    ["a first call", accepted(), start, -12, 0],
    ["a first call", accepted(), start, 12, 0],
    ["a first call that was asked for later", accepted({ sendAt: asked }), start, -2, 300],
    ["a first call that was asked for later", accepted({ sendAt: asked }), start, 2, 60],
    ["a retry", busy(accepted(), start), start, 0, 2],
    ["a retry", busy(accepted(), start), start, -12, 2],
    ["a retry", busy(accepted(), start), start, -1, 2],
    ["a retry", busy(accepted(), start), start, 12, 0],
    // From 20:00 to 07:00 UTC of the next day; set back into the hours of the same one.
    ["a window", accepted({ window }, night), night, 0, 11 * 60],
    ["a window", accepted({ window }, night), night, -5, 0],
    ["a window", accepted({ window }, night), night, 12, 0],
    // The night in which Madrid goes from UTC+1 to UTC+2: 08:00 is at 06:00 UTC.
    [
      "a window over the change to summer time",
      accepted({ window }, DateTime.add(night, { hours: 24 })),
      DateTime.add(night, { hours: 24 }),
      0,
      10 * 60
    ],
    ["a retry in a window", busy(accepted({ window }, evening), evening), evening, -3, 2]
  ])("%s, %#", (_, delivery, at, hours, waits) => {
    expect(waitsAfter(delivery, DateTime.add(at, { hours }))).toBe(waits)
  })

  it("never makes a retry wait for longer than its longest pause, nor a call begin twice", () => {
    fc.assert(
      fc.property(
        fc.array(outcomes, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: -14 * hour, max: 14 * hour }),
        fc.double({ min: 0, max: 0.99, noNaN: true }),
        (life, step, random) => {
          let now = start
          let delivery = accepted()
          for (const outcome of life) {
            if (delivery.state._tag !== "Waiting") return
            now = DateTime.max(now, delivery.state.notBefore)
            if (!isDue(delivery, now)) return
            const calling = Either.getOrThrow(begin(delivery, now))
            // With an attempt open, no clock lets another begin.
            expect(Either.isLeft(begin(calling, DateTime.add(now, { millis: step })))).toBe(true)
            expect(openAttempt(calling)?.fence).toBe(calling.fence)
            delivery = Either.getOrThrow(
              finish(calling, calling.fence, outcome, { policy, now, random })
            )
          }
          if (delivery.state._tag !== "Waiting") return
          const set = DateTime.add(now, { millis: step })
          const due = wakeAt(wake(delivery, policy, set), policy)
          const longest = Duration.toMillis("120 minutes") * (1 + policy.jitter)
          if (due !== undefined) {
            expect(due.epochMillis - set.epochMillis).toBeLessThanOrEqual(longest)
          }
        }
      )
    )
  })
})
