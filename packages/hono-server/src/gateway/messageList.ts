import { FaxNumber, MessageId, MessageStatus, SendId } from "@faxingcenter/core"
import { FailureReason, failureInfo } from "@faxingcenter/core/delivery"
import { decodeParameters, parametersOf } from "@faxingcenter/core/wire"
import { Gateway } from "@faxingcenter/gateway"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Struct from "effect/Struct"
import { json } from "../answer/answers.js"
import { encodeWith } from "../answer/encode.js"
import { authorized } from "../handler/authorized.js"
import { queryOf } from "../request/requests.js"
import type { GatewayHandler } from "./GatewayHandler.js"
import { GatewayVerdict, states } from "./GatewayMessage.js"

const optional = <A, I>(schema: Schema.Schema<A, I>) => Schema.optionalWith(schema, { exact: true })

/** Messages in one answer. */
const mostListed = 500
const usuallyListed = 100

const State = Schema.Literal("waiting", "calling", "in_doubt", "delivered", "failed")

/** The parameters of `GET /gateway/v1/messages`. */
export const MessageListQuery = Schema.Struct({
  from: optional(Schema.DateTimeUtc),
  to: optional(Schema.DateTimeUtc),
  id: optional(Schema.Lowercase.pipe(Schema.pattern(/^[0-9a-f]{4,32}$/))),
  number: optional(FaxNumber),
  status: optional(MessageStatus),
  state: optional(State),
  reason: optional(FailureReason),
  reference: optional(Schema.String),
  before: optional(MessageId),
  limit: optional(Schema.NumberFromString.pipe(Schema.int(), Schema.between(1, mostListed)))
}).annotations({ identifier: "MessageListQuery" })

const decode = decodeParameters(MessageListQuery)

/** Messages in an answer. */
export const MessageListAnswer = Schema.Struct({
  messages: Schema.Array(
    Schema.Struct({
      messageId: MessageId,
      sendId: SendId,
      faxNumber: FaxNumber,
      /** The sender's own, of the recipient. */
      reference: optional(Schema.String),
      /** The sender's own, of the job. */
      sendReference: optional(Schema.String),
      status: MessageStatus,
      state: State,
      acceptedAt: Schema.DateTimeUtc,
      /** When it was delivered or failed. */
      endedAt: optional(Schema.DateTimeUtc),
      callsMade: Schema.Int,
      pages: optional(Schema.Int),
      /** Why it failed. */
      reason: optional(FailureReason),
      verdict: optional(GatewayVerdict)
    }).annotations({ identifier: "ListedMessage" })
  )
}).annotations({ identifier: "MessageListAnswer" })

const encode = encodeWith(MessageListAnswer)

const nameOf = (wanted: typeof State.Type | undefined) =>
  Struct.keys(states).find((name) => states[name] === wanted)

const millis = (moment: DateTime.Utc | undefined) =>
  moment === undefined ? undefined : DateTime.toEpochMillis(moment)

/** `GET /messages`: the client's own, the newest first. */
export const messages: GatewayHandler = (request) =>
  authorized(
    request,
    Effect.gen(function* () {
      const query = yield* decode(yield* parametersOf(queryOf(request)))
      const gateway = yield* Gateway
      const listed = yield* gateway.list({
        ...query,
        from: millis(query.from),
        to: millis(query.to),
        state: nameOf(query.state),
        limit: query.limit ?? usuallyListed
      })
      return json(
        200,
        yield* encode({
          messages: listed.map(({ acceptedAt, reason, state, stateAt, ...message }) => ({
            ...message,
            state: states[state],
            acceptedAt: DateTime.unsafeMake(acceptedAt),
            ...(state === "Delivered" || state === "Failed"
              ? { endedAt: DateTime.unsafeMake(stateAt) }
              : {}),
            ...(reason === undefined ? {} : { reason, verdict: failureInfo[reason] })
          }))
        })
      )
    })
  )
