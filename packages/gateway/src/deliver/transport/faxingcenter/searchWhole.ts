import { FaxError, type Message, type Page, type SearchError } from "@faxingcenter/core"
import * as Effect from "effect/Effect"

const shifted = new FaxError.UnexpectedAnswer({
  status: 200,
  detail: "The results changed while their pages were being read",
  excerpt: ""
})

/**
 * All that a search finds, or an error. Faxes that vanish move others to pages that have been read
 * already: who is to say that a fax is not there has to see the same number on each page, and to have
 * seen as many.
 */
export const searchWhole = (
  load: (page: number) => Effect.Effect<Page, SearchError>
): Effect.Effect<ReadonlyArray<Message>, SearchError> =>
  Effect.gen(function* () {
    const first = yield* load(1)
    const pages = [first]
    for (let page = first; page.pager.current < page.pager.last; pages.push(page)) {
      page = yield* load(page.pager.current + 1)
      if (page.pager.totalItemCount !== first.pager.totalItemCount) return yield* shifted
    }
    const found = new Map(pages.flatMap(({ messages }) => messages).map((m) => [m.messageId, m]))
    return found.size < first.pager.totalItemCount ? yield* shifted : [...found.values()]
  })
