import { describe, expect, it } from "@effect/vitest"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Either from "effect/Either"
import * as fc from "effect/FastCheck"
import * as Schema from "effect/Schema"
import {
  accept,
  askAgain,
  begin,
  callsMade,
  cancel,
  Delivery,
  defaultPolicy,
  doubt,
  FailureReason,
  failureInfo,
  finish,
  isOver,
  openAttempt,
  resend,
  resolve,
  SendWindow,
  wake
} from "../../src/delivery/index.js"
import { isOpen } from "../../src/delivery/SendWindow.js"
import { FaxNumber } from "../../src/index.js"
import { acceptances, live, lives, number, outcomes, policies, start } from "./life.js"

const everyLife = (holds: (life: ReturnType<typeof live>) => void) =>
  fc.assert(
    fc.property(lives, (life) => holds(live(life))),
    { numRuns: 400 }
  )

const reasonsOf = (delivery: Delivery) =>
  delivery.attempts.map(({ outcome }) =>
    outcome?._tag === "Failed" ? outcome.reason : outcome?._tag
  )

describe("the life of a message", () => {
  it("ends, and by its deadline, but for an attempt that is open then", () => {
    everyLife(({ end, trace, policy }) => {
      expect(isOver(end)).toBe(true)
      const at = "at" in end.state ? end.state.at : start
      const lastStart = end.attempts.at(-1)?.startedAt ?? start
      const settled = Duration.sum(policy.longestCall, policy.askFor)
      const bound = DateTime.max(end.deadline, DateTime.addDuration(lastStart, settled))
      // The dispatcher of these lives is up to 90 minutes late.
      const late = Duration.minutes(90)
      expect(DateTime.lessThanOrEqualTo(at, DateTime.addDuration(bound, late))).toBe(true)
      expect(trace.length).toBeLessThan(5000)
    })
  })

  it("has no more calls than are allowed", () => {
    everyLife(({ end, policy }) => {
      expect(callsMade(end)).toBeLessThanOrEqual(policy.calls)
    })
  })

  it("goes on after a failure only as its reason allows", () => {
    everyLife(({ end }) => {
      const reasons = reasonsOf(end)
      for (const reason of FailureReason.literals) {
        const times = reasons.filter((each) => each === reason).length
        const { retry } = failureInfo[reason]
        if (retry === "once") expect(times).toBeLessThanOrEqual(2)
        if (retry === "never" && times > 0) expect(reasons.indexOf(reason)).toBe(reasons.length - 1)
      }
      if (reasons.includes("Delivered"))
        expect(reasons.indexOf("Delivered")).toBe(reasons.length - 1)
    })
  })

  it("uses what it is allowed: nothing but its rules ends it", () => {
    everyLife(({ end, policy, canceledAt }) => {
      const last = end.attempts.at(-1)?.outcome
      if (end.state._tag === "Delivered") expect(last?._tag).toBe("Delivered")
      if (end.state._tag !== "Failed") return
      const { reason, at } = end.state
      if (reason === "canceled") {
        expect(canceledAt !== undefined || reasonsOf(end).at(-1) === "canceled").toBe(true)
        return
      }
      if (reason === "expired" || last?._tag !== "Failed") return
      expect(reason).toBe(last.reason)
      const { retry } = failureInfo[reason]
      const isSpent =
        retry === "never" ||
        (retry === "once" && reasonsOf(end).filter((each) => each === reason).length === 2) ||
        callsMade(end) === policy.calls
      // Else there was no time: the longest pause and a week for the window to open.
      const far = DateTime.add(at, { hours: 4, days: end.window === undefined ? 0 : 8 })
      expect(isSpent || DateTime.greaterThan(far, end.deadline)).toBe(true)
    })
  })

  it("begins calls in its hours only, not before its time, and none from its deadline on", () => {
    everyLife(({ end, acceptance }) => {
      for (const { startedAt } of end.attempts) {
        if (end.window !== undefined) expect(isOpen(end.window, startedAt)).toBe(true)
        if (acceptance.sendAt !== undefined) {
          expect(DateTime.greaterThanOrEqualTo(startedAt, acceptance.sendAt)).toBe(true)
        }
        expect(DateTime.lessThan(startedAt, end.deadline)).toBe(true)
      }
    })
  })

  it("does not expire before its hours come, unless somebody gave a deadline", () => {
    const window = Schema.decodeSync(SendWindow)({
      zone: "Europe/Madrid",
      hours: [{ days: ["monday"], from: "09:00", to: "17:00" }]
    })
    const destination = FaxNumber.make("13862345678")
    const tuesday = DateTime.unsafeMake("2026-01-06T12:00:00Z")
    const { deadline, state } = accept({ destination, window }, defaultPolicy, tuesday)
    const monday = DateTime.unsafeMake("2026-01-12T08:00:00Z")
    expect(state).toEqual({ _tag: "Waiting", notBefore: monday })
    expect(deadline).toEqual(DateTime.addDuration(monday, defaultPolicy.deadlineAfter))
    const early = accept({ destination, window, deadline: monday }, defaultPolicy, tuesday)
    expect(early.state).toMatchObject({ _tag: "Failed", reason: "expired" })
  })

  it("begins no call a moment before its time", () => {
    everyLife(({ trace }) => {
      for (const { delivery } of trace) {
        if (delivery.state._tag !== "Waiting") continue
        const early = DateTime.subtract(delivery.state.notBefore, { millis: 1 })
        expect(Either.flip(begin(delivery, early))).toMatchObject({ right: { reason: "not_due" } })
      }
    })
  })

  it("comes into doubt by itself when its call lasts too long", () => {
    everyLife(({ trace, policy }) => {
      for (const { delivery } of trace) {
        const open = openAttempt(delivery)
        if (delivery.state._tag !== "Calling" || open === undefined) continue
        const end = DateTime.addDuration(open.startedAt, policy.longestCall)
        expect(wake(delivery, policy, DateTime.subtract(end, { millis: 1 }))).toBe(delivery)
        expect(wake(delivery, policy, end).state._tag).toBe("InDoubt")
      }
    })
  })

  it("begins no attempt while another is open", () => {
    everyLife(({ trace }) => {
      for (const { delivery, now } of trace) {
        if (openAttempt(delivery) === undefined) continue
        expect(Either.flip(begin(delivery, now))).toMatchObject({
          right: { reason: "attempt_open" }
        })
        expect(delivery.attempts.slice(0, -1).every(({ outcome }) => outcome !== undefined)).toBe(
          true
        )
      }
    })
  })

  it("begins no call after it was canceled", () => {
    everyLife(({ trace }) => {
      const canceled = trace.find(({ delivery }) => delivery.cancelRequested)
      const end = trace.at(-1)
      if (canceled !== undefined)
        expect(end?.delivery.attempts.length).toBe(canceled.delivery.attempts.length)
    })
  })

  it("can be stored and read back at any moment", () => {
    const json = Schema.parseJson(Delivery)
    everyLife(({ trace }) => {
      for (const { delivery } of trace.slice(-5)) {
        const stored = Schema.encodeSync(json)(delivery)
        expect(Schema.encodeSync(json)(Schema.decodeSync(json)(stored))).toBe(stored)
      }
    })
  })
})

describe("a call of many pages", () => {
  it("is not taken for dead before its pages can be through", () => {
    const accepted = accept({ destination: number }, defaultPolicy, start)
    const isInDoubtAfter = (hours: number, totalPages?: number) => {
      const calling = Either.getOrThrow(begin(accepted, start, totalPages))
      const later = wake(calling, defaultPolicy, DateTime.add(start, { hours }))
      return later.state._tag === "InDoubt"
    }
    expect([isInDoubtAfter(1), isInDoubtAfter(1, 3), isInDoubtAfter(1, 90)]).toEqual([
      true,
      true,
      false
    ])
    expect(isInDoubtAfter(3, 90)).toBe(true)
  })
})

describe("the fence", () => {
  it("lets nobody settle an attempt that was taken over", () => {
    everyLife(({ trace, policy }) => {
      for (const { delivery, now } of trace) {
        const at = { policy, now, random: 0.5 }
        for (const stale of [delivery.fence - 1, delivery.fence + 1]) {
          for (const step of [
            finish(delivery, stale, { _tag: "Delivered", pages: 1 }, at),
            doubt(delivery, stale, now),
            askAgain(delivery, stale, at)
          ]) {
            expect(Either.isLeft(step)).toBe(true)
          }
        }
      }
    })
  })

  it("moves on with a doubt, so that a caller who is alive after all comes too late", () => {
    everyLife(({ trace, policy }) => {
      for (const { delivery, now } of trace) {
        if (openAttempt(delivery) === undefined) continue
        const taken = Either.getOrThrow(doubt(delivery, delivery.fence, now))
        const late = finish(
          taken,
          delivery.fence,
          { _tag: "Delivered", pages: 1 },
          { policy, now, random: 0.5 }
        )
        expect(Either.flip(late)).toMatchObject({ right: { reason: "stale_fence" } })
      }
    })
  })

  it("never goes back, and every attempt has its own", () => {
    everyLife(({ trace, end }) => {
      const fences = trace.map(({ delivery }) => delivery.fence)
      expect(fences).toEqual([...fences].sort((a, b) => a - b))
      expect(new Set(end.attempts.map(({ fence }) => fence)).size).toBe(end.attempts.length)
      // So that a restored backup, whose clock goes on, uses none again.
      for (const { fence, startedAt } of end.attempts) {
        expect(fence).toBeGreaterThanOrEqual(startedAt.epochMillis)
      }
    })
  })
})

describe("a final state", () => {
  it("stays as it is, whatever comes", () => {
    fc.assert(
      fc.property(lives, outcomes, fc.integer({ min: -1, max: 9 }), (life, outcome, fence) => {
        const { end, endedAt, policy } = live(life)
        const now = DateTime.add(endedAt, { days: 30 })
        const at = { policy, now, random: 0.5 }
        expect(wake(end, policy, now)).toBe(end)
        for (const step of [
          begin(end, now),
          finish(end, fence, outcome, at),
          doubt(end, fence, now),
          askAgain(end, fence, at),
          cancel(end, now)
        ]) {
          expect(Either.flip(step)).toMatchObject({ right: { reason: "over" } })
        }
      })
    )
  })

  it("is a person's to settle when the outcome is unknown, and only then", () => {
    everyLife(({ end, endedAt }) => {
      const isUnknown = end.state._tag === "Failed" && end.state.reason === "unknown_outcome"
      const settled = resolve(end, { _tag: "Delivered", pages: 2 }, endedAt)
      expect(Either.isRight(settled)).toBe(isUnknown)
      if (Either.isRight(settled)) {
        expect(settled.right).toEqual({
          ...end,
          state: { _tag: "Delivered", at: endedAt, pages: 2 }
        })
      }
    })
  })

  it("is sent again as a new message, and twice only for somebody who says so", () => {
    everyLife(({ trace, end, endedAt, policy }) => {
      for (const { delivery } of trace.filter((each) => !isOver(each.delivery))) {
        expect(
          Either.flip(resend(delivery, { mayArriveTwice: true }, policy, endedAt))
        ).toMatchObject({
          right: { reason: "not_over" }
        })
      }
      const isHarmless = end.state._tag === "Failed" && end.state.reason !== "unknown_outcome"
      expect(Either.isRight(resend(end, { mayArriveTwice: false }, policy, endedAt))).toBe(
        isHarmless
      )
      const again = Either.getOrThrow(resend(end, { mayArriveTwice: true }, policy, endedAt))
      expect(again).toMatchObject({ destination: end.destination, attempts: [], fence: 0 })
    })
  })
})

describe("any steps in any order", () => {
  it("leave at most one attempt open, the last, and within the calls allowed", () => {
    const steps = fc.array(
      fc.record({
        kind: fc.constantFrom(
          "begin" as const,
          "finish" as const,
          "doubt" as const,
          "ask" as const,
          "cancel" as const,
          "wake" as const
        ),
        wait: fc.nat({ max: 40 }),
        behind: fc.oneof(
          { weight: 5, arbitrary: fc.constant(0) },
          { weight: 1, arbitrary: fc.integer({ min: -1, max: 2 }) }
        ),
        outcome: outcomes
      }),
      { maxLength: 80 }
    )
    fc.assert(
      fc.property(policies, acceptances, steps, (policy, acceptance, script) => {
        let now = start
        let delivery = accept(acceptance, { ...policy, deadlineAfter: Duration.days(20) }, now)
        for (const { kind, wait, behind, outcome } of script) {
          now = DateTime.add(now, { minutes: wait })
          const fence = delivery.fence - behind
          const at = { policy, now, random: 0.5 }
          const next = {
            begin: () => begin(delivery, now),
            finish: () => finish(delivery, fence, outcome, at),
            doubt: () => doubt(delivery, fence, now),
            ask: () => askAgain(delivery, fence, at),
            cancel: () => cancel(delivery, now),
            wake: () => Either.right(wake(delivery, policy, now))
          }[kind]()
          delivery = Either.getOrElse(next, () => delivery)
          expect(delivery.attempts.slice(0, -1).every(({ outcome }) => outcome !== undefined)).toBe(
            true
          )
          expect(callsMade(delivery)).toBeLessThanOrEqual(delivery.callsAllowed)
        }
      })
    )
  })
})
