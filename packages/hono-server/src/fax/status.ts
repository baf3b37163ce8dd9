import { FaxError } from "@faxingcenter/core"
import {
  andThen,
  decodeStatusQuery,
  pagerOf,
  parametersOf,
  type StatusQuery,
  writePage
} from "@faxingcenter/core/wire"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import { json } from "../answer/answers.js"
import type { Handler } from "../handler/Handler.js"
import { queryOf } from "../request/requests.js"

/** `GET /api/rest/fax/status`: the messages of a job (`sid`), or one message (`mid`). */
export const status: Handler<StatusQuery> = {
  secured: true,
  read: (request, _intake, done) =>
    done(Either.flatMap(parametersOf(queryOf(request)), decodeStatusQuery)),
  answer: ({ messageId, page, sendId }, { status }) =>
    messageId === undefined
      ? andThen(status.ofSend(sendId, page), (found) => Effect.succeed(json(200, writePage(found))))
      : andThen(status.ofMessage(messageId, sendId), (message) =>
          page !== undefined && page > 1
            ? new FaxError.NotFound({
                culprit: String(page),
                detail: "A single message has one page"
              })
            : Effect.succeed(json(200, writePage({ messages: [message], pager: pagerOf(1, 1) })))
        )
}
