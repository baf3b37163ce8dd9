import { MessageId } from "@faxingcenter/core"
import { Clients } from "@faxingcenter/gateway"
import { FaxQueue, Supervision } from "@faxingcenter/gateway/manage"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Context } from "hono"
import { MessageAct, QueueAct } from "./consoleForms.js"
import { MessagePage } from "./MessagePage.js"
import { MessagesPage } from "./MessagesPage.js"
import { beforeOf, filterOf, readMessagesQuery } from "./MessagesQuery.js"
import type { Console } from "./makeConsole.js"
import { QueuePage } from "./QueuePage.js"
import { SettlePage } from "./SettlePage.js"

const messagesPerPage = 50
const settledPerPage = 20

/** The queue, the messages of all clients, and what may be done to them. */
export const messageRoutes = ({ shows, takes }: Console): void => {
  shows("/queue", (_c, session) =>
    Effect.gen(function* () {
      const overview = yield* (yield* Supervision).overview
      const queue = yield* (yield* FaxQueue).state
      return {
        title: "Queue",
        current: "Queue",
        body: <QueuePage overview={overview} queue={queue} session={session} />
      }
    })
  )
  takes("/queue", "operator", QueueAct, (_c, { operator }, wanted) =>
    Effect.gen(function* () {
      const queue = yield* FaxQueue
      const why = "note" in wanted && wanted.note !== "" ? wanted.note : undefined
      switch (wanted.do) {
        case "pause":
          yield* queue.pause(operator, why)
          break
        case "resume":
          yield* queue.resume(operator)
          break
        case "hold":
          yield* queue.hold(wanted.number, operator, why)
          break
        case "release":
          yield* queue.release(wanted.number, operator)
      }
      return undefined
    })
  )

  shows("/messages", (c) =>
    Effect.gen(function* () {
      const supervision = yield* Supervision
      const clients = yield* Clients
      const query = readMessagesQuery(new URL(c.req.url).searchParams)
      const { filter, unclear } = filterOf(query)
      const found = yield* supervision.find(filter, beforeOf(query), messagesPerPage)
      const all = yield* clients.list
      return {
        title: "Messages",
        current: "Messages",
        body: <MessagesPage query={query} found={found} clients={all} unclear={unclear} />
      }
    })
  )

  const idOf = (c: Context) => Schema.decodeUnknown(MessageId)(c.req.param("id"))

  shows("/messages/:id", (c, session) =>
    Effect.gen(function* () {
      const supervision = yield* Supervision
      const message = yield* supervision.message(yield* idOf(c))
      return {
        title: `Fax to ${message.faxNumber}`,
        current: "Messages",
        body: <MessagePage message={message} session={session} />
      }
    })
  )

  takes("/messages/:id", "operator", MessageAct, (c, { operator }, wanted) =>
    Effect.gen(function* () {
      const supervision = yield* Supervision
      const id = yield* idOf(c)
      switch (wanted.do) {
        case "cancel":
          yield* supervision.cancel(id, operator)
          break
        case "resend":
          yield* supervision.resend(id, { mayArriveTwice: wanted.twice === "yes" }, operator)
          break
        case "delivered":
          yield* supervision.resolve(
            id,
            { _tag: "Delivered", pages: wanted.pages },
            operator,
            wanted.note
          )
          break
        case "failed":
          yield* supervision.resolve(
            id,
            { _tag: "Failed", reason: wanted.reason },
            operator,
            wanted.note
          )
      }
      return undefined
    })
  )

  shows("/unknown", (c, session) =>
    Effect.gen(function* () {
      const supervision = yield* Supervision
      const query = readMessagesQuery(new URL(c.req.url).searchParams)
      const { messages, next } = yield* supervision.find(
        { state: "Failed", reason: "unknown_outcome" },
        beforeOf(query),
        settledPerPage
      )
      const found = yield* Effect.forEach(messages, ({ id }) => supervision.message(id))
      return {
        title: "To settle",
        current: "To settle",
        body: <SettlePage messages={found} session={session} next={next} />
      }
    })
  )
}
