import { Search } from "@faxingcenter/core"
import { decodeSearchQuery, parametersOf, writePage } from "@faxingcenter/core/wire"
import * as Effect from "effect/Effect"
import { json } from "./answers.js"
import { authorized } from "./authorized.js"
import type { Handler } from "./Handler.js"
import { queryOf } from "./requests.js"

/** `GET /api/rest/fax/search`: one page of the messages that were sent in a range of time. */
export const search: Handler = (request) =>
  authorized(
    request,
    Effect.gen(function* () {
      const query = yield* decodeSearchQuery(yield* parametersOf(queryOf(request)))
      const service = yield* Search
      return json(200, writePage(yield* service.find(query)))
    })
  )
