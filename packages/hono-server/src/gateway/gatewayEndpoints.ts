import { routes } from "@faxingcenter/core/wire"
import { Announcement } from "@faxingcenter/gateway/manage"
import { PublicKey } from "@faxingcenter/gateway/receipts"
import * as Schema from "effect/Schema"
import { type Endpoint, endpoints } from "../openApi/endpoints.js"
import { receivedEndpoints } from "../received/receivedEndpoints.js"
import { AuditAnswer } from "./audit.js"
import { GatewayMessage } from "./GatewayMessage.js"
import { GatewayReceipt } from "./GatewayReceipt.js"
import { MessageListAnswer, MessageListQuery } from "./messageList.js"
import { ResendRequest, ResolveRequest } from "./messages.js"
import { FaxForm, FaxRequest } from "./sendFax.js"
import {
  WebhookAdded,
  WebhookAnswer,
  WebhookPostAnswer,
  WebhookRequest,
  WebhookTestAnswer
} from "./webhooks.js"

const json = ["application/json"]
const access = "token"
const message = {
  status: 200,
  description: "Everything known about the message",
  anyOf: [GatewayMessage]
} as const
const signedReceipt = {
  status: 200,
  description: "A JWS in compact form, signed with Ed25519; its payload is the receipt, as JSON",
  type: "application/jose",
  anyOf: [Schema.String]
} as const
const receipt = {
  status: 201,
  description: "The fax was accepted",
  anyOf: [GatewayReceipt]
} as const
const secret = {
  status: 200,
  description: "The secret that signs all webhooks of this client (Standard Webhooks)",
  anyOf: [Schema.Struct({ secret: Schema.String })]
} as const
const done = { status: 204, description: "Done", anyOf: [] } as const

const header = (description: string, pattern: RegExp) =>
  Schema.optional(Schema.String.pipe(Schema.pattern(pattern))).annotations({ description })
const idempotency = Schema.Struct({
  "Idempotency-Key": header(
    "1 to 255 characters. For 48 hours, the same key with the same fax gets the answer of the first request",
    /^.{1,255}$/
  )
})

/** What the gateway's own routes serve, and its OpenAPI document describes beside the contract. */
export const gatewayEndpoints = {
  sendFax: {
    ...routes.gateway.sendFax,
    tag: "faxes",
    summary:
      "Send with a time, calling hours, a deadline and a webhook, as JSON or as a form (to, document)",
    description:
      "Documents are base64 in JSON, or files in a form. `sendAt`, `window` and `deadline` limit when the number may be called; the outcome is posted to `webhook`.",
    access,
    headers: idempotency,
    body: { types: json, anyOf: [FaxRequest], form: FaxForm },
    answer: receipt,
    errors: [400, 401, 402, 406, 408, 409, 413, 415, 422]
  },
  messages: {
    ...routes.gateway.messages,
    tag: "messages",
    summary: "List messages with their reasons, newest first",
    description:
      "A message must match every parameter given. `from` is included, `to` is not; `reference` is that of the recipient or the job; `id` is the beginning of a message id or send id. Pass the last message id of an answer as `before` to get the next ones.",
    access,
    parameters: MessageListQuery,
    answer: {
      status: 200,
      description: "At most `limit` of them",
      anyOf: [MessageListAnswer]
    },
    errors: [400, 401]
  },
  detail: {
    ...routes.gateway.detail,
    tag: "messages",
    summary: "Get a message with its reason, its verdict and every attempt",
    description:
      "The verdict of a failure reason says whether another call is made. Every attempt has the line's own code.",
    access,
    answer: message,
    errors: [401, 404]
  },
  cancel: {
    ...routes.gateway.cancel,
    tag: "messages",
    summary: "Cancel a message, or hang up its call",
    description:
      "A waiting message has failed as `canceled` when this answers. A call in progress is hung up, and how it ends decides the outcome. A finished message is refused with 409.",
    access,
    answer: message,
    errors: [401, 404, 409]
  },
  resend: {
    ...routes.gateway.resend,
    tag: "messages",
    summary: "Send the same documents to the same number, as a new job",
    description:
      "A message that was delivered, or may have been, is refused with 409 unless `mayArriveTwice` is true.",
    access,
    headers: idempotency,
    body: { types: json, anyOf: [ResendRequest], isOptional: true },
    answer: receipt,
    errors: [400, 401, 404, 409, 422]
  },
  resolve: {
    ...routes.gateway.resolve,
    tag: "messages",
    summary: "Settle an unknown outcome with what a person found out",
    description:
      "Only a message that failed with `unknown_outcome` can be settled; others are refused with 409.",
    access,
    body: { types: json, anyOf: [ResolveRequest] },
    answer: message,
    errors: [400, 401, 404, 409]
  },
  deliveryReceipt: {
    ...routes.gateway.deliveryReceipt,
    tag: "messages",
    summary: "Get the signed outcome of a message; fax verify or any JWS library checks it offline",
    description: `It names the documents by their hashes, and can be verified offline with the key of \`${routes.gateway.receiptKey.path}\`.`,
    access,
    answer: signedReceipt,
    errors: [401, 404]
  },
  receiptKey: {
    ...routes.gateway.receiptKey,
    tag: "messages",
    summary: "Get the public key for verifying receipts",
    description:
      "It is created once and never changes. With it, receipts can be verified without asking the gateway.",
    access: "none",
    answer: { status: 200, description: "A JSON Web Key", anyOf: [PublicKey] },
    errors: []
  },
  ...receivedEndpoints,
  receptionReceipt: {
    ...routes.gateway.receptionReceipt,
    tag: "received",
    summary: "That it came in, signed; fax verify or any JWS library checks it offline",
    description: `It has the hash of the pages that came, whether they are kept or not, and can be verified offline with the key of \`${routes.gateway.receiptKey.path}\`.`,
    access,
    answer: signedReceipt,
    errors: [401, 404]
  },
  receivedHint: {
    ...routes.gateway.receivedHint,
    tag: "received",
    summary: "Notify the gateway that the line has received something",
    description:
      "For the line itself, which has no token: the gateway then asks its line immediately, at most once a second. Nothing in the request is used.",
    access: "none",
    answer: done,
    errors: []
  },
  events: {
    ...routes.gateway.events,
    tag: "events",
    summary: "Follow events as server-sent events, resumable with Last-Event-ID",
    description:
      "Events are kept for 30 days. The stream ends when its token expires or the client is revoked.",
    access,
    headers: Schema.Struct({
      "Last-Event-ID": header(
        "The id of the last event that was processed: the stream starts after it",
        /^([0-9a-f]{32}|\d{1,16}-\d{1,16})$/
      )
    }),
    answer: {
      status: 200,
      description: "Each event's data is an announcement",
      type: "text/event-stream",
      anyOf: [Announcement]
    },
    errors: [400, 401]
  },
  audit: {
    ...routes.gateway.audit,
    tag: "events",
    summary: "List the newest 100 audit entries about this client",
    description:
      "Changes made by the client, and changes to the client made by the gateway's operators.",
    access,
    answer: { status: 200, description: "In chronological order", anyOf: [AuditAnswer] },
    errors: [401]
  },
  listWebhooks: {
    ...routes.gateway.listWebhooks,
    tag: "webhooks",
    summary: "List webhooks",
    description: "Removed webhooks stay in the list, with the time of their removal.",
    access,
    answer: {
      status: 200,
      description: "All webhooks of this client",
      anyOf: [Schema.Struct({ webhooks: Schema.Array(WebhookAnswer) })]
    },
    errors: [401]
  },
  addWebhook: {
    ...routes.gateway.addWebhook,
    tag: "webhooks",
    summary: "Add a webhook",
    description: "Private addresses, and those of this machine, are refused with 422.",
    access,
    body: { types: json, anyOf: [WebhookRequest] },
    answer: { status: 201, description: "The webhook", anyOf: [WebhookAdded] },
    errors: [400, 401, 422]
  },
  webhookSecret: {
    ...routes.gateway.webhookSecret,
    tag: "webhooks",
    summary: "Get the secret that signs webhooks",
    description: "All webhooks of a client are signed with the same secret.",
    access,
    answer: secret,
    errors: [401]
  },
  rotateWebhookSecret: {
    ...routes.gateway.rotateWebhookSecret,
    tag: "webhooks",
    summary: "Replace the secret; for a day, webhooks are also signed with the previous one",
    description: "Receivers have a day to switch to the new one.",
    access,
    answer: secret,
    errors: [401]
  },
  webhookPosts: {
    ...routes.gateway.webhookPosts,
    tag: "webhooks",
    summary: "List the newest 100 webhook posts and their results",
    description: "Each has the number of tries, the last answer, and the time of the next try.",
    access,
    answer: {
      status: 200,
      description: "Newest first",
      anyOf: [Schema.Struct({ deliveries: Schema.Array(WebhookPostAnswer) })]
    },
    errors: [401]
  },
  replayWebhook: {
    ...routes.gateway.replayWebhook,
    tag: "webhooks",
    summary: "Repeat a webhook post, with the same id",
    description: "A receiver recognises it by its id.",
    access,
    answer: done,
    errors: [401, 404]
  },
  testWebhook: {
    ...routes.gateway.testWebhook,
    tag: "webhooks",
    summary: "Post a test event to a webhook and return the result",
    description:
      "Its type is `webhook.test`, and it is signed like any other. It is posted once, immediately, and is not stored.",
    access,
    answer: { status: 200, description: "Result", anyOf: [WebhookTestAnswer] },
    errors: [401, 404]
  },
  removeWebhook: {
    ...routes.gateway.removeWebhook,
    tag: "webhooks",
    summary: "Remove a webhook",
    description: "Posts still waiting for it are dropped.",
    access,
    answer: done,
    errors: [401, 404]
  }
} as const satisfies Record<string, Endpoint>

/** Everything that a gateway serves. */
export const allEndpoints: Readonly<Record<string, Endpoint>> = {
  ...endpoints,
  send: {
    ...endpoints.send,
    headers: idempotency,
    errors: [...endpoints.send.errors, 409, 422]
  },
  ...gatewayEndpoints
}
