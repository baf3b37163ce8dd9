import { describe, expect, it } from "@effect/vitest"
import * as DateTime from "effect/DateTime"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import {
  accept,
  begin,
  cancel,
  type Delivery,
  defaultPolicy,
  type FailureReason,
  finish,
  type NewDelivery,
  type Outcome,
  SendWindow
} from "../../src/delivery/index.js"
import { number, start } from "./life.js"

/** The message after attempts that ended so, each one begun as soon as it may be. */
const after = (
  outcomes: ReadonlyArray<Outcome>,
  acceptance: Partial<NewDelivery> = {},
  random = 0.5
) =>
  outcomes.reduce<Delivery>(
    (delivery, outcome) => {
      if (delivery.state._tag !== "Waiting") throw new Error("over too early")
      const now = delivery.state.notBefore
      const open = Either.getOrThrow(begin(delivery, now))
      return Either.getOrThrow(
        finish(open, open.fence, outcome, { policy: defaultPolicy, now, random })
      )
    },
    accept({ destination: number, ...acceptance }, defaultPolicy, start)
  )
const failed = (reason: FailureReason, pages = 0): Outcome => ({ _tag: "Failed", reason, pages })
const times = (count: number, outcome: Outcome) => Array.from({ length: count }, () => outcome)

/** Seconds from the last attempt to the next call, or the reason of the end. */
const next = (delivery: Delivery) => {
  const last = delivery.attempts.at(-1)?.startedAt ?? start
  switch (delivery.state._tag) {
    case "Waiting":
      return DateTime.distance(last, delivery.state.notBefore) / 1000
    case "Failed":
      return delivery.state.reason
    default:
      return delivery.state._tag
  }
}

describe("decideAfterAttempt", () => {
  it("waits longer after every busy signal, and gives up after the last call", () => {
    expect([1, 2, 3, 4, 5].map((count) => next(after(times(count, failed("busy")))))).toEqual([
      120,
      240,
      480,
      960,
      "busy"
    ])
  })

  it("counts the pauses of each reason for itself", () => {
    expect(next(after([failed("busy"), failed("busy"), failed("no_answer")]))).toBe(600)
    expect(next(after([failed("busy"), failed("no_answer"), failed("busy")]))).toBe(240)
  })

  it("spreads the pauses by a quarter", () => {
    expect(next(after([failed("busy")], {}, 0))).toBe(90)
    expect(next(after([failed("busy")], {}, 0.999_999_9))).toBe(150)
  })

  it("calls once more where a person or half a fax answered", () => {
    expect(next(after([failed("no_fax_tone")]))).toBe(600)
    expect(next(after(times(2, failed("no_fax_tone"))))).toBe("no_fax_tone")
    expect(next(after([failed("partial", 2)]))).toBe(120)
    expect(next(after(times(2, failed("partial", 2))))).toBe("partial")
  })

  it("does not call again what no call can mend", () => {
    expect(next(after([failed("invalid_number")]))).toBe("invalid_number")
    expect(next(after([failed("unknown_outcome")]))).toBe("unknown_outcome")
  })

  it("tries for ever, until the deadline, while nothing can be dialled", () => {
    const pauses = Array.from({ length: 9 }, (_, i) =>
      next(after(times(i + 1, { _tag: "NotDialled" })))
    )
    expect(pauses).toEqual([5, 10, 20, 40, 80, 160, 300, 300, 300])
    const deadline = DateTime.add(start, { seconds: 30 })
    expect(next(after(times(3, { _tag: "NotDialled" }), { deadline }))).toBe("congestion")
    expect(next(after([{ _tag: "NotDialled" }, failed("busy"), { _tag: "NotDialled" }]))).toBe(5)
  })

  it("gives the last reason when no call fits in before the deadline", () => {
    const deadline = DateTime.add(start, { seconds: 120 })
    expect(next(after([failed("busy")], { deadline }))).toBe("busy")
    expect(next(after([failed("busy")], { deadline: DateTime.add(start, { seconds: 121 }) }))).toBe(
      120
    )
  })

  it("moves the next call into the hours allowed", () => {
    // 15:00 UTC is 16:00 in Madrid; the clocks go forward two days later.
    const window = Schema.decodeSync(SendWindow)({
      zone: "Europe/Madrid",
      hours: [{ days: ["friday", "monday"], from: "08:00", to: "16:01" }]
    })
    const deadline = DateTime.add(start, { days: 7 })
    const { state } = after([failed("busy")], { window, deadline })
    expect(state).toEqual({
      _tag: "Waiting",
      notBefore: DateTime.unsafeMake("2026-03-30T06:00:00Z")
    })
    const closed = { window, sendAt: DateTime.add(start, { minutes: 1 }) }
    const tooSoon = DateTime.add(start, { days: 1 })
    expect(next(after([], { ...closed, deadline: tooSoon }))).toBe("expired")
    expect(next(after([], closed))).toBe(63 * 3600)
  })

  it("takes what a canceled call brought", () => {
    const open = Either.getOrThrow(
      begin(accept({ destination: number }, defaultPolicy, start), start)
    )
    const stopped = Either.getOrThrow(cancel(open, start))
    const ended = (outcome: Outcome) =>
      next(
        Either.getOrThrow(
          finish(stopped, stopped.fence, outcome, { policy: defaultPolicy, now: start, random: 0 })
        )
      )
    expect(ended(failed("busy"))).toBe("canceled")
    expect(ended({ _tag: "NotDialled" })).toBe("canceled")
    expect(ended({ _tag: "Delivered", pages: 1 })).toBe("Delivered")
    expect(ended(failed("unknown_outcome"))).toBe("unknown_outcome")
  })
})
