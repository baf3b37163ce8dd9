import type { FaxNumber } from "@faxingcenter/core"
import { type NamesOf, onlyKnown } from "@faxingcenter/core/wire"
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"
import type { DatabaseError } from "../../../store/database/Database.js"
import type { Unreadable } from "../../../store/documents/Vault.js"
import { sealedDatabaseAt } from "../../../store/faxes/sealedTexts.js"
import { type Call, type LineAnswer, type LostTime, Transport } from "../Transport.js"
import * as CallLog from "./CallLog.js"
import { type Fate, usualFate } from "./Fate.js"
import { storedCallLog } from "./storedCallLog.js"

export type { Fate } from "./Fate.js"

/** How the simulated line behaves. */
export interface SimulatedLineOptions {
  /**
   * What becomes of a call to a number: the first for its message, or a later one. By default, what
   * the test block says; to any other number every fax arrives after 20 ms, with one page.
   */
  readonly fate?: (number: FaxNumber, call: number) => Fate
  /** Where the exchange remembers its calls; in memory by default. */
  readonly file?: string | undefined
  /** Whether it can tell what became of a call; it can by default. */
  readonly answers?: boolean | undefined
}

/**
 * The simulated exchange, for tests to inspect.
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

const names: NamesOf<SimulatedLineOptions> = { fate: true, file: true, answers: true }

/** A call that is on is looked at again after this many milliseconds: somebody may have hung up. */
const lookAgainMillis = 250

/** The call that was made under a key; one that was refused before was not made. */
const madeOf = (entries: ReadonlyArray<CallLog.Entry>, key: string): CallLog.Dial | undefined => {
  const first = entries.find((entry) => entry.key === key)
  return first?._tag === "Dial" ? first : undefined
}

/** Out of reach, so that nobody can say; but what was surely not written down was not dialled. */
const outOfReach = (error: DatabaseError): LineAnswer => ({ _tag: "NotYet", detail: error.message })
const notWritten = (error: DatabaseError): LineAnswer =>
  error.kind === "unavailable" || error.kind === "refused"
    ? { _tag: "NotDialled" }
    : outOfReach(error)

const checked = (options: SimulatedLineOptions) => onlyKnown("SimulatedLine", options, names)

const make = (log: CallLog.CallLog, options: SimulatedLineOptions) => {
  const fate = options.fate ?? usualFate
  const millis = Effect.map(DateTime.now, DateTime.toEpochMillis)

  /** The exchange knows how a call ends; it tells when the call has ended. */
  const answer = (entries: ReadonlyArray<CallLog.Entry>, key: string, now: number): LineAnswer => {
    const made = madeOf(entries, key)
    if (made === undefined) return { _tag: "NotDialled" }
    const isHungUp = entries.some(
      (entry) => entry._tag === "HangUp" && entry.key === key && entry.at < made.endsAt
    )
    if (isHungUp) return { _tag: "Failed", reason: "canceled", pages: 0 }
    return made.endsAt <= now
      ? made.outcome
      : { _tag: "NotYet", detail: "the call is still in progress" }
  }

  const listen = (message: string, key: string): Effect.Effect<LineAnswer, DatabaseError> =>
    Effect.gen(function* () {
      const entries = yield* log.about(message)
      const now = yield* millis
      const said = answer(entries, key, now)
      const made = madeOf(entries, key)
      if (said._tag !== "NotYet" || made === undefined) return said
      yield* Effect.sleep(Duration.millis(Math.min(made.endsAt - now, lookAgainMillis)))
      return yield* listen(message, key)
    })

  const dial = Effect.fn("SimulatedLine.dial")(
    function* ({ attemptKey: key, messageId, number, report }: Call) {
      const at = yield* millis
      const calls = (yield* log.about(messageId)).filter(({ _tag }) => _tag === "Dial").length
      const { lasts, outcome } = fate(number, calls + 1)
      const endsAt = at + Math.round(Duration.toMillis(lasts))
      const failed = yield* log.append({ _tag: "Dial", key, number, at, endsAt, outcome }).pipe(
        Effect.as(undefined),
        Effect.catchAll((error) => Effect.succeed(notWritten(error)))
      )
      if (failed !== undefined) return failed
      yield* report({ remoteId: key, line: { state: "up" } })
      return yield* listen(messageId, key)
    },
    Effect.catchAll((error) => Effect.succeed(outOfReach(error)))
  )

  const find = Effect.fn("SimulatedLine.find")(
    function* ({ attemptKey: key, messageId }: Call) {
      if (options.answers === false) {
        return { _tag: "Never" as const, detail: "the simulated line keeps no record" }
      }
      const known = yield* log.about(messageId)
      if (known.some((entry) => entry.key === key)) return answer(known, key, yield* millis)
      // Whoever was about to make the call may still come first: then that is what counts.
      yield* log.append({ _tag: "Refuse", key })
      return answer(yield* log.about(messageId), key, yield* millis)
    },
    Effect.catchAll((error) => Effect.succeed(outOfReach(error)))
  )

  const recall = Effect.fn("SimulatedLine.recall")(
    function* ({ claimed, messageId, report }: Call, lost: LostTime) {
      if (options.answers === false) {
        return { _tag: "Never" as const, detail: "the simulated line keeps no record" }
      }
      const known = yield* log.about(messageId)
      const now = yield* millis
      const made = known.flatMap((entry) =>
        entry._tag === "Dial" &&
        entry.at >= lost.since.epochMillis &&
        madeOf(known, entry.key) === entry
          ? [{ key: entry.key, said: answer(known, entry.key, now) }]
          : []
      )
      const others = yield* claimed(made.map(({ key }) => key))
      const ours = made.filter(({ key }) => !others.includes(key))
      const found =
        ours.find(({ said }) => said._tag === "Delivered") ??
        ours.find(({ said }) => said._tag === "NotYet") ??
        ours.at(-1)
      if (found === undefined) return { _tag: "NotDialled" as const }
      yield* report({ remoteId: found.key })
      return found.said
    },
    Effect.catchAll((error) => Effect.succeed(outOfReach(error)))
  )

  const hangUp = Effect.fn("SimulatedLine.hangUp")(function* ({ attemptKey: key }: Call) {
    yield* log.append({ _tag: "HangUp", key, at: yield* millis })
  }, Effect.ignoreLogged)

  return Context.make(Transport, {
    name: "simulated",
    refusesTestNumbers: false,
    dial,
    find,
    recall,
    hangUp,
    // It is asked in tests what was called.
    forget: () => Effect.void
  }).pipe(
    Context.add(SimulatedLine, {
      dials: Effect.map(Effect.orDie(log.all), (entries) => {
        const made = new Map<string, boolean>()
        for (const { _tag, key } of entries) {
          if (!made.has(key)) made.set(key, _tag === "Dial")
        }
        return entries.filter((entry) => entry._tag === "Dial").filter(({ key }) => made.get(key))
      })
    })
  )
}

/**
 * A line that makes no calls: the test decides how they end.
 *
 * @example
 * ```ts
 * import { SimulatedLine } from "@faxingcenter/gateway"
 *
 * // Busy at the first call for each message, and delivered at the second.
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
export const layer = (
  options: SimulatedLineOptions = {}
): Layer.Layer<Transport | SimulatedLine> => {
  checked(options)
  return Layer.effectContext(
    Effect.sync(() =>
      make(options.file === undefined ? CallLog.inMemory() : CallLog.inFile(options.file), options)
    )
  )
}

/**
 * A line whose exchange remembers its calls in a database, the one of the gateway for instance: it
 * answers for them whatever process made them, and after any of them has died. Their numbers are sealed where there is
 * a `Vault` with a key.
 *
 * @example
 * ```ts
 * import { layerSqlite, SimulatedLine, Vault } from "@faxingcenter/gateway"
 * import { Layer, Redacted } from "effect"
 *
 * const gateway = layerSqlite("faxes.db").pipe(
 *   Layer.provide(SimulatedLine.layerStored(Redacted.make("faxes.db"))),
 *   Layer.provide(Vault.layerPlain)
 * )
 * ```
 */
export const layerStored = (
  address: Redacted.Redacted,
  options: Omit<SimulatedLineOptions, "file"> = {}
): Layer.Layer<Transport | SimulatedLine, DatabaseError | Unreadable> => {
  checked(options)
  return Layer.effectContext(Effect.map(storedCallLog, (log) => make(log, options))).pipe(
    Layer.provide(sealedDatabaseAt(address))
  )
}
