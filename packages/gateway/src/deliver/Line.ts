import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import { transportState } from "../measure/metrics.js"
import { FaxQueue } from "./FaxQueue.js"
import { type LineReport, Transport } from "./transport/Transport.js"

/** State of the line, as far as this node knows: `unknown` until the first call. */
export interface LineState {
  readonly state: LineReport["state"] | "unknown"
  /** Since when. */
  readonly at: DateTime.Utc
  /** What was said when it came to this. */
  readonly detail?: string
}

const states: ReadonlyArray<LineState["state"]> = [
  "unknown",
  "up",
  "credentials",
  "funds",
  "account",
  "away",
  "no_line"
]

/** What each state means and what ends it, as text for people. */
export const lineWords: Readonly<Record<LineState["state"], string>> = {
  unknown: "No call has been made yet.",
  up: "The line accepts faxes.",
  credentials:
    "The provider refuses the gateway's own credentials. Correct them and restart the gateway.",
  funds: "The account at the provider has no funds. Top it up.",
  account: "The provider does not allow the account to send. Ask the provider why.",
  away: "The provider or the fax server does not answer. Faxes wait and are retried.",
  no_line: "No line is free. Faxes wait and are retried."
}

/** What this node knows of the way to the line. */
export class Line extends Context.Tag("@faxingcenter/gateway/Line")<
  Line,
  {
    readonly state: Effect.Effect<LineState>
    /** Takes note of what a call found out. It is told when it changes, and not each time. */
    readonly note: (report: LineReport, isProbe: boolean) => Effect.Effect<void>
  }
>() {}

const make = Effect.gen(function* () {
  const queue = yield* FaxQueue
  const { name } = yield* Transport
  let current: LineState = { state: "unknown", at: yield* DateTime.now }
  const show = Effect.forEach(
    states,
    (state) =>
      Metric.set(
        Metric.tagged(Metric.tagged(transportState, "transport", name), "state", state),
        state === current.state ? 1 : 0
      ),
    { discard: true }
  )
  yield* show
  // Whoever starts it anew may have put in the right credentials.
  yield* Effect.ignoreLogged(queue.probeSoon)

  // What the provider said is for operators to see: it may repeat what was sent.
  const tell = (state: LineState["state"], wasUnknown: boolean) =>
    state === "up"
      ? Effect.when(Effect.logInfo(`The line is back (${name})`), () => !wasUnknown)
      : Effect.logWarning(`${lineWords[state]} (${name})`)

  const kept = <E>(what: Effect.Effect<boolean, E>, words: string) =>
    what.pipe(
      Effect.flatMap((isNew) => (isNew ? Effect.logWarning(words) : Effect.void)),
      Effect.catchAllCause((cause) => Effect.logWarning("The queue could not be changed", cause))
    )

  const note = Effect.fn("Line.note")(function* (report: LineReport, isProbe: boolean) {
    const at = yield* DateTime.now
    const before = current
    const { state } = report
    if (before.state !== state) {
      current = { at, ...report }
      yield* tell(state, before.state === "unknown")
      yield* show
    }
    if (state === "credentials" || state === "funds" || state === "account") {
      yield* kept(
        queue.pauseItself(state, report.detail),
        "The queue is paused, so that no fax fails for it. It resumes once the provider takes a fax: one is tried after 5 seconds, then less and less often, at least every 5 minutes. Resume it now with: fax queue resume"
      )
    } else if (state === "up" && isProbe) {
      yield* kept(queue.resumeItself, "The queue is resumed: the provider accepts faxes again")
    } else if (state === "up" && before.state === "credentials") {
      // The same credentials got an answer: the refusal may have been a moment's.
      yield* Effect.ignoreLogged(queue.probeSoon)
    }
  })

  return Line.of({
    state: Effect.sync(() => current),
    note: (report, isProbe) =>
      Effect.suspend(() =>
        // As after nearly every call.
        report.state === "up" && current.state === "up" && !isProbe
          ? Effect.void
          : note(report, isProbe)
      )
  })
})

export const layer = Layer.effect(Line, make)
