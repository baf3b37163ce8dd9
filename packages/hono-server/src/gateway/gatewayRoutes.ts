import { CurrentIdempotencyKey } from "@faxingcenter/gateway"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import type * as ManagedRuntime from "effect/ManagedRuntime"
import { Hono, type HonoRequest } from "hono"
import { internalError, notFound } from "../answers.js"
import { type FaxRoutesOptions, faxRoutes } from "../faxRoutes.js"
import type { Intake } from "../Handler.js"
import { serve } from "../serve.js"
import { memorySpool } from "../spool/memorySpool.js"
import { events } from "./events.js"
import type { GatewayHandler, GatewayServices } from "./GatewayHandler.js"
import { healthz, metrics, readyz } from "./health.js"
import { cancel, detail, resend, resolve } from "./messages.js"
import { receipt, receiptKey } from "./receipts.js"
import { sendFax } from "./sendFax.js"
import {
  addWebhook,
  listWebhooks,
  removeWebhook,
  replayWebhook,
  rotateWebhookSecret,
  webhookPosts,
  webhookSecret
} from "./webhooks.js"

export interface GatewayRoutesOptions extends Omit<FaxRoutesOptions, "runtime" | "contextOf"> {
  /** Runs every request. Whoever made it disposes it. */
  readonly runtime: ManagedRuntime.ManagedRuntime<GatewayServices, never>
  /** Ends the event streams, which would otherwise keep a server from stopping. */
  readonly stopping?: AbortSignal
}

/** Where everything is that the contract does not have. */
const prefix = "/gateway/v1"

const routes: ReadonlyArray<readonly ["GET" | "POST" | "DELETE", string, GatewayHandler]> = [
  ["GET", "/healthz", healthz],
  ["GET", "/readyz", readyz],
  ["GET", "/metrics", metrics],
  ["POST", `${prefix}/faxes`, sendFax],
  ["GET", `${prefix}/messages/:id`, detail],
  ["POST", `${prefix}/messages/:id/cancel`, cancel],
  ["POST", `${prefix}/messages/:id/resend`, resend],
  ["POST", `${prefix}/messages/:id/resolve`, resolve],
  ["GET", `${prefix}/messages/:id/receipt`, receipt],
  ["GET", `${prefix}/receipt-key`, receiptKey],
  ["GET", `${prefix}/webhooks`, listWebhooks],
  ["POST", `${prefix}/webhooks`, addWebhook],
  ["GET", `${prefix}/webhooks/secret`, webhookSecret],
  ["POST", `${prefix}/webhooks/secret`, rotateWebhookSecret],
  ["GET", `${prefix}/webhooks/deliveries`, webhookPosts],
  ["POST", `${prefix}/webhooks/deliveries/:id/replay`, replayWebhook],
  ["DELETE", `${prefix}/webhooks/:id`, removeWebhook]
]

/** A send that is repeated under the same key is not done again. */
const contextOf = (request: HonoRequest) =>
  Context.make(CurrentIdempotencyKey, request.header("idempotency-key"))

/**
 * A whole gateway: the contract's routes, with `Idempotency-Key` honoured on its send, and beside
 * them under `/gateway/v1` what the contract does not have; `/healthz`, `/readyz` and `/metrics`.
 */
export const gatewayRoutes = (options: GatewayRoutesOptions): Hono => {
  const { bodyLimit, bodyTimeout, runtime } = options
  const spool = options.spool ?? memorySpool(256 * 1024 * 1024)
  const intake: Intake = {
    bytes: bodyLimit ?? 100 * 1024 * 1024,
    span: Duration.toMillis(bodyTimeout ?? "15 seconds"),
    spool
  }
  const app = new Hono()
  for (const [method, path, handler] of routes) {
    const onDisconnect = method === "GET" ? "interrupt" : "finish"
    app.on(method, path, serve(runtime, handler, intake, onDisconnect, contextOf))
  }
  app.get(`${prefix}/events`, serve(runtime, events(options.stopping), intake, "interrupt"))
  app.route("/", faxRoutes({ ...options, runtime, spool, contextOf }))
  app.notFound(notFound)
  app.onError(internalError)
  return app
}
