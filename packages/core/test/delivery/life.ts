import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Either from "effect/Either"
import * as fc from "effect/FastCheck"
import * as Schema from "effect/Schema"
import {
  accept,
  askAgain,
  begin,
  cancel,
  type Delivery,
  type DeliveryPolicy,
  defaultPolicy,
  doubt,
  FailureReason,
  finish,
  isDue,
  isOver,
  type NewDelivery,
  type Outcome,
  openAttempt,
  SendWindow,
  wake,
  wakeAt
} from "../../src/delivery/index.js"
import { Weekday } from "../../src/delivery/SendWindow.js"
import { FaxNumber } from "../../src/model/FaxNumber.js"

export const start = DateTime.unsafeMake("2026-03-27T15:00:00Z")
export const number = FaxNumber.make("018555808797")
const minutes = (max: number) => fc.nat({ max }).map((count) => Duration.minutes(count))

export const outcomes: fc.Arbitrary<Outcome> = fc.oneof(
  { weight: 1, arbitrary: fc.constant({ _tag: "Delivered", pages: 2 } as const) },
  { weight: 1, arbitrary: fc.constant({ _tag: "NotDialled" } as const) },
  {
    weight: 6,
    arbitrary: fc.record({
      _tag: fc.constant("Failed" as const),
      // The ones that are tried again, mostly: else no life is long.
      reason: fc.oneof(
        fc.constantFrom(...FailureReason.literals),
        fc.constantFrom<FailureReason>(
          "busy",
          "no_answer",
          "line_dropped",
          "no_fax_tone",
          "partial"
        )
      ),
      pages: fc.nat({ max: 3 })
    })
  }
)

export const policies: fc.Arbitrary<DeliveryPolicy> = fc.record({
  calls: fc.integer({ min: 1, max: 6 }),
  deadlineAfter: fc.integer({ min: 1, max: 72 }).map(Duration.hours),
  longestCall: fc.integer({ min: 1, max: 90 }).map(Duration.minutes),
  longestPage: fc.constant(defaultPolicy.longestPage),
  askFor: fc.integer({ min: 1, max: 90 }).map(Duration.minutes),
  askEvery: fc.constant(defaultPolicy.askEvery),
  jitter: fc.double({ min: 0, max: 0.5, noNaN: true })
})

const windows = fc
  .record({
    zone: fc.constantFrom("Europe/Madrid", "America/New_York", "Asia/Kathmandu"),
    hours: fc.array(
      fc.record({
        days: fc.uniqueArray(fc.constantFrom(...Weekday.literals), { minLength: 1 }),
        from: fc.constantFrom("00:00", "01:30", "08:00", "16:10"),
        to: fc.constantFrom("02:15", "08:00", "16:20", "24:00")
      }),
      { minLength: 1, maxLength: 2 }
    )
  })
  .map((encoded) => Schema.decodeUnknownSync(SendWindow)(encoded))

export const acceptances: fc.Arbitrary<NewDelivery> = fc
  .record(
    {
      window: windows,
      sendAt: fc.integer({ min: -600, max: 4000 }).map((m) => DateTime.add(start, { minutes: m }))
    },
    { requiredKeys: [] }
  )
  .map((options) => ({ destination: number, ...options }))

/** What the world does to one attempt. */
const fates = fc.record({
  lasts: minutes(120),
  /** The caller dies in mid-call and nobody hears of it before the call has lasted too long. */
  crash: fc.boolean(),
  /** How often it is asked about before the answer is there; the last one is never. */
  asks: fc.constantFrom(0, 1, 3, Number.POSITIVE_INFINITY),
  outcome: outcomes,
  random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
})

export const lives = fc.record({
  policy: policies,
  acceptance: acceptances,
  fates: fc.infiniteStream(fates),
  /** A dispatcher comes later than it is due. */
  late: fc.infiniteStream(fc.oneof(fc.constant(Duration.zero), minutes(90))),
  cancelAt: fc.option(minutes(3000), { nil: undefined })
})
type Life = typeof lives extends fc.Arbitrary<infer L> ? L : never

/** A message lived to its end by a dispatcher that obeys the rules. Every state it had, with its time. */
export const live = ({ policy, acceptance, fates, late, cancelAt }: Life) => {
  let now = start
  let delivery = accept(acceptance, policy, now)
  const trace = [{ now, delivery }]
  const record = (next: Delivery) => {
    delivery = next
    trace.push({ now, delivery })
  }
  const step = (next: Either.Either<Delivery, unknown>) => record(Either.getOrThrow(next))
  const cancelTime = cancelAt && DateTime.addDuration(start, cancelAt)
  let isCanceled = false
  const pass = (to: DateTime.Utc) => {
    if (cancelTime !== undefined && !isCanceled && DateTime.lessThanOrEqualTo(cancelTime, to)) {
      isCanceled = true
      now = DateTime.max(now, cancelTime)
      if (!isOver(delivery)) step(cancel(delivery, now))
    }
    now = DateTime.max(now, to)
  }

  while (!isOver(delivery) && trace.length < 5000) {
    const due = wakeAt(delivery, policy) ?? now
    pass(DateTime.addDuration(due, late.next().value))
    record(wake(delivery, policy, now))
    if (!isDue(delivery, now)) continue
    step(begin(delivery, now))
    const fate = fates.next().value
    if (fate.crash) {
      pass(DateTime.addDuration(now, policy.longestCall))
      record(wake(delivery, policy, now))
    } else {
      pass(DateTime.addDuration(now, Duration.min(fate.lasts, policy.longestCall)))
    }
    if (fate.crash || fate.asks > 0) {
      if (delivery.state._tag === "Calling") step(doubt(delivery, delivery.fence, now))
      for (let asked = 0; asked < fate.asks && openAttempt(delivery) !== undefined; asked++) {
        pass(wakeAt(delivery, policy) ?? now)
        step(askAgain(delivery, delivery.fence, { policy, now, random: fate.random }))
      }
    }
    if (openAttempt(delivery) !== undefined) {
      step(finish(delivery, delivery.fence, fate.outcome, { policy, now, random: fate.random }))
    }
  }
  return {
    trace,
    policy,
    acceptance,
    canceledAt: isCanceled ? cancelTime : undefined,
    end: delivery,
    endedAt: now
  }
}
