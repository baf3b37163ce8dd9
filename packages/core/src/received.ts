import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import type { CallError } from "./FaxError.js"
import type { ReceivedFaxId } from "./model/Ids.js"
import { onlyKnown } from "./model/onlyKnown.js"
import type { ReceivedFax, ReceivedQuery } from "./model/ReceivedFax.js"
import { Receive } from "./Receive.js"

/**
 * Every matching received fax as a stream, newest first, read only as far as the consumer goes.
 *
 * @example
 * ```ts
 * import { receivedAll } from "@faxingcenter/core"
 * import { Stream } from "effect"
 *
 * const broken = receivedAll({ to: "4711" }).pipe(
 *   Stream.filter(({ partial }) => partial),
 *   Stream.runCollect
 * )
 * ```
 */
export const receivedAll = (
  query: ReceivedQuery = {}
): Stream.Stream<ReceivedFax, CallError, Receive> =>
  Stream.paginateChunkEffect(query, (asked) =>
    Effect.gen(function* () {
      const receive = yield* Receive
      const { faxes, next } = yield* receive.list(asked)
      const then = next === undefined ? Option.none() : Option.some({ ...asked, before: next })
      return [Chunk.fromIterable(faxes), then] as const
    })
  )

/** How often it is asked whether faxes have come. */
export interface WatchReceivedOptions {
  /** When to ask again. Default: every 10 seconds. */
  readonly schedule?: Schedule.Schedule<unknown> | undefined
}

/** A look ends where nothing on a page is new; so many are remembered. */
const mostRemembered = 10_000

/**
 * An endless stream of received faxes: first those not marked as read, then new ones as they arrive. Each
 * comes once; those found together come oldest first. Mark a fax read when it has been dealt with; one
 * that has not been comes again when the program starts anew. A service that is away or busy is asked
 * again.
 *
 * @example
 * ```ts
 * import { Receive, watchReceived } from "@faxingcenter/core"
 * import { Console, Effect, Stream } from "effect"
 *
 * const follow = watchReceived().pipe(
 *   Stream.tap((fax) => Console.log(fax.from, fax.pages)),
 *   Stream.runForEach((fax) =>
 *     Effect.flatMap(Receive, (receive) => receive.markRead(fax.receivedFaxId))
 *   )
 * )
 * ```
 */
export const watchReceived = (
  given: WatchReceivedOptions = {}
): Stream.Stream<ReceivedFax, CallError, Receive> =>
  Stream.unwrap(
    Effect.gen(function* () {
      const options = onlyKnown("watchReceived", given, { schedule: true })
      const receive = yield* Receive
      const known = new Set<ReceivedFaxId>()
      const look = Effect.gen(function* () {
        const fresh: Array<ReceivedFax> = []
        let before: ReceivedFaxId | undefined
        do {
          const { faxes, next } = yield* receive.list({
            unread: true,
            ...(before === undefined ? {} : { before })
          })
          const news = faxes.filter(({ receivedFaxId }) => !known.has(receivedFaxId))
          fresh.push(...news)
          before = news.length === 0 ? undefined : next
        } while (before !== undefined)
        for (const { receivedFaxId } of fresh.reverse()) known.add(receivedFaxId)
        for (const id of known) {
          if (known.size <= mostRemembered) break
          known.delete(id)
        }
        return Chunk.fromIterable(fresh)
      }).pipe(
        Effect.catchTags({
          "FaxError.RateLimited": () => Effect.succeed(Chunk.empty<ReceivedFax>()),
          "FaxError.Unavailable": () => Effect.succeed(Chunk.empty<ReceivedFax>())
        })
      )
      return Stream.repeatEffectWithSchedule(
        look,
        options.schedule ?? Schedule.spaced("10 seconds")
      ).pipe(Stream.flattenChunks)
    })
  )
