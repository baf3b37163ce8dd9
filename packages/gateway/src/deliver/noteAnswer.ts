import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import { callSeconds, calls, callsInDoubt, pagesSent } from "../measure/metrics.js"
import type { LineAnswer } from "./transport/Transport.js"

const outcomes = {
  Delivered: "delivered",
  Failed: "failed",
  NotDialled: "not_dialled",
  Never: "failed"
} as const

const reasonOf = (answer: LineAnswer): string =>
  answer._tag === "Failed" ? answer.reason : answer._tag === "Never" ? "unknown_outcome" : ""

const made = new Map<string, typeof calls>()

/** Of this outcome and reason: each is put together once. */
const callsOf = (outcome: string, reason: string): typeof calls => {
  const name = `${outcome} ${reason}`
  const known = made.get(name)
  if (known !== undefined) return known
  const counter = Metric.tagged(Metric.tagged(calls, "outcome", outcome), "reason", reason)
  made.set(name, counter)
  return counter
}

/** Measures what came of a call that began then. */
export const noteAnswer = (answer: LineAnswer, startedAt: DateTime.Utc | undefined) =>
  Effect.gen(function* () {
    if (answer._tag === "NotYet") return yield* Metric.increment(callsInDoubt)
    yield* Metric.increment(callsOf(outcomes[answer._tag], reasonOf(answer)))
    if ("pages" in answer) yield* Metric.incrementBy(pagesSent, answer.pages)
    if (startedAt === undefined || answer._tag === "NotDialled") return
    const now = yield* DateTime.now
    yield* Metric.update(callSeconds, Math.max(0, DateTime.distance(startedAt, now)) / 1000)
  })
