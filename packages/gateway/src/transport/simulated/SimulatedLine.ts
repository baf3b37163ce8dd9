import type { FaxNumber } from "@faxingcenter/core"
import type { Outcome } from "@faxingcenter/core/delivery"
import { Context, DateTime, Duration, Effect, Layer } from "effect"
import { type Answer, type Call, Transport } from "../Transport.js"
import * as CallLog from "./CallLog.js"

/** What a simulated subscriber does with a call. */
export interface Fate {
  readonly outcome: Outcome
  /** How long the call lasts. */
  readonly lasts: Duration.DurationInput
}

/** How the simulated line behaves. */
export interface SimulatedLineOptions {
  /** What becomes of a call; by default every fax arrives after 20 ms, with one page. */
  readonly fate?: (number: FaxNumber, call: number) => Fate
  /** Where the exchange remembers its calls; in memory by default. */
  readonly file?: string | undefined
  /** Whether it can tell what became of a call; it can by default. */
  readonly answers?: boolean | undefined
}

const arrives: Fate = { outcome: { _tag: "Delivered", pages: 1 }, lasts: "20 millis" }

/**
 * The exchange, for tests to look into.
 *
 * @example
 * ```ts
 * import { SimulatedLine } from "@faxingcenter/gateway"
 * import { Effect } from "effect"
 *
 * const numbersCalled = Effect.gen(function* () {
 *   const { dials } = yield* SimulatedLine.SimulatedLine
 *   return (yield* dials).map(({ number }) => number)
 * })
 * ```
 */
export class SimulatedLine extends Context.Tag("@faxingcenter/gateway/SimulatedLine")<
  SimulatedLine,
  {
    /** Every call that was made, in order. */
    readonly dials: Effect.Effect<ReadonlyArray<CallLog.Dial>>
  }
>() {}

const isDial = (entry: CallLog.Entry): entry is CallLog.Dial => entry._tag === "Dial"

const make = (options: SimulatedLineOptions) =>
  Effect.sync(() => {
    const log = options.file === undefined ? CallLog.inMemory() : CallLog.inFile(options.file)
    const fate = options.fate ?? (() => arrives)
    const byKey = new Map<string, Array<CallLog.Entry>>()
    const numbers = new Map<string, number>()
    let known = 0
    /** What has been said of a call, and by it. */
    const look = (key: string): ReadonlyArray<CallLog.Entry> => {
      const all = log.entries()
      for (const entry of all.slice(known)) {
        byKey.set(entry.key, [...(byKey.get(entry.key) ?? []), entry])
        if (entry._tag === "Dial") numbers.set(entry.number, (numbers.get(entry.number) ?? 0) + 1)
      }
      known = all.length
      return byKey.get(key) ?? []
    }

    /** The exchange knows how a call ends; it tells when the call has ended. */
    const answer = (key: string, now: number): Answer => {
      const [first, ...rest] = look(key)
      if (first === undefined || first._tag !== "Dial") return { _tag: "NotDialled" }
      const hungUp = rest.find((entry) => entry._tag === "HangUp")
      if (hungUp?._tag === "HangUp" && hungUp.at < first.endsAt) {
        return { _tag: "Failed", reason: "canceled", pages: 0 }
      }
      return first.endsAt <= now
        ? first.outcome
        : { _tag: "NotYet", detail: "the call is still on" }
    }
    const millis = Effect.map(DateTime.now, DateTime.toEpochMillis)

    const listen = (key: string): Effect.Effect<Answer> =>
      Effect.flatMap(millis, (now) => {
        const said = answer(key, now)
        const [first] = look(key)
        if (said._tag !== "NotYet" || first?._tag !== "Dial") return Effect.succeed(said)
        const pause = Math.min(first.endsAt - now, 50)
        return Effect.zipRight(Effect.sleep(Duration.millis(pause)), listen(key))
      })

    const dial = Effect.fn("SimulatedLine.dial")(function* ({
      attemptKey: key,
      number,
      report
    }: Call) {
      const at = yield* millis
      look(key)
      const { outcome, lasts } = fate(number, (numbers.get(number) ?? 0) + 1)
      log.append({
        _tag: "Dial",
        key,
        number,
        at,
        endsAt: at + Math.round(Duration.toMillis(lasts)),
        outcome
      })
      yield* report({ remoteId: key })
      return yield* listen(key)
    })

    const find = Effect.fn("SimulatedLine.find")(function* ({ attemptKey: key }: Call) {
      if (options.answers === false) {
        return { _tag: "Never" as const, detail: "the simulated line keeps no record" }
      }
      if (look(key).length === 0) log.append({ _tag: "Refuse", key })
      return answer(key, yield* millis)
    })

    const hangUp = Effect.fn("SimulatedLine.hangUp")(function* ({ attemptKey: key }: Call) {
      log.append({ _tag: "HangUp", key, at: yield* millis })
    })

    return Context.make(Transport, {
      name: "simulated",
      refusesTestNumbers: false,
      dial,
      find,
      hangUp
    }).pipe(
      Context.add(SimulatedLine, {
        dials: Effect.sync(() => {
          look("")
          // A call that was refused before was not made.
          return [...byKey.values()].flatMap((entries) =>
            entries[0]?._tag === "Dial" ? entries.filter(isDial) : []
          )
        })
      })
    )
  })

/**
 * A line that telephones nobody: what becomes of its calls is up to the test.
 *
 * @example
 * ```ts
 * import { SimulatedLine } from "@faxingcenter/gateway"
 *
 * // Busy at the first call of each number, and delivered at the second.
 * const line = SimulatedLine.layer({
 *   fate: (_number, call) => ({
 *     outcome:
 *       call === 1
 *         ? { _tag: "Failed", reason: "busy", pages: 0 }
 *         : { _tag: "Delivered", pages: 1 },
 *     lasts: "2 seconds"
 *   })
 * })
 * ```
 */
export const layer = (options: SimulatedLineOptions = {}): Layer.Layer<Transport | SimulatedLine> =>
  Layer.effectContext(make(options))
