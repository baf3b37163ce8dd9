import {
  type FaxError,
  type Message,
  Search,
  type SearchError,
  type SearchQuery,
  searchAll
} from "@faxingcenter/core"
import { itemsPerPage } from "@faxingcenter/core/wire"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"

interface Found {
  readonly messages: ReadonlyArray<Message>
  /** Of all that match. */
  readonly total: number
}

/** Everything that matches, the newest first. */
export const allNewestFirst = (query: SearchQuery): Effect.Effect<Found, SearchError, Search> =>
  Effect.map(Stream.runCollect(searchAll(query)), (found) => ({
    messages: Chunk.toReadonlyArray(found).toReversed(),
    total: found.length
  }))

/**
 * A page of what matches, counted from the newest. The service counts from the oldest: its pages that hold it
 * are one or two of the last ones.
 */
export const pageNewestFirst = (
  query: SearchQuery,
  page: number
): Effect.Effect<Found, SearchError | FaxError.NotFound, Search> =>
  Effect.gen(function* () {
    const search = yield* Search
    const first = yield* search.find(query)
    const { totalItemCount: total } = first.pager
    const end = total - (page - 1) * itemsPerPage
    if (end <= 0) {
      // The service says it in its own words where there is no such page.
      return page === 1
        ? { messages: [], total }
        : yield* Effect.map(search.find({ ...query, page }), ({ messages }) => ({
            messages,
            total
          }))
    }
    const start = Math.max(0, end - itemsPerPage)
    const messages: Array<Message> = []
    for (
      let number = Math.floor(start / itemsPerPage) + 1;
      number <= Math.ceil(end / itemsPerPage);
      number += 1
    ) {
      const found = number === 1 ? first : yield* search.find({ ...query, page: number })
      const offset = (number - 1) * itemsPerPage
      messages.push(...found.messages.slice(Math.max(0, start - offset), end - offset))
    }
    return { messages: messages.reverse(), total }
  })
