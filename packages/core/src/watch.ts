import { Clock, Duration, Effect, Schedule, Stream } from "effect"
import { StillProcessing } from "./FaxError.js"
import type { SendId } from "./model/Ids.js"
import { isFinal, type Message } from "./model/Message.js"
import { statusAll } from "./pages.js"
import type { Status, StatusError } from "./Status.js"

export interface WatchOptions {
  /** When to ask again. Default: after 1 s, growing by half each time to at most 30 s. */
  readonly schedule?: Schedule.Schedule<unknown>
  /** How long to wait in all. Default 30 minutes. */
  readonly budget?: Duration.DurationInput
}

const defaultSchedule = Schedule.exponential("1 second", 1.5).pipe(
  Schedule.union(Schedule.spaced("30 seconds"))
)

const fingerprint = (message: Message): string =>
  [message.status, message.receivedOn?.epochMillis, message.attempts, message.pages].join(" ")

/**
 * What changes in a job: each message once as it is found, again at each change, to the end of the
 * last. Fails with `StillProcessing` when the budget is spent before that; nothing is cancelled by it.
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
  options: WatchOptions = {}
): Stream.Stream<Message, StatusError | StillProcessing, Status> =>
  Stream.unwrap(
    Effect.gen(function* () {
      const budget = Duration.decode(options.budget ?? "30 minutes")
      const started = yield* Clock.currentTimeMillis
      const deadline = started + Duration.toMillis(budget)
      const pause = yield* Schedule.driver(options.schedule ?? defaultSchedule)
      const known = new Map<string, string>()

      const changed = (messages: ReadonlyArray<Message>) => {
        const news = messages.filter(
          (message) => known.get(message.messageId) !== fingerprint(message)
        )
        for (const message of news) known.set(message.messageId, fingerprint(message))
        return news
      }
      const round = (
        messages: ReadonlyArray<Message>
      ): Stream.Stream<Message, StatusError | StillProcessing, Status> => {
        const pending = messages.filter((message) => !isFinal(message)).length
        const news = Stream.fromIterable(changed(messages))
        return pending === 0 ? news : Stream.concat(news, later(pending))
      }
      const later = (pending: number) =>
        Stream.unwrap(
          Effect.gen(function* () {
            const stillProcessing = Effect.map(
              Clock.currentTimeMillis,
              (now) =>
                new StillProcessing({ sendId, waited: Duration.millis(now - started), pending })
            )
            const left = deadline - (yield* Clock.currentTimeMillis)
            if (left <= 0) return Stream.fail(yield* stillProcessing)
            yield* pause.next(undefined).pipe(
              Effect.catchAll(() => Effect.flatMap(stillProcessing, Effect.fail)),
              Effect.timeoutOption(Duration.millis(left))
            )
            return Stream.unwrap(Effect.map(load, round))
          })
        )
      const load = Effect.map(Stream.runCollect(statusAll(sendId)), (messages) => [...messages])
      return Stream.unwrap(Effect.map(load, round))
    })
  )
