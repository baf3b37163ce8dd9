import { CurrentClient, FaxError, Search, type SearchQuery } from "@faxingcenter/core"
import { itemsPerPage, pagerOf, rangeProblem } from "@faxingcenter/core/wire"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Admission } from "../../admit/Admission.js"
import { unavailable } from "../../store/database/unavailable.js"
import { MessageIndex } from "../../store/faxes/MessageIndex.js"

const secondMillis = 1000
const secondOf = (moment: DateTime.Utc) =>
  Math.floor(DateTime.toEpochMillis(moment) / secondMillis) * secondMillis

const make = Effect.gen(function* () {
  const index = yield* MessageIndex
  const { admitCurrent } = yield* Admission

  const search = Effect.fn("Search.find")(function* (query: SearchQuery) {
    const backwards = rangeProblem(query)
    if (backwards !== undefined) return yield* backwards
    const { clientId } = yield* CurrentClient.required
    const client = yield* admitCurrent
    const page = query.page ?? 1
    // Users are the clients themselves here: those of others are not to be seen.
    const isOwn = query.userId === undefined || query.userId === clientId
    const { messages, total } = isOwn
      ? yield* index.page(
          {
            client,
            number: query.number,
            status: query.status,
            from: secondOf(query.from),
            to: secondOf(query.to) + secondMillis
          },
          (page - 1) * itemsPerPage,
          itemsPerPage
        )
      : { total: 0, messages: [] }
    const pager = pagerOf(total, page)
    if (page > pager.last) {
      return yield* new FaxError.NotFound({
        culprit: String(page),
        detail: `There is no page ${page}; the last page is ${pager.last}`
      })
    }
    return { messages, pager }
  })

  return Search.of({
    find: (query) => Effect.catchTag(search(query), "DatabaseError", unavailable)
  })
})

/** The vendor's `Search` over the store; each client finds its own messages. */
export const layer = Layer.effect(Search, make)
