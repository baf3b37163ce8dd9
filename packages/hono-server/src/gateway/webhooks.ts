import { FaxError } from "@faxingcenter/core"
import { Webhook, WebhookPost, Webhooks, type WebhookUrlRefused } from "@faxingcenter/gateway"
import { AnnouncementType } from "@faxingcenter/gateway/manage"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { json, noStore } from "../answer/answers.js"
import { encodeWith } from "../answer/encode.js"
import { shortBody } from "../body/shortBody.js"
import { authorized } from "../handler/authorized.js"
import type { GatewayHandler } from "./GatewayHandler.js"

export const WebhookRequest = Schema.Struct({
  url: Schema.String,
  /** By default the two ends of a message. */
  types: Schema.optionalWith(Schema.NonEmptyArray(AnnouncementType), {
    default: () => ["message.delivered", "message.failed"] as const
  })
}).annotations({ identifier: "WebhookRequest" })

const instant = Schema.DateTimeUtc
const nullable = Schema.NullOr(instant)

/** A webhook in an answer. */
export const WebhookAnswer = Schema.Struct({
  id: Webhook.fields.id,
  url: Webhook.fields.url,
  types: Schema.Array(AnnouncementType),
  createdAt: instant,
  goneAt: nullable
}).annotations({ identifier: "WebhookAnswer" })

/** A webhook that was just added, with what its receiver verifies signatures with: one secret for all of a client. */
export const WebhookAdded = Schema.Struct({
  ...WebhookAnswer.fields,
  secret: Schema.String
}).annotations({ identifier: "WebhookAdded" })

/** An entry of the delivery log in an answer. */
export const WebhookPostAnswer = Schema.Struct({
  ...WebhookPost.fields,
  createdAt: instant,
  nextAt: nullable,
  deliveredAt: nullable
}).annotations({ identifier: "WebhookPostAnswer" })

const encodeAdded = encodeWith(WebhookAdded)
const encodeWebhooks = encodeWith(Schema.Array(WebhookAnswer))
const encodePosts = encodeWith(Schema.Array(WebhookPostAnswer))

export const refusedUrl = ({ detail, url }: WebhookUrlRefused) =>
  new FaxError.Rejected({
    status: 422,
    title: "Unprocessable Content",
    detail,
    culprit: url
  })

export const addWebhook: GatewayHandler = (request, intake) =>
  authorized(
    request,
    Effect.gen(function* () {
      const webhooks = yield* Webhooks
      const wanted = yield* shortBody(request, intake, WebhookRequest)
      const added = yield* webhooks.add(wanted)
      const secret = Redacted.value(yield* webhooks.secret)
      return json(201, yield* encodeAdded({ ...added, secret }), noStore)
    }).pipe(Effect.catchTag("WebhookUrlRefused", refusedUrl))
  )

export const listWebhooks: GatewayHandler = (request) =>
  authorized(
    request,
    Effect.gen(function* () {
      const webhooks = yield* Webhooks
      return json(200, { webhooks: yield* encodeWebhooks(yield* webhooks.list) })
    })
  )

export const removeWebhook: GatewayHandler = (request) =>
  authorized(
    request,
    Effect.gen(function* () {
      const webhooks = yield* Webhooks
      yield* webhooks.remove(request.param("id") ?? "")
      return new Response(null, { status: 204 })
    })
  )

const secretAnswer = (secret: Redacted.Redacted) =>
  json(200, { secret: Redacted.value(secret) }, noStore)

export const webhookSecret: GatewayHandler = (request) =>
  authorized(
    request,
    Effect.flatMap(Webhooks, (webhooks) => Effect.map(webhooks.secret, secretAnswer))
  )

export const rotateWebhookSecret: GatewayHandler = (request) =>
  authorized(
    request,
    Effect.flatMap(Webhooks, (webhooks) => Effect.map(webhooks.rotateSecret, secretAnswer))
  )

/** Entries of the log in one answer. */
const latest = 100

export const webhookPosts: GatewayHandler = (request) =>
  authorized(
    request,
    Effect.gen(function* () {
      const webhooks = yield* Webhooks
      return json(200, { deliveries: yield* encodePosts(yield* webhooks.posts(latest)) })
    })
  )

/** What came of a webhook that was posted to try it. */
export const WebhookTestAnswer = Schema.Struct({
  /** Whether the answer was one of success (2xx). */
  ok: Schema.Boolean,
  /** The HTTP status that it was answered with. */
  status: Schema.optionalWith(Schema.Int, { exact: true }),
  /** What went wrong, where no answer came. */
  detail: Schema.optionalWith(Schema.String, { exact: true })
}).annotations({ identifier: "WebhookTestAnswer" })
const encodeTest = encodeWith(WebhookTestAnswer)

export const testWebhook: GatewayHandler = (request) =>
  authorized(
    request,
    Effect.gen(function* () {
      const webhooks = yield* Webhooks
      const result = yield* webhooks.test(request.param("id") ?? "")
      return json(
        200,
        yield* encodeTest(
          result._tag === "Answered"
            ? { ok: result.status >= 200 && result.status < 300, status: result.status }
            : { ok: false, detail: result.detail }
        )
      )
    })
  )

export const replayWebhook: GatewayHandler = (request) =>
  authorized(
    request,
    Effect.gen(function* () {
      const webhooks = yield* Webhooks
      yield* webhooks.replay(request.param("id") ?? "")
      return new Response(null, { status: 204 })
    })
  )
