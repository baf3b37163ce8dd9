import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { CallError, NotFound } from "./FaxError.js"
import type { Page } from "./model/Page.js"
import type { SearchQuery } from "./model/SearchQuery.js"

/** The errors of a search. */
export type SearchError = CallError | NotFound

/**
 * Finds messages by the time they were sent.
 *
 * @example
 * ```ts
 * import { Search } from "@faxingcenter/core"
 * import { DateTime, Effect } from "effect"
 *
 * const sentToday = Effect.gen(function* () {
 *   const search = yield* Search
 *   const to = yield* DateTime.now
 *   const { pager } = yield* search.find({ from: DateTime.startOf(to, "day"), to })
 *   return pager.totalItemCount
 * })
 * ```
 */
export class Search extends Context.Tag("@faxingcenter/core/Search")<
  Search,
  {
    /** One page, oldest first; `NotFound` for a page past the last. */
    readonly find: (query: SearchQuery) => Effect.Effect<Page, SearchError>
  }
>() {}
