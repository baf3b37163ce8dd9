import { Session } from "@faxingcenter/core/delivery"
import * as Schema from "effect/Schema"

const optional = <A, I>(schema: Schema.Schema<A, I>) => Schema.optionalWith(schema, { exact: true })

const Verdict = Schema.Struct({
  retry: Schema.String,
  meaning: Schema.String,
  advice: Schema.String
})

/** A message in a list of a gateway. Moments are ISO 8601, in UTC. */
export const ListedMessage = Schema.Struct({
  messageId: Schema.String,
  sendId: Schema.String,
  faxNumber: Schema.String,
  reference: optional(Schema.String),
  sendReference: optional(Schema.String),
  status: Schema.String,
  state: Schema.String,
  acceptedAt: Schema.String,
  endedAt: optional(Schema.String),
  callsMade: Schema.Int,
  pages: optional(Schema.Int),
  reason: optional(Schema.String),
  verdict: optional(Verdict)
})
export interface ListedMessage extends Schema.Schema.Type<typeof ListedMessage> {}

export const MessageList = Schema.Struct({ messages: Schema.Array(ListedMessage) })

const Attempt = Schema.Struct({
  startedAt: Schema.String,
  endedAt: optional(Schema.String),
  outcome: optional(
    Schema.Struct({
      kind: Schema.String,
      reason: optional(Schema.String),
      pages: optional(Schema.Int),
      session: optional(Session),
      raw: optional(
        Schema.Struct({
          source: Schema.String,
          code: optional(Schema.String),
          text: optional(Schema.String)
        })
      )
    })
  ),
  transport: optional(Schema.String),
  remoteId: optional(Schema.String),
  pages: optional(Schema.Int)
})
export interface Attempt extends Schema.Schema.Type<typeof Attempt> {}

/** All that a gateway knows of a message. */
export const MessageDetail = Schema.Struct({
  ...ListedMessage.fields,
  deadline: Schema.String,
  notBefore: optional(Schema.String),
  cancelRequested: Schema.Boolean,
  callsAllowed: Schema.Int,
  documents: Schema.Array(
    Schema.Struct({
      fileName: Schema.String,
      order: Schema.Int,
      size: Schema.Int,
      sha256: Schema.String
    })
  ),
  attempts: Schema.Array(Attempt)
})
export interface MessageDetail extends Schema.Schema.Type<typeof MessageDetail> {}

/** A send that was accepted. */
export const AcceptedFax = Schema.Struct({
  sendId: Schema.String,
  messages: Schema.Array(
    Schema.Struct({
      messageId: Schema.String,
      faxNumber: Schema.String,
      status: Schema.String
    })
  )
})

/** A webhook of the client. */
const Webhook = Schema.Struct({
  id: Schema.String,
  url: Schema.String,
  types: Schema.Array(Schema.String),
  createdAt: Schema.String,
  goneAt: Schema.NullOr(Schema.String)
})
export const WebhookAdded = Schema.Struct({ ...Webhook.fields, secret: Schema.String })
export const WebhookList = Schema.Struct({ webhooks: Schema.Array(Webhook) })

/** A webhook on its way, or delivered, or given up. */
const WebhookDelivery = Schema.Struct({
  id: Schema.String,
  url: Schema.String,
  messageId: Schema.String,
  createdAt: Schema.String,
  tries: Schema.Int,
  nextAt: Schema.NullOr(Schema.String),
  deliveredAt: Schema.NullOr(Schema.String),
  lastStatus: Schema.NullOr(Schema.Int),
  lastDetail: Schema.NullOr(Schema.String)
})
export const WebhookDeliveries = Schema.Struct({ deliveries: Schema.Array(WebhookDelivery) })
