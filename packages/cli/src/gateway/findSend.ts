import { FaxError, SendId } from "@faxingcenter/core"
import { routes } from "@faxingcenter/core/wire"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Failure } from "../Failure.js"
import { parseSendId } from "../input/ids.js"
import { provideClient } from "../settings/client.js"
import type { Connection } from "../settings/connection.js"
import { pageNewestFirst } from "../settings/newestFirst.js"
import { UsageError } from "../UsageError.js"
import { MessageList } from "./answers.js"
import { authenticated, gatewayAt } from "./gatewayClient.js"

/** Where a server cannot look up the beginning of an id, so many days of faxes are looked through, newest first. */
const daysLookedThrough = 30
const pagesLookedThrough = 10

const isSendId = Schema.is(SendId)
const isBeginning = (word: string) => /^[0-9a-f]{4,31}$/i.test(word)

const fromSearch = (settings: Connection) =>
  Effect.gen(function* () {
    const now = yield* DateTime.now
    const range = { from: DateTime.subtract(now, { days: daysLookedThrough }), to: now }
    const found: Array<string> = []
    for (let page = 1; page <= pagesLookedThrough; page += 1) {
      const { messages, total } = yield* pageNewestFirst(range, page)
      found.push(...messages.map(({ sendId }) => sendId))
      if (found.length >= total) break
    }
    return found
  }).pipe(provideClient(settings))

/** The send id that a word is, or the one that it is the beginning of. */
export const findSend = (settings: Connection, word: string): Effect.Effect<SendId, Failure> =>
  Effect.gen(function* () {
    if (isSendId(word) || !isBeginning(word)) return yield* parseSendId(word)
    const { line, token } = yield* authenticated(settings)
    const known =
      line.transport === undefined
        ? yield* fromSearch(settings)
        : (yield* gatewayAt(settings, token).ask(MessageList, routes.gateway.messages, {
            query: { id: word, limit: "500" }
          })).messages.map(({ sendId }) => sendId)
    const matching = new Set(known.filter((id) => id.startsWith(word.toLowerCase())))
    const [only, ...others] = matching
    if (only === undefined) {
      return yield* new FaxError.NotFound({
        culprit: word,
        detail: "There is no fax whose send id begins like this"
      })
    }
    if (others.length > 0) {
      return yield* new UsageError({
        message: `${word} matches more than one fax: ${[...matching].slice(0, 3).join(", ")}${others.length > 2 ? ", ..." : ""}`
      })
    }
    return yield* parseSendId(only)
  })
