import { FaxError, pagerOf, Status } from "@faxingcenter/core"
import { decodeStatusQuery, parametersOf, writePage } from "@faxingcenter/core/wire"
import * as Effect from "effect/Effect"
import { json } from "./answers.js"
import { authorized } from "./authorized.js"
import type { Handler } from "./Handler.js"
import { queryOf } from "./requests.js"

/** `GET /api/rest/fax/status`: the messages of a job (`sid`), or one message (`mid`). */
export const status: Handler = (request) =>
  authorized(
    request,
    Effect.gen(function* () {
      const query = yield* decodeStatusQuery(yield* parametersOf(queryOf(request)))
      const service = yield* Status
      if (query.messageId === undefined) {
        return json(200, writePage(yield* service.ofSend(query.sendId, query.page)))
      }
      const message = yield* service.ofMessage(query.messageId, query.sendId)
      if (query.page !== undefined && query.page > 1) {
        return yield* new FaxError.NotFound({
          culprit: String(query.page),
          detail: "A single message has one page"
        })
      }
      return json(200, writePage({ messages: [message], pager: pagerOf(1, 1) }))
    })
  )
