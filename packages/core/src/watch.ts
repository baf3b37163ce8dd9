import * as Chunk from "effect/Chunk"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import { statusAll } from "./allPages.js"
import {
  type RateLimited,
  StillProcessing,
  type Unavailable,
  type UnexpectedAnswer
} from "./FaxError.js"
import type { SendId } from "./model/Ids.js"
import { isFinal, type Message } from "./model/Message.js"
import { onlyKnown } from "./model/onlyKnown.js"
import type { Status, StatusError } from "./Status.js"

/** How often and how long a job is looked at. */
export interface WatchOptions {
  /** When to ask again. Default: after 1 s, growing by half each time to at most 30 s. */
  readonly schedule?: Schedule.Schedule<unknown>
  /** How long to wait in all. Default 30 minutes. */
  readonly budget?: Duration.DurationInput
  /** Told each time the service cannot be asked; it is asked again for as long as the budget lasts. */
  readonly onTrouble?: (error: WatchTrouble) => Effect.Effect<void>
}

/** Temporary errors: the job was accepted and goes on, even if the service cannot be asked now. */
export type WatchTrouble = RateLimited | Unavailable | UnexpectedAnswer

const defaultSchedule = Schedule.exponential("1 second", 1.5).pipe(
  Schedule.union(Schedule.spaced("30 seconds"))
)

const fingerprint = (message: Message): string =>
  [message.status, message.receivedOn?.epochMillis, message.attempts, message.pages].join(" ")

/** An ask that begins late in the budget has this long all the same. */
const shortestAsk = Duration.seconds(5)

/**
 * The changes of a job as a stream: each message once as it is found, and again at each change, until all
 * have ended. Fails with `StillProcessing` when the budget is spent before that; nothing is cancelled by
 * it. A service that is away, busy or makes no sense is asked again until then.
 *
 * @example
 * ```ts
 * import { type SendId, watch } from "@faxingcenter/core"
 * import { Console, Stream } from "effect"
 *
 * const follow = (sendId: SendId) =>
 *   watch(sendId, { budget: "10 minutes" }).pipe(
 *     Stream.runForEach((message) => Console.log(message.faxNumber, message.status))
 *   )
 * ```
 */
export const watch = (
  sendId: SendId,
  given: WatchOptions = {}
): Stream.Stream<Message, Exclude<StatusError, WatchTrouble> | StillProcessing, Status> =>
  Stream.unwrap(
    Effect.gen(function* () {
      const options = onlyKnown("watch", given, { schedule: true, budget: true, onTrouble: true })
      const started = yield* Clock.currentTimeMillis
      const budget = Duration.decode(options.budget ?? "30 minutes")
      const pause = yield* Schedule.driver(options.schedule ?? defaultSchedule)
      const known = new Map<string, string>()

      const spent = Effect.map(Clock.currentTimeMillis, (now) => Duration.millis(now - started))
      const trouble = (error: WatchTrouble) =>
        Effect.as(options.onTrouble?.(error) ?? Effect.void, Option.none())

      /** Waits for the next time to ask, but not past the budget: then a last time is asked. */
      const wait = Effect.fn("watch.wait")(function* (pending: number) {
        const waited = yield* spent
        const over = new StillProcessing({ sendId, waited, pending })
        if (Duration.greaterThanOrEqualTo(waited, budget)) return yield* over
        yield* pause.next(undefined).pipe(
          Effect.mapError(() => over),
          Effect.timeoutOption(Duration.subtract(budget, waited))
        )
      })

      /** The messages as they are now, unless the service cannot say. */
      const ask = Effect.flatMap(spent, (waited) =>
        Stream.runCollect(statusAll(sendId)).pipe(
          Effect.asSome,
          Effect.catchTags({
            "FaxError.RateLimited": trouble,
            "FaxError.Unavailable": trouble,
            "FaxError.UnexpectedAnswer": trouble
          }),
          Effect.timeoutOption(Duration.max(Duration.subtract(budget, waited), shortestAsk)),
          Effect.map(Option.flatten)
        )
      )

      return Stream.paginateChunkEffect(0, (pending) =>
        Effect.gen(function* () {
          if (pending > 0) yield* wait(pending)
          const answer = yield* ask
          if (Option.isNone(answer)) return [Chunk.empty(), Option.some(Math.max(pending, 1))]
          const messages = answer.value
          const news = Chunk.filter(
            messages,
            (message) => known.get(message.messageId) !== fingerprint(message)
          )
          for (const message of news) known.set(message.messageId, fingerprint(message))
          const left = Chunk.size(Chunk.filter(messages, (message) => !isFinal(message)))
          return [news, left === 0 ? Option.none() : Option.some(left)]
        })
      )
    })
  )
