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
import * as Arr from "effect/Array"
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import * as FiberId from "effect/FiberId"
import { identity } from "effect/Function"
import * as Layer from "effect/Layer"
import * as Random from "effect/Random"
import * as Schedule from "effect/Schedule"
import { linesEngaged } from "../measure/metrics.js"
import { ClusterNode } from "../store/cluster/ClusterNode.js"
import { allOrEach } from "../store/database/allOrEach.js"
import type { DatabaseError } from "../store/database/Database.js"
import { inOneTurn } from "../store/database/inOneTurn.js"
import { makeRestores } from "../store/database/restores.js"
import type { FaxImage } from "../store/documents/FaxImages.js"
import { Messages, type StoredMessage } from "../store/faxes/Messages.js"
import { Policy } from "../store/faxes/Policy.js"
import { makeCalls } from "./callsOf.js"
import { noteAnswer } from "./noteAnswer.js"
import { type Call, type LineAnswer, type RenderRefused, Transport } from "./transport/Transport.js"

/**
 * What there was to do with a message is done. `conflict`: its number is engaged by a message of ours. `false`: it was to be
 * called, and was not, because of a pause or a hold, or because somebody else took a step.
 */
export type Tended = Exit.Exit<boolean, DatabaseError>

/** Moves messages on as the rules of core say, and talks to the transport in between. */
export class Dispatcher extends Context.Tag("@faxingcenter/gateway/Dispatcher")<
  Dispatcher,
  {
    /**
     * Does what there is to do with a message now: calls, asks, gives up, or nothing at all. A call is
     * over when this returns. Nobody is called while the queue is paused or the number held.
     */
    readonly tend: (message: StoredMessage) => Effect.Effect<boolean, DatabaseError>
    /**
     * The same for many: those that are to be called are begun in one commit, and those whose calls end together are ended
     * in one. `over` is called for each when it is done, and this returns when all are. A probe calls though the gateway
     * itself paused the queue.
     */
    readonly tendAll: (
      messages: ReadonlyArray<StoredMessage>,
      over: (message: StoredMessage, exit: Tended) => void,
      options?: { readonly isProbe: boolean }
    ) => Effect.Effect<void>
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

type Decide = (delivery: Delivery, circumstances: Circumstances) => Step

/** The answer of the line about an attempt, and what it means for the message. */
interface Ending {
  readonly message: StoredMessage
  readonly decide: Decide
}

/** A message that is about to be called, with its pages where the line has them made. */
interface Beginning {
  readonly message: StoredMessage
  readonly made: Either.Either<FaxImage | undefined, Parameters<typeof withoutPages>[0]>
}

const unbounded = { concurrency: "unbounded", discard: true } as const

const make = Effect.gen(function* () {
  const messages = yield* Messages
  const transport = yield* Transport
  const node = yield* ClusterNode
  const policy = yield* Policy
  const { callsOf, imageOf } = yield* makeCalls
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
    decide: Decide
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

  /** Whether each of these steps was taken or refused by the rules; where not, it is to be decided anew, or stored later. */
  const endTogether = yield* inOneTurn((endings: ReadonlyArray<Ending>) =>
    Effect.gen(function* () {
      const now = yield* DateTime.now
      const ends: Array<boolean | { readonly before: StoredMessage; readonly after: Delivery }> = []
      for (const { decide, message } of endings) {
        const after = decide(message.delivery, { policy, now, random: yield* Random.next })
        if (Either.isRight(after)) ends.push({ before: message, after: after.right })
        else {
          yield* Effect.logInfo(`${message.id}: ${after.left.message}`)
          ends.push(false)
        }
      }
      const steps = ends.filter((end) => typeof end === "object")
      const exits = yield* messages.saveAll(steps, caller)
      let next = 0
      return ends.map((end) => {
        if (typeof end === "boolean") return end
        const exit = exits[next++]
        return exit !== undefined && Exit.isSuccess(exit) && exit.value !== undefined
          ? true
          : undefined
      })
    })
  )

  /** The same for a message as it is by then, however long that takes. */
  const endAlone = (id: MessageId, decide: Decide) =>
    settle(messages.load(id), decide).pipe(
      Effect.tapError((error) => Effect.logWarning(`${id}: ${error.message}`)),
      Effect.retry({ schedule: untilStored, while: ({ _tag }) => _tag === "DatabaseError" }),
      Effect.orElseSucceed(() => false)
    )

  /** What an answer of the line means: where it tells nothing yet, what that means. */
  const decideBy =
    (fence: number, answer: LineAnswer, notYet: Decide): Decide =>
    (delivery, at) => {
      if (answer._tag === "NotYet") return notYet(delivery, at)
      const outcome = answer._tag === "Never" ? lost(answer.detail) : answer
      return finish(delivery, fence, outcome, at)
    }

  /** What came of a call, if anything has yet; when that is stored, the line may forget it. */
  const store = (
    message: StoredMessage,
    fence: number,
    answer: LineAnswer,
    call: Call | undefined,
    notYet: Decide
  ) => {
    const decide = decideBy(fence, answer, notYet)
    return endTogether({ message, decide }).pipe(
      Effect.flatMap((isStored) =>
        isStored === undefined ? endAlone(message.id, decide) : Effect.succeed(isStored)
      ),
      Effect.flatMap((isStored) => {
        if (!isStored) return Effect.void
        const noted = noteAnswer(answer, call?.startedAt)
        return call === undefined || answer._tag === "NotYet"
          ? noted
          : Effect.zipRight(noted, transport.forget(call))
      })
    )
  }

  const doubtIt =
    (fence: number): Decide =>
    (delivery, { now }) =>
      doubt(delivery, fence, now)

  /** Whether it was begun may be unknown; that nobody was called is not, and ends it if it was. */
  const notDialled = (id: MessageId, fence: number) =>
    endAlone(id, decideBy(fence, { _tag: "NotDialled" }, doubtIt(fence)))

  /** A call of which the attempt is stored. */
  const dial = (message: StoredMessage, { fence }: Attempt, call: Call) =>
    Effect.suspend(() => {
      linesEngaged.unsafeModify(1, [])
      return answerOf(transport.dial(call))
    }).pipe(
      Effect.onExit(() => Effect.sync(() => linesEngaged.unsafeModify(-1, []))),
      Effect.flatMap((answer) => {
        const stored = store(message, fence, answer, call, doubtIt(fence))
        // Not every line tells how it is.
        return answer._tag === "Delivered"
          ? Effect.zipRight(call.report({ line: { state: "up" } }), stored)
          : stored
      })
    )

  /** Begins the calls of these messages in one commit, and makes those that were begun. */
  const callAll = Effect.fn("Dispatcher.callAll")(function* (
    beginnings: ReadonlyArray<Beginning>,
    isProbe: boolean,
    over: (message: StoredMessage, exit: Tended) => void
  ) {
    const { now } = yield* circumstances
    const begun = beginnings.flatMap(({ made, message }) => {
      // The database is away: it is looked at again.
      if (Either.isLeft(made) && made.left._tag === "DatabaseError") {
        over(message, Exit.fail(made.left))
        return []
      }
      const image = Either.getOrUndefined(made)
      const after = Either.flatMap(begin(message.delivery, now, image?.pages), (delivery) =>
        Either.fromNullable(openAttempt(delivery), () => undefined).pipe(
          Either.map((open) => ({ before: message, after: delivery, made, image, open }))
        )
      )
      if (Either.isRight(after)) return [after.right]
      over(message, Exit.succeed(true))
      return []
    })
    const exits = yield* messages.saveAll(begun, { ...caller, isProbe })
    // One that breaks down does so alone: the calls of the others go on.
    const ended = (before: StoredMessage, effect: Effect.Effect<unknown>, exit: Tended) =>
      Effect.map(Effect.exit(effect), (own) => over(before, Exit.zipRight(own, exit)))
    const others: Array<Effect.Effect<void>> = []
    const toDial = begun.flatMap(({ before, image, made, open }, i) => {
      const exit = exits[i] ?? Exit.succeed(undefined)
      if (Exit.isFailure(exit)) {
        const isEngaged = [...Cause.failures(exit.cause)].some(({ kind }) => kind === "conflict")
        const ending = isEngaged ? Effect.void : notDialled(before.id, open.fence)
        others.push(ended(before, ending, Exit.failCause(exit.cause)))
        return []
      }
      const message = exit.value
      if (message === undefined) {
        over(before, Exit.succeed(false))
        return []
      }
      if (Either.isRight(made)) return [{ before, message, attempt: open, image, isProbe }]
      const answer = withoutPages(made.left)
      const stored = store(message, open.fence, answer, undefined, doubtIt(open.fence))
      others.push(ended(before, stored, Exit.succeed(true)))
      return []
    })
    const calls = yield* allOrEach(toDial, callsOf)
    const dials = toDial.map(({ attempt, before, message }, i) => {
      const call = calls[i] ?? Exit.interrupt(FiberId.none)
      return Exit.isSuccess(call)
        ? ended(before, dial(message, attempt, call.value), Exit.succeed(true))
        : ended(before, notDialled(message.id, attempt.fence), Exit.failCause(call.cause))
    })
    yield* Effect.forEach([...others, ...dials], identity, unbounded)
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
    const [call] = yield* callsOf([{ message, attempt: open }])
    if (call === undefined) return
    const since = message.calls.find((known) => known.fence === open.fence)?.unknownSince
    const asked = since === undefined ? transport.find(call) : recall(call, since)
    const answer = yield* answerOf(Effect.catchAll(asked, outOfReach))
    yield* store(message, fence, answer, call, (delivery, at) => askAgain(delivery, fence, at))
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

  /** What there is to do with a message that is not to be called. */
  const lookAfter: (
    found: StoredMessage,
    isProbe: boolean
  ) => Effect.Effect<boolean, DatabaseError> = Effect.fn("Dispatcher.lookAfter")(function* (
    found: StoredMessage,
    isProbe: boolean
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
    if (isDue(delivery, now)) return yield* tend(message, { isProbe })
    if (
      open !== undefined &&
      delivery.state._tag === "InDoubt" &&
      DateTime.lessThanOrEqualTo(delivery.state.askAt, now)
    ) {
      yield* ask(message, open)
    }
    return true
  })

  const tendAll: Dispatcher["Type"]["tendAll"] = (found, over, options) =>
    Effect.suspend(() => {
      const isProbe = options?.isProbe === true
      const left = new Set(found)
      const done = (message: StoredMessage, exit: Tended) => {
        if (left.delete(message)) over(message, exit)
      }
      return Effect.gen(function* () {
        const now = yield* DateTime.now
        const [others, due] = Arr.partition(
          found,
          (message) => isDue(message.delivery, now) && !isSuspect(message, now)
        )
        const looks = others.map((message) =>
          Effect.map(Effect.exit(lookAfter(message, isProbe)), (exit) => done(message, exit))
        )
        // Nobody waits until the pages of another are made.
        const calling =
          transport.render === undefined
            ? [
                callAll(
                  due.map((message) => ({ message, made: Either.right(undefined) })),
                  isProbe,
                  done
                )
              ]
            : due.map((message) =>
                Effect.flatMap(Effect.either(imageOf(message)), (made) =>
                  callAll([{ message, made }], isProbe, done)
                ).pipe(
                  Effect.exit,
                  Effect.map((exit) => done(message, Exit.as(exit, true)))
                )
              )
        yield* Effect.forEach([...looks, ...calling], identity, unbounded)
      }).pipe(
        // A defect, or the end of the program.
        Effect.onExit((exit) =>
          Effect.sync(() => {
            for (const message of left) over(message, Exit.as(exit, true))
          })
        )
      )
    })

  const tend = (
    message: StoredMessage,
    options?: { readonly isProbe: boolean }
  ): Effect.Effect<boolean, DatabaseError> =>
    Effect.suspend(() => {
      let exit: Tended = Exit.succeed(true)
      const note = (_: StoredMessage, tended: Tended) => {
        exit = tended
      }
      return Effect.zipRight(
        tendAll([message], note, options),
        Effect.suspend(() => exit)
      )
    })

  return Dispatcher.of({
    tend: (message) => tend(message),
    tendAll,
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
        : Effect.flatMap(callsOf([{ message, attempt: open }]), (calls) =>
            Effect.forEach(calls, transport.hangUp, { discard: true })
          )
    }
  })
})

export const layer = Layer.scoped(Dispatcher, make)
