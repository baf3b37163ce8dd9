import { FaxNumber } from "@faxingcenter/core"
import { destinationKey } from "@faxingcenter/core/delivery"
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { auditStatement } from "../store/clients/Audit.js"
import { Database, type DatabaseError } from "../store/database/Database.js"
import { orNull } from "../store/database/Texts.js"
import { stepForward } from "../store/faxes/frontOf.js"
import {
  countHeld,
  deleteHold,
  deleteOwnPause,
  everyDestination,
  HoldCause,
  HoldRow,
  heldDestinations,
  holdOf,
  insertHold,
  isHeld,
  isPausedByItself,
  isPausedByOperator,
  not,
  setProbe,
  stepBack,
  takeOverPause,
  takeProbe
} from "../store/faxes/holds.js"
import { Waker } from "../store/outbox/Waker.js"

/** Since when no calls are made, and why. */
export const Pause = Schema.Struct({
  at: Schema.DateTimeUtc,
  /** An operator, who ran the command, or `gateway`: that one looks by itself whether it may go on. */
  by: Schema.String,
  cause: HoldCause,
  detail: Schema.optionalWith(Schema.String, { exact: true }),
  /** When one fax is tried, to find out whether the cause is gone; of a pause of the gateway's own. */
  probeAt: Schema.optionalWith(Schema.DateTimeUtc, { exact: true })
}).annotations({ identifier: "Pause" })
export interface Pause extends Schema.Schema.Type<typeof Pause> {}

/** A number that is not called, since when and why. */
export const Hold = Schema.Struct({
  number: FaxNumber,
  at: Schema.DateTimeUtc,
  by: Schema.String,
  detail: Schema.optionalWith(Schema.String, { exact: true })
}).annotations({ identifier: "Hold" })
export interface Hold extends Schema.Schema.Type<typeof Hold> {}

/** What keeps calls from being made. */
export interface QueueState {
  /** Absent while the queue runs. */
  readonly pause?: Pause
  /** The newest first; 200 at most. */
  readonly holds: ReadonlyArray<Hold>
  /** All that are held, counted up to 1,000. */
  readonly held: number
}

/** One fax is tried so soon after a refusal, which may have been a moment's; */
const firstProbe = Duration.seconds(5)
/** then after twice as long each time, up to this. */
const longestProbe = Duration.minutes(5)

/** The name of the gateway itself in the audit log. */
const itself = "gateway"

const shownHolds = 200
const mostCounted = 1000

const decodeHolds = Schema.decodeUnknown(Schema.Array(HoldRow))
const decodeCount = Schema.decodeUnknown(Schema.NonEmptyArray(Schema.Struct({ n: Schema.Int })))

const detailIn = (detail: string | null) => (detail === null ? {} : { detail })

const pauseOf = ({ actor, at, cause, detail, probe_at }: typeof HoldRow.Type): Pause => ({
  at: DateTime.unsafeMake(at),
  by: actor,
  cause,
  ...detailIn(detail),
  ...(probe_at === null ? {} : { probeAt: DateTime.unsafeMake(probe_at) })
})

/**
 * Pauses and resumes calls: all of them, or those to one number. It is stored, so it holds for every node
 * and outlives them. Faxes are still accepted, calls that are on go on, and a fax whose deadline passes
 * meanwhile ends as `expired`. Who did it is in the audit log.
 *
 * @example
 * ```ts
 * import { FaxQueue } from "@faxingcenter/gateway/manage"
 * import { Effect } from "effect"
 *
 * // Nobody is called during the work on the trunk.
 * const pauseForMaintenance = Effect.flatMap(FaxQueue, ({ pause }) =>
 *   pause("anna", "the trunk is being worked on")
 * )
 * ```
 */
export class FaxQueue extends Context.Tag("@faxingcenter/gateway/FaxQueue")<
  FaxQueue,
  {
    readonly state: Effect.Effect<QueueState, DatabaseError>
    /** The pause alone, for those who look often. */
    readonly paused: Effect.Effect<Pause | undefined, DatabaseError>
    /** No call begins after this returns. `false`: somebody had asked for it before. */
    readonly pause: (actor: string, detail?: string) => Effect.Effect<boolean, DatabaseError>
    /** `false`: it was not paused. */
    readonly resume: (actor: string) => Effect.Effect<boolean, DatabaseError>
    /** No call to this number begins after this returns, however it is written. `false`: it was held before. */
    readonly hold: (
      number: FaxNumber,
      actor: string,
      detail?: string
    ) => Effect.Effect<boolean, DatabaseError>
    /** `false`: it was not held. */
    readonly release: (number: FaxNumber, actor: string) => Effect.Effect<boolean, DatabaseError>
    /** Pauses because the provider would refuse every other fax too; `true` for the first to find out. */
    readonly pauseItself: (
      cause: Exclude<HoldCause, "asked">,
      detail: string
    ) => Effect.Effect<boolean, DatabaseError>
    /** Ends a pause of its own, since the provider took a fax; what an operator has paused stays so. */
    readonly resumeItself: Effect.Effect<boolean, DatabaseError>
    /** Lets a probe be made at once, where the gateway itself has paused. */
    readonly probeSoon: Effect.Effect<void, DatabaseError>
    /** Whether it is time for a probe, and whoever asks is the one of all nodes to make it. */
    readonly takeProbe: Effect.Effect<boolean, DatabaseError>
  }
>() {}

/** Whether the gateway itself has paused, and one fax may be tried. */
export const isTimeToProbe = (pause: Pause | undefined, now: DateTime.Utc): boolean =>
  pause?.probeAt !== undefined && DateTime.lessThanOrEqualTo(pause.probeAt, now)

const make = Effect.gen(function* () {
  const db = yield* Database
  const waker = yield* Waker
  const { texts } = db.dialect
  const now = Effect.map(DateTime.now, DateTime.toEpochMillis)
  const rowsOf = (statement: Parameters<typeof db.query>[0]) =>
    Effect.flatMap(db.query(statement), (rows) => Effect.orDie(decodeHolds(rows)))

  const paused = Effect.map(rowsOf(holdOf(everyDestination)), ([row]) =>
    row === undefined ? undefined : pauseOf(row)
  )

  /** Carries it out, tells the nodes, and says whether any of the statements that give rows gave one. */
  const change = Effect.fn("FaxQueue.change")(function* (script: Parameters<typeof db.commit>[0]) {
    const results = yield* db.commit(script)
    yield* db.notify("wake")
    return results.some((rows) => rows.length > 0)
  })

  return FaxQueue.of({
    state: Effect.gen(function* () {
      const pause = yield* paused
      const holds = yield* rowsOf(heldDestinations(shownHolds))
      const [{ n }] = yield* Effect.orDie(decodeCount(yield* db.query(countHeld(mostCounted))))
      return {
        ...(pause === undefined ? {} : { pause }),
        holds: holds.flatMap(({ actor, at, detail, number }) =>
          number === null
            ? []
            : [{ number, at: DateTime.unsafeMake(at), by: actor, ...detailIn(detail) }]
        ),
        held: n
      }
    }),
    paused,
    pause: Effect.fn("FaxQueue.pause")(function* (actor, detail) {
      const at = yield* now
      const because = detail === undefined ? {} : { detail: texts.sealed(detail) }
      return yield* change(() => [
        auditStatement(
          { at, actor, action: "queue.pause", subject: "queue", ...because },
          not(isPausedByOperator)
        ),
        takeOverPause(at, actor, orNull(texts.sealed, detail)),
        insertHold({
          destination: everyDestination,
          number: null,
          at,
          actor,
          cause: "asked",
          detail: orNull(texts.sealed, detail),
          probe_at: null
        })
      ])
    }),
    resume: Effect.fn("FaxQueue.resume")(function* (actor) {
      const at = yield* now
      return yield* change(() => [
        auditStatement(
          { at, actor, action: "queue.resume", subject: "queue" },
          isHeld(everyDestination)
        ),
        deleteHold(everyDestination)
      ])
    }),
    hold: Effect.fn("FaxQueue.hold")(function* (number, actor, detail) {
      const at = yield* now
      const destination = texts.hashed(destinationKey(number))
      const because = detail === undefined ? {} : { detail: texts.sealed(detail) }
      return yield* change(() => [
        auditStatement(
          { at, actor, action: "queue.hold", subject: texts.sealed(number), ...because },
          not(isHeld(destination))
        ),
        insertHold({
          destination,
          number: texts.sealed(number),
          at,
          actor,
          cause: "asked",
          detail: orNull(texts.sealed, detail),
          probe_at: null
        }),
        stepBack(destination)
      ])
    }),
    release: Effect.fn("FaxQueue.release")(function* (number, actor) {
      const at = yield* now
      const destination = texts.hashed(destinationKey(number))
      const [, rows] = yield* db.commit(() => [
        auditStatement(
          { at, actor, action: "queue.release", subject: texts.sealed(number) },
          isHeld(destination)
        ),
        deleteHold(destination),
        ...stepForward(db.dialect, [{ destination }], at),
        ...waker.wakeNext([destination])
      ])
      yield* db.notify("wake")
      return rows?.[0] !== undefined
    }),
    pauseItself: Effect.fn("FaxQueue.pauseItself")(function* (cause, detail) {
      const at = yield* now
      return yield* change(() => [
        auditStatement(
          {
            at,
            actor: itself,
            action: "queue.pause",
            subject: "queue",
            detail: texts.sealed(detail)
          },
          not(isHeld(everyDestination))
        ),
        insertHold({
          destination: everyDestination,
          number: null,
          at,
          actor: itself,
          cause,
          detail: texts.sealed(detail),
          probe_at: at + Duration.toMillis(firstProbe)
        })
      ])
    }),
    resumeItself: Effect.gen(function* () {
      const at = yield* now
      return yield* change(() => [
        auditStatement(
          { at, actor: itself, action: "queue.resume", subject: "queue" },
          isPausedByItself
        ),
        deleteOwnPause
      ])
    }),
    probeSoon: Effect.flatMap(now, (at) => Effect.asVoid(db.commit(() => [setProbe(at)]))),
    takeProbe: Effect.gen(function* () {
      const at = yield* now
      const [rows] = yield* db.commit(() => [
        takeProbe(at, Duration.toMillis(firstProbe), Duration.toMillis(longestProbe))
      ])
      return rows?.[0] !== undefined
    })
  })
})

export const layer = Layer.effect(FaxQueue, make)
