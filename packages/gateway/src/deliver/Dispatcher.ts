import type { FaxError, MessageId } from "@faxingcenter/core"
import {
  type Attempt,
  askAgain,
  begin,
  type Circumstances,
  type Delivery,
  doubt,
  finish,
  isDue,
  type Outcome,
  openAttempt,
  type Step,
  suspect,
  wake,
  wakeAt
} from "@faxingcenter/core/delivery"
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import * as Random from "effect/Random"
import * as Schedule from "effect/Schedule"
import { linesEngaged } from "../measure/metrics.js"
import { ClusterNode } from "../store/cluster/ClusterNode.js"
import type { DatabaseError } from "../store/database/Database.js"
import { makeRestores } from "../store/database/restores.js"
import { Messages, type StoredMessage } from "../store/faxes/Messages.js"
import { Policy } from "../store/faxes/Policy.js"
import { makeCalls } from "./callOf.js"
import { noteAnswer } from "./noteAnswer.js"
import { type Call, type LineAnswer, type RenderRefused, Transport } from "./transport/Transport.js"

/** Moves messages on as the rules of core say, and talks to the transport in between. */
export class Dispatcher extends Context.Tag("@faxingcenter/gateway/Dispatcher")<
  Dispatcher,
  {
    /**
     * Does what there is to do with a message now: calls, asks, gives up, or nothing at all. A call is
     * over when this returns. `conflict`: its number is engaged by a message of ours. Nobody is called while
     * the queue is paused or the number held, but by a probe of a queue that the gateway itself paused. `false`: it was
     * to be called, and was not, for one of these reasons or because somebody else took a step.
     */
    readonly tend: (
      message: StoredMessage,
      options?: { readonly isProbe: boolean }
    ) => Effect.Effect<boolean, DatabaseError>
    /** Puts every attempt of nodes that are gone in doubt, to be asked about by whoever is there. */
    readonly failOver: Effect.Effect<void, DatabaseError>
    /** Ends the call that is on for this message, if one is and the transport can. */
    readonly hangUp: (message: StoredMessage) => Effect.Effect<void, DatabaseError>
  }
>() {}

/** What is known must be stored, however long the database is away. */
const untilStored = Schedule.exponential("100 millis").pipe(
  Schedule.union(Schedule.spaced("5 seconds"))
)

const lost = (detail: string): Outcome => ({
  _tag: "Failed",
  reason: "unknown_outcome",
  pages: 0,
  raw: { source: "gateway", text: detail }
})

const cannotRecall = (transport: string): LineAnswer => ({
  _tag: "Never",
  detail: `the database was replaced by a copy, and ${transport} cannot tell which calls were made before that`
})
const outOfReach = ({ message }: DatabaseError): Effect.Effect<LineAnswer> =>
  Effect.succeed({ _tag: "NotYet", detail: message })

/** What comes of an attempt that no pages could be made for: nobody was called. */
const withoutPages = (
  error: RenderRefused | FaxError.DocumentUnreadable | DatabaseError
): Outcome =>
  error._tag === "RenderRefused"
    ? {
        _tag: "Failed",
        reason: error.reason,
        pages: 0,
        raw: { source: "pages", text: error.detail }
      }
    : { _tag: "NotDialled", raw: { source: "gateway", text: error.message } }

/** A message as it was last read, or is now. */
type Known = Effect.Effect<StoredMessage, DatabaseError | FaxError.NotFound>

const make = Effect.gen(function* () {
  const messages = yield* Messages
  const transport = yield* Transport
  const node = yield* ClusterNode
  const policy = yield* Policy
  const { callOf, imageOf } = yield* makeCalls
  const restores = yield* makeRestores
  const caller = { node: node.id, transport: transport.name }

  const circumstances: Effect.Effect<Circumstances> = Effect.zipWith(
    DateTime.now,
    Random.next,
    (now, random) => ({ policy, now, random })
  )

  /** Takes a step on a message, as it is by then; nothing happens, and `false`, when the rules refuse it. */
  const settle = (
    known: Known,
    decide: (delivery: Delivery, circumstances: Circumstances) => Step
  ): Effect.Effect<boolean, DatabaseError | FaxError.NotFound> =>
    Effect.gen(function* () {
      const before = yield* known
      const after = decide(before.delivery, yield* circumstances)
      if (Either.isLeft(after)) {
        yield* Effect.logInfo(`${before.id}: ${after.left.message}`)
        return false
      }
      const saved = yield* messages.save(before, after.right, caller)
      return saved === undefined ? yield* settle(messages.load(before.id), decide) : true
    })

  /** A transport that breaks may have dialled. */
  const answerOf = (effect: Effect.Effect<LineAnswer>): Effect.Effect<LineAnswer> =>
    Effect.catchAllCause(effect, (cause) =>
      Cause.isInterruptedOnly(cause)
        ? Effect.failCause(cause)
        : Effect.as(Effect.logError(`The transport ${transport.name} failed`, cause), {
            _tag: "NotYet" as const,
            detail: "the transport failed"
          })
    )

  /** What came of a call, if anything has yet; when that is stored, the line may forget it. */
  const store = (
    id: MessageId,
    known: Known,
    fence: number,
    answer: LineAnswer,
    call: Call | undefined,
    notYet: (delivery: Delivery, circumstances: Circumstances) => Step
  ) =>
    settle(known, (delivery, at) => {
      if (answer._tag === "NotYet") return notYet(delivery, at)
      const outcome = answer._tag === "Never" ? lost(answer.detail) : answer
      return finish(delivery, fence, outcome, at)
    }).pipe(
      Effect.tapError((error) => Effect.logWarning(`${id}: ${error.message}`)),
      Effect.retry({ schedule: untilStored, while: ({ _tag }) => _tag === "DatabaseError" }),
      Effect.orElseSucceed(() => false),
      Effect.tap((isStored) => (isStored ? noteAnswer(answer, call?.startedAt) : Effect.void)),
      Effect.flatMap((isStored) =>
        isStored && call !== undefined && answer._tag !== "NotYet"
          ? transport.forget(call)
          : Effect.void
      )
    )

  const dial = Effect.fn("Dispatcher.dial")(function* (message: StoredMessage, isProbe: boolean) {
    const made = yield* Effect.either(imageOf(message))
    // The database is away: it is looked at again.
    if (Either.isLeft(made) && made.left._tag === "DatabaseError") return yield* made.left
    const image = Either.getOrUndefined(made)
    const { now } = yield* circumstances
    const begun = begin(message.delivery, now, image?.pages)
    if (Either.isLeft(begun)) return true
    const open = openAttempt(begun.right)
    if (open === undefined) return true
    const { fence } = open
    const end = (known: Known, answer: LineAnswer, call?: Call) =>
      store(message.id, known, fence, answer, call, (delivery, at) =>
        doubt(delivery, fence, at.now)
      )
    const saved = yield* messages.save(message, begun.right, { ...caller, isProbe }).pipe(
      // Whether it was begun may be unknown; that nobody was called is not, and ends it if it was.
      Effect.tapError((error) =>
        error.kind === "conflict"
          ? Effect.void
          : end(messages.load(message.id), { _tag: "NotDialled" })
      )
    )
    if (saved === undefined) return false
    const known = Effect.succeed(saved)
    if (Either.isLeft(made)) {
      yield* end(known, withoutPages(made.left))
      return true
    }
    const call = yield* Effect.tapError(callOf(saved, open, image, isProbe), () =>
      end(known, { _tag: "NotDialled" })
    )
    const answer = yield* Effect.acquireUseRelease(
      Metric.incrementBy(linesEngaged, 1),
      () => answerOf(transport.dial(call)),
      () => Metric.incrementBy(linesEngaged, -1)
    )
    // Not every line tells how it is.
    if (answer._tag === "Delivered") yield* call.report({ line: { state: "up" } })
    yield* end(known, answer, call)
    return true
  })

  /** Asks about calls that another life of this database may have made. */
  const recall = Effect.fn("Dispatcher.recall")(function* (call: Call, since: number) {
    if (transport.recall === undefined) return cannotRecall(transport.name)
    const last = yield* restores.last
    const until = last === undefined ? yield* DateTime.now : DateTime.unsafeMake(last.at)
    return yield* transport.recall(call, { since: DateTime.unsafeMake(since), until })
  })

  const ask = Effect.fn("Dispatcher.ask")(function* (message: StoredMessage, open: Attempt) {
    const { fence } = message.delivery
    const call = yield* callOf(message, open)
    const since = message.calls.find((known) => known.fence === open.fence)?.unknownSince
    const asked = since === undefined ? transport.find(call) : recall(call, since)
    const answer = yield* answerOf(Effect.catchAll(asked, outOfReach))
    const known = Effect.succeed(message)
    yield* store(message.id, known, fence, answer, call, (delivery, at) =>
      askAgain(delivery, fence, at)
    )
  })

  /** Whether it waits for what may have been done already, and its time has come. */
  const isSuspect = ({ delivery, unknownSince }: StoredMessage, now: DateTime.Utc) => {
    const due = wakeAt(delivery, policy)
    return (
      unknownSince !== undefined &&
      delivery.state._tag === "Waiting" &&
      due !== undefined &&
      DateTime.lessThanOrEqualTo(due, now)
    )
  }

  /** Nobody is called, and nothing given up, before the line has been asked. */
  const askFirst = Effect.fn("Dispatcher.askFirst")(function* (message: StoredMessage) {
    const { now } = yield* circumstances
    const inDoubt = suspect(message.delivery, now)
    if (Either.isLeft(inDoubt)) return
    const saved = yield* messages.save(message, inDoubt.right, caller)
    const open = saved === undefined ? undefined : openAttempt(saved.delivery)
    if (saved !== undefined && open !== undefined) yield* ask(saved, open)
  })

  const tend = Effect.fn("Dispatcher.tend")(function* (
    found: StoredMessage,
    options?: { readonly isProbe: boolean }
  ) {
    const now = yield* DateTime.now
    if (isSuspect(found, now)) {
      yield* askFirst(found)
      return true
    }
    const woken = wake(found.delivery, policy, now)
    const message = woken === found.delivery ? found : yield* messages.save(found, woken, caller)
    if (message === undefined) return true
    const { delivery } = message
    const open = openAttempt(delivery)
    if (isDue(delivery, now)) return yield* dial(message, options?.isProbe === true)
    if (
      open !== undefined &&
      delivery.state._tag === "InDoubt" &&
      DateTime.lessThanOrEqualTo(delivery.state.askAt, now)
    ) {
      yield* ask(message, open)
    }
    return true
  })

  return Dispatcher.of({
    tend,
    failOver: Effect.gen(function* () {
      const gone = yield* node.gone
      if (gone.length === 0) return
      yield* Effect.forEach(
        yield* messages.callingFrom(gone),
        (message) =>
          Effect.zipRight(
            Effect.logInfo(`${message.id}: its caller is gone; asking the line how the call ended`),
            settle(Effect.succeed(message), (delivery, { now }) =>
              doubt(delivery, message.delivery.fence, now)
            )
          ),
        { discard: true }
      )
    }).pipe(Effect.catchTag("FaxError.NotFound", () => Effect.void)),
    hangUp: (message) => {
      const open = openAttempt(message.delivery)
      return open === undefined
        ? Effect.void
        : Effect.flatMap(callOf(message, open), transport.hangUp)
    }
  })
})

export const layer = Layer.scoped(Dispatcher, make)
