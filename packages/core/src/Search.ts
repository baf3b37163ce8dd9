import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { CallError, NotFound } from "./FaxError.js"
import type { Page } from "./model/Page.js"
import type { SearchQuery } from "./model/SearchQuery.js"

export type SearchError = CallError | NotFound

/** Finds messages by when they were sent. */
export class Search extends Context.Tag("@faxingcenter/core/Search")<
  Search,
  {
    /** One page, oldest first; `NotFound` for a page past the last. */
    readonly search: (query: SearchQuery) => Effect.Effect<Page, SearchError>
  }
>() {}
