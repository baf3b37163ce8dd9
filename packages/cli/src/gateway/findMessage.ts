import { FaxError } from "@faxingcenter/core"
import { routes } from "@faxingcenter/core/wire"
import * as Effect from "effect/Effect"
import type { Failure } from "../Failure.js"
import { UsageError } from "../UsageError.js"
import { MessageDetail, MessageList } from "./answers.js"
import type { GatewayClient } from "./gatewayClient.js"

const isId = (word: string) => /^[0-9a-f]{4,32}$/i.test(word)

/** The id of the one message that an id, or its beginning, names. A send id names a message where it has one. */
export const findMessage = ({ ask }: GatewayClient, word: string): Effect.Effect<string, Failure> =>
  Effect.gen(function* () {
    if (!isId(word)) {
      return yield* new UsageError({
        message: `${word} is not a message id: give at least four of its hexadecimal digits, as fax messages prints them`
      })
    }
    if (word.length === 32 && !word.endsWith("00000000")) return word.toLowerCase()
    const { messages } = yield* ask(MessageList, routes.gateway.messages, {
      query: { id: word, limit: "5" }
    })
    const [only, ...others] = messages
    if (only === undefined) {
      return yield* new FaxError.NotFound({ culprit: word, detail: "There is no such message" })
    }
    if (others.length === 0) return only.messageId
    return yield* new UsageError({
      message: `${word} matches more than one message: ${messages.map(({ messageId }) => messageId).join(", ")}${others.length === 4 ? ", ..." : ""}`
    })
  })

/** Everything known about the message that a word names. */
export const messageDetail = (
  gateway: GatewayClient,
  word: string
): Effect.Effect<MessageDetail, Failure> =>
  Effect.flatMap(findMessage(gateway, word), (id) =>
    gateway.ask(MessageDetail, routes.at(routes.gateway.detail, { id }))
  )
