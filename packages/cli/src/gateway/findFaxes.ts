import type { SearchQuery } from "@faxingcenter/core"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import { messageJson } from "../format/messageJson.js"
import { provideClient } from "../settings/client.js"
import type { Connection } from "../settings/connection.js"
import { allNewestFirst, pageNewestFirst } from "../settings/newestFirst.js"
import type { ServerLine } from "../settings/serverLine.js"
import { withReasons } from "./withReasons.js"

/** What matches, the newest first, with what a gateway knows beside the contract. `page`: that one alone. */
export const findFaxes = Effect.fn("findFaxes")(function* (
  settings: Connection,
  line: ServerLine,
  query: SearchQuery,
  page: number | undefined
) {
  const { messages, total } = yield* (
    page === undefined ? allNewestFirst(query) : pageNewestFirst(query, page)
  ).pipe(provideClient(settings, line))
  const found = yield* withReasons(settings, line, messages.map(messageJson), {
    from: DateTime.formatIso(query.from),
    to: DateTime.formatIso(DateTime.add(query.to, { seconds: 1 })),
    number: query.number,
    status: query.status
  })
  return { messages: found, total }
})
