import { routes } from "@faxingcenter/core/wire"
import * as Effect from "effect/Effect"
import type { Failure } from "../Failure.js"
import type { MessageJson } from "../format/messageJson.js"
import type { Connection } from "../settings/connection.js"
import type { ServerLine } from "../settings/serverLine.js"
import { type ListedMessage, MessageList } from "./answers.js"
import { authenticated, type GatewayClient, gatewayAt } from "./gatewayClient.js"

type Query = Readonly<Record<string, string | undefined>>

const pageSize = 500
/** So many pages of a list are read; what is beyond goes without its reason. */
const mostPages = 20

/** The messages of a list, page after page. */
const listAll = (
  { ask }: GatewayClient,
  query: Query,
  pages = mostPages
): Effect.Effect<ReadonlyArray<ListedMessage>, Failure> => {
  const next = (
    before: string | undefined,
    left: number
  ): Effect.Effect<ReadonlyArray<ListedMessage>, Failure> =>
    Effect.gen(function* () {
      const { messages } = yield* ask(MessageList, routes.gateway.messages, {
        query: { ...query, before, limit: String(pageSize) }
      })
      const last = messages.at(-1)
      if (last === undefined || messages.length < pageSize || left <= 1) return messages
      return [...messages, ...(yield* next(last.messageId, left - 1))]
    })
  return next(undefined, pages)
}

const enriched = (message: MessageJson, known: ListedMessage | undefined): MessageJson => {
  const reference = known?.reference ?? known?.sendReference
  return {
    ...message,
    ...(reference === undefined ? {} : { reference }),
    ...(known?.reason === undefined ? {} : { reason: known.reason }),
    ...(known?.verdict === undefined
      ? {}
      : { meaning: known.verdict.meaning, advice: known.verdict.advice })
  }
}

/**
 * Messages with what a gateway knows beside the contract: why they failed, what to do, whose they are. Other
 * servers know none of it and are not asked; and a gateway that cannot say leaves the messages as they are.
 */
export const withReasons = (
  settings: Connection,
  { transport }: ServerLine,
  messages: ReadonlyArray<MessageJson>,
  query: Query
): Effect.Effect<ReadonlyArray<MessageJson>> => {
  if (transport === undefined || messages.length === 0) return Effect.succeed(messages)
  return Effect.flatMap(authenticated(settings), ({ token }) =>
    listAll(gatewayAt(settings, token), query)
  ).pipe(
    Effect.map((listed) => {
      const known = new Map(listed.map((each) => [each.messageId, each]))
      return messages.map((message) => enriched(message, known.get(message.messageId)))
    }),
    Effect.orElseSucceed(() => messages)
  )
}

/** The same of one job, where any of its faxes failed: what is well needs no explanation. */
export const jobWithReasons = (
  settings: Connection,
  line: ServerLine,
  job: { readonly sendId: string; readonly messages: ReadonlyArray<MessageJson> }
) =>
  job.messages.some(({ status }) => status === "failed")
    ? Effect.map(withReasons(settings, line, job.messages, { id: job.sendId }), (messages) => ({
        ...job,
        messages
      }))
    : Effect.succeed(job)
