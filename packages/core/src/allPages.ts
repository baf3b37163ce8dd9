import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { NotFound } from "./FaxError.js"
import type { SendId } from "./model/Ids.js"
import type { Message } from "./model/Message.js"
import type { Page } from "./model/Page.js"
import type { SearchQuery } from "./model/SearchQuery.js"
import { Search, type SearchError } from "./Search.js"
import { Status, type StatusError } from "./Status.js"

/**
 * All messages over all pages, each once: a message that shifts onto a later page while pages are
 * being read is not given again, and a later page that has vanished meanwhile ends the stream.
 */
const overPages = <E extends { readonly _tag: string }, R>(
  load: (page: number) => Effect.Effect<Page, E, R>,
  from: number
): Stream.Stream<Message, E, R> =>
  Stream.suspend(() => {
    const seen = new Set<string>()
    const read = (page: Page) => {
      const fresh = page.messages.filter((message) => !seen.has(message.messageId))
      for (const message of fresh) seen.add(message.messageId)
      const { current, last } = page.pager
      const next = current < last ? Option.some(current + 1) : Option.none<number>()
      return [Chunk.unsafeFromArray(fresh), next] as const
    }
    const isGone = (error: E): error is E & NotFound => error._tag === "FaxError.NotFound"
    return Stream.paginateChunkEffect(from, (page) =>
      Effect.map(load(page), read).pipe(
        Effect.catchAll((error) =>
          page > from && isGone(error)
            ? Effect.succeed([Chunk.empty<Message>(), Option.none<number>()] as const)
            : Effect.fail(error)
        )
      )
    )
  })

/**
 * Every matching message, as a stream. Pages are read only as far as the consumer goes.
 *
 * @example
 * ```ts
 * import { searchAll } from "@faxingcenter/core"
 * import { DateTime, Stream } from "effect"
 *
 * const failed = searchAll({
 *   from: DateTime.unsafeMake("2014-04-01T00:00:00Z"),
 *   to: DateTime.unsafeMake("2014-04-30T23:59:59Z"),
 *   status: "failed"
 * }).pipe(Stream.runCollect)
 * ```
 */
export const searchAll = (query: SearchQuery): Stream.Stream<Message, SearchError, Search> =>
  overPages(
    (page) => Effect.flatMap(Search, (search) => search.find({ ...query, page })),
    query.page ?? 1
  )

/**
 * Every message of a job, in the order of its recipients.
 *
 * @example
 * ```ts
 * import { type SendId, statusAll } from "@faxingcenter/core"
 * import { Stream } from "effect"
 *
 * const failures = (sendId: SendId) =>
 *   statusAll(sendId).pipe(
 *     Stream.filter((message) => message.status === "failed"),
 *     Stream.runCollect
 *   )
 * ```
 */
export const statusAll = (sendId: SendId): Stream.Stream<Message, StatusError, Status> =>
  overPages((page) => Effect.flatMap(Status, (status) => status.ofSend(sendId, page)), 1)
