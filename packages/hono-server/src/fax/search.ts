import type { SearchQuery } from "@faxingcenter/core"
import { andThen, decodeSearchQuery, parametersOf, writePage } from "@faxingcenter/core/wire"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import { json } from "../answer/answers.js"
import type { Handler } from "../handler/Handler.js"
import { queryOf } from "../request/requests.js"

/** `GET /api/rest/fax/search`: one page of the messages that were sent in a range of time. */
export const search: Handler<SearchQuery> = {
  secured: true,
  read: (request, _intake, done) =>
    done(Either.flatMap(parametersOf(queryOf(request)), decodeSearchQuery)),
  answer: (query, { search }) =>
    andThen(search.find(query), (page) => Effect.succeed(json(200, writePage(page))))
}
