import { routes } from "@faxingcenter/core/wire"
import { Announcement } from "@faxingcenter/gateway/manage"
import { PublicKey } from "@faxingcenter/gateway/receipts"
import * as Schema from "effect/Schema"
import { type Endpoint, endpoints } from "../endpoints.js"
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
  description: "All that is known of the message",
  anyOf: [GatewayMessage]
} as const
const receipt = {
  status: 201,
  description: "The fax was accepted",
  anyOf: [GatewayReceipt]
} as const
const secret = {
  status: 200,
  description: "What signs all webhooks of this client (Standard Webhooks)",
  anyOf: [Schema.Struct({ secret: Schema.String })]
} as const
const done = { status: 204, description: "Done", anyOf: [] } as const

const header = (description: string, pattern: RegExp) =>
  Schema.optional(Schema.String.pipe(Schema.pattern(pattern))).annotations({ description })
const idempotency = Schema.Struct({
  "Idempotency-Key": header(
    "Of 1 to 255 characters: the same key with the same fax gets the answer of the first, for 48 hours",
    /^.{1,255}$/
  )
})

/** What the gateway's own routes serve, and its OpenAPI document describes beside the contract. */
export const gatewayEndpoints = {
  sendFax: {
    ...routes.gateway.sendFax,
    tag: "faxes",
    summary:
      "Send with a time, hours, a deadline and a webhook; as JSON or as a form (to, document)",
    description:
      "Documents are base64 in JSON, or files of a form. `sendAt`, `window` and `deadline` say when it may be called; `webhook` is told how it ends.",
    access,
    headers: idempotency,
    body: { types: json, anyOf: [FaxRequest], form: FaxForm },
    answer: receipt,
    errors: [400, 401, 402, 406, 408, 409, 413, 415, 422]
  },
  messages: {
    ...routes.gateway.messages,
    tag: "messages",
    summary: "Messages with their reasons, the newest first",
    description:
      "All that is given must hold. `from` is included, `to` is not; `reference` is that of the recipient or of the job; `id` is the beginning of a message id or of a send id. `before`, the last message id of an answer, gives the next ones.",
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
    summary: "A message with its reason, its verdict and every attempt",
    description:
      "The reason of a failure has a verdict, which says whether another call is made. Every attempt has the code that the line itself gave.",
    access,
    answer: message,
    errors: [401, 404]
  },
  cancel: {
    ...routes.gateway.cancel,
    tag: "messages",
    summary: "End a message, or hang up the call that is on",
    description:
      "A message that waits has failed as `canceled` when this answers. A call that is on is hung up, and its end tells what came of it. A message that is over is refused with 409.",
    access,
    answer: message,
    errors: [401, 404, 409]
  },
  resend: {
    ...routes.gateway.resend,
    tag: "messages",
    summary: "Send the same documents to the same number, as a job of its own",
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
    summary: "Settle an unknown outcome by what a person found out",
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
    summary: "What became of a message, signed; fax verify or any JWS library checks it offline",
    description: `It names the documents by their hashes, and can be verified offline with the key of \`${routes.gateway.receiptKey.path}\`.`,
    access,
    answer: {
      status: 200,
      description:
        "A JWS in compact form, signed with Ed25519; its payload is the receipt, as JSON",
      type: "application/jose",
      anyOf: [Schema.String]
    },
    errors: [401, 404]
  },
  receiptKey: {
    ...routes.gateway.receiptKey,
    tag: "messages",
    summary: "The public key that receipts are verified with",
    description:
      "It is made once and stays. Whoever has it can verify receipts without asking the gateway.",
    access: "none",
    answer: { status: 200, description: "A JSON Web Key", anyOf: [PublicKey] },
    errors: []
  },
  ...receivedEndpoints,
  receivedHint: {
    ...routes.gateway.receivedHint,
    tag: "received",
    summary: "Say that the line has received something",
    description:
      "For the line itself, which has no token: the gateway then asks its line at once, and at most once a second. It takes nothing from whoever calls.",
    access: "none",
    answer: done,
    errors: []
  },
  events: {
    ...routes.gateway.events,
    tag: "events",
    summary: "What happens, as server-sent events; resumable with Last-Event-ID",
    description:
      "Events are kept for 30 days. The stream ends when its token does: when it expires, or when the client is revoked.",
    access,
    headers: Schema.Struct({
      "Last-Event-ID": header(
        "The id of the last event that was dealt with: what came after it comes first",
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
    summary: "What this client did, and what was done to it: the newest 100 entries",
    description: "Changes by the client, and changes of the client by those who run the gateway.",
    access,
    answer: { status: 200, description: "In the order of time", anyOf: [AuditAnswer] },
    errors: [401]
  },
  listWebhooks: {
    ...routes.gateway.listWebhooks,
    tag: "webhooks",
    summary: "The places that are told of what happens",
    description: "Webhooks that were removed stay in the list, with the time when they went.",
    access,
    answer: {
      status: 200,
      description: "All of this client",
      anyOf: [Schema.Struct({ webhooks: Schema.Array(WebhookAnswer) })]
    },
    errors: [401]
  },
  addWebhook: {
    ...routes.gateway.addWebhook,
    tag: "webhooks",
    summary: "Tell one more place",
    description: "Addresses that are private, or of this machine, are refused with 422.",
    access,
    body: { types: json, anyOf: [WebhookRequest] },
    answer: { status: 201, description: "The webhook", anyOf: [WebhookAdded] },
    errors: [400, 401, 422]
  },
  webhookSecret: {
    ...routes.gateway.webhookSecret,
    tag: "webhooks",
    summary: "The secret that webhooks are signed with",
    description: "All webhooks of a client are signed with one secret.",
    access,
    answer: secret,
    errors: [401]
  },
  rotateWebhookSecret: {
    ...routes.gateway.rotateWebhookSecret,
    tag: "webhooks",
    summary: "A new secret; for a day, webhooks are signed with the one before too",
    description: "Receivers have a day to change over.",
    access,
    answer: secret,
    errors: [401]
  },
  webhookPosts: {
    ...routes.gateway.webhookPosts,
    tag: "webhooks",
    summary: "The newest 100 webhooks, and what came of them",
    description: "Each has the number of tries, the last answer, and when the next try is due.",
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
    summary: "Send a webhook again, with the same id",
    description: "A receiver recognises it by its id.",
    access,
    answer: done,
    errors: [401, 404]
  },
  testWebhook: {
    ...routes.gateway.testWebhook,
    tag: "webhooks",
    summary: "Post a test event to a webhook, and say what came of it",
    description:
      "Its type is `webhook.test`, and it is signed like any other. It is posted once and at once, and not kept.",
    access,
    answer: { status: 200, description: "What came of it", anyOf: [WebhookTestAnswer] },
    errors: [401, 404]
  },
  removeWebhook: {
    ...routes.gateway.removeWebhook,
    tag: "webhooks",
    summary: "Tell a place no more",
    description: "What was still to be posted to it is given up.",
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
