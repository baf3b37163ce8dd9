import { Announcement, PublicKey, SignedReceipt } from "@faxingcenter/gateway"
import * as Schema from "effect/Schema"
import { type Endpoint, endpoints } from "../endpoints.js"
import { AuditAnswer } from "./audit.js"
import { GatewayMessage } from "./GatewayMessage.js"
import { GatewayReceipt } from "./GatewayReceipt.js"
import { ResendRequest, ResolveRequest } from "./messages.js"
import { FaxForm, FaxRequest } from "./sendFax.js"
import { WebhookAnswer, WebhookPostAnswer, WebhookRequest } from "./webhooks.js"

/** Where everything is that the contract does not have. */
const prefix = "/gateway/v1"

const json = ["application/json"]
const secured = true
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
    method: "POST",
    path: `${prefix}/faxes`,
    summary:
      "Send with a time, hours, a deadline and a webhook; as JSON or as a form (to, document)",
    secured,
    headers: idempotency,
    body: { types: json, anyOf: [FaxRequest], form: FaxForm },
    answer: receipt,
    errors: [400, 401, 402, 406, 408, 409, 413, 415, 422]
  },
  detail: {
    method: "GET",
    path: `${prefix}/messages/:id`,
    summary: "A message with its reason, its verdict and every attempt",
    secured,
    answer: message,
    errors: [401, 404]
  },
  cancel: {
    method: "POST",
    path: `${prefix}/messages/:id/cancel`,
    summary: "End a message, or hang up the call that is on",
    secured,
    answer: message,
    errors: [401, 404, 409]
  },
  resend: {
    method: "POST",
    path: `${prefix}/messages/:id/resend`,
    summary: "Send the same documents to the same number, as a job of its own",
    secured,
    headers: idempotency,
    body: { types: json, anyOf: [ResendRequest] },
    answer: receipt,
    errors: [400, 401, 404, 409, 422]
  },
  resolve: {
    method: "POST",
    path: `${prefix}/messages/:id/resolve`,
    summary: "Settle an unknown outcome by what a person found out",
    secured,
    body: { types: json, anyOf: [ResolveRequest] },
    answer: message,
    errors: [400, 401, 404, 409]
  },
  deliveryReceipt: {
    method: "GET",
    path: `${prefix}/messages/:id/receipt`,
    summary: "What became of a message, signed; fax verify checks it offline",
    secured,
    answer: { status: 200, description: "A signed receipt", anyOf: [SignedReceipt] },
    errors: [401, 404]
  },
  receiptKey: {
    method: "GET",
    path: `${prefix}/receipt-key`,
    summary: "The public key that receipts are verified with",
    secured: false,
    answer: { status: 200, description: "A JSON Web Key", anyOf: [PublicKey] },
    errors: []
  },
  events: {
    method: "GET",
    path: `${prefix}/events`,
    summary: "What happens, as server-sent events; resumable with Last-Event-ID",
    secured,
    headers: Schema.Struct({
      "Last-Event-ID": header(
        "The id of the last event that was dealt with: what came after it comes first",
        /^\d{1,16}-\d{1,16}$/
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
    method: "GET",
    path: `${prefix}/audit`,
    summary: "What this client did, and what was done to it: the newest 100 entries",
    secured,
    answer: { status: 200, description: "In the order of time", anyOf: [AuditAnswer] },
    errors: [401]
  },
  listWebhooks: {
    method: "GET",
    path: `${prefix}/webhooks`,
    summary: "The places that are told of what happens",
    secured,
    answer: {
      status: 200,
      description: "All of this client",
      anyOf: [Schema.Struct({ webhooks: Schema.Array(WebhookAnswer) })]
    },
    errors: [401]
  },
  addWebhook: {
    method: "POST",
    path: `${prefix}/webhooks`,
    summary: "Tell one more place",
    secured,
    body: { types: json, anyOf: [WebhookRequest] },
    answer: { status: 201, description: "The webhook", anyOf: [WebhookAnswer] },
    errors: [400, 401, 422]
  },
  webhookSecret: {
    method: "GET",
    path: `${prefix}/webhooks/secret`,
    summary: "The secret that webhooks are signed with",
    secured,
    answer: secret,
    errors: [401]
  },
  rotateWebhookSecret: {
    method: "POST",
    path: `${prefix}/webhooks/secret`,
    summary: "A new secret; for a day, webhooks are signed with the one before too",
    secured,
    answer: secret,
    errors: [401]
  },
  webhookPosts: {
    method: "GET",
    path: `${prefix}/webhooks/deliveries`,
    summary: "The newest 100 webhooks, and what came of them",
    secured,
    answer: {
      status: 200,
      description: "Newest first",
      anyOf: [Schema.Struct({ deliveries: Schema.Array(WebhookPostAnswer) })]
    },
    errors: [401]
  },
  replayWebhook: {
    method: "POST",
    path: `${prefix}/webhooks/deliveries/:id/replay`,
    summary: "Send a webhook again, with the same id",
    secured,
    answer: done,
    errors: [401, 404]
  },
  removeWebhook: {
    method: "DELETE",
    path: `${prefix}/webhooks/:id`,
    summary: "Tell a place no more",
    secured,
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
