import { FaxNumber, MessageId } from "@faxingcenter/core"
import { FailureReason } from "@faxingcenter/core/delivery"
import { ListedMessage, type MessageFilter } from "@faxingcenter/gateway/manage"
import * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { base } from "./consoleSite.js"

/** The query of the list of messages as it was typed; empty texts are no wish. */
export interface MessagesQuery {
  readonly number: string
  readonly reference: string
  readonly client: string
  readonly state: string
  readonly reason: string
  readonly from: string
  readonly to: string
  /** The last message of the page before. */
  readonly before: string
}

const names = ["number", "reference", "client", "state", "reason", "from", "to", "before"] as const

export const readMessagesQuery = (parameters: URLSearchParams): MessagesQuery => {
  const text = (name: (typeof names)[number]) => (parameters.get(name) ?? "").trim().slice(0, 200)
  return {
    number: text("number"),
    reference: text("reference"),
    client: text("client"),
    state: text("state"),
    reason: text("reason"),
    from: text("from"),
    to: text("to"),
    before: text("before")
  }
}

export const hrefOfMessages = (query: MessagesQuery, change: Partial<MessagesQuery> = {}) => {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries({ ...query, ...change })) {
    if (value !== "") parameters.set(name, value)
  }
  const search = parameters.toString()
  return search === "" ? `${base}/messages` : `${base}/messages?${search}`
}

const optional = <A, I>(schema: Schema.Schema<A, I>, text: I): A | undefined =>
  Option.getOrUndefined(Schema.decodeOption(schema)(text))

/** A day, or a time of it, in UTC. */
const momentOf = (text: string): number | undefined =>
  Option.getOrUndefined(Option.map(DateTime.make(text), DateTime.toEpochMillis))

const dayMillis = 86_400_000

/** What is wanted, and the names of the fields that say nothing that can be found. */
export const filterOf = (
  query: MessagesQuery
): { readonly filter: MessageFilter; readonly unclear: ReadonlyArray<string> } => {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(query.to)
  const to = momentOf(query.to)
  const wishes = {
    number: optional(FaxNumber, query.number.replaceAll(/[ ()./-]/g, "")),
    state: Schema.is(ListedMessage.fields.state)(query.state) ? query.state : undefined,
    reason: Schema.is(FailureReason)(query.reason) ? query.reason : undefined,
    from: momentOf(query.from),
    to: to === undefined ? undefined : isDay ? to + dayMillis : to
  }
  return {
    filter: {
      ...wishes,
      reference: query.reference === "" ? undefined : query.reference,
      clientId: query.client === "" ? undefined : query.client
    },
    unclear: (["number", "state", "reason", "from", "to"] as const).filter(
      (name) => query[name] !== "" && wishes[name] === undefined
    )
  }
}

export const beforeOf = ({ before }: MessagesQuery): MessageId | undefined =>
  Schema.is(MessageId)(before) ? before : undefined
