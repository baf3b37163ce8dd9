import { CurrentIdempotencyKey, IdempotencyKey } from "@faxingcenter/core"
import { badRequest, type NamesOf, onlyKnown, routes } from "@faxingcenter/core/wire"
import { Health, PromptSend, PromptStatus } from "@faxingcenter/gateway/manage"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import type * as ManagedRuntime from "effect/ManagedRuntime"
import * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as Struct from "effect/Struct"
import { Hono } from "hono"
import { type Answer, responseOf } from "../answer/Answer.js"
import { internalError, json, notFound } from "../answer/answers.js"
import type { ServicesIn } from "../fax/calling.js"
import {
  type FaxApp,
  type FaxRoutesOptions,
  faxRoutesNames,
  intakeOf,
  mountFaxRoutes
} from "../fax/faxRoutes.js"
import { mountAddress } from "../handler/address.js"
import { contextual } from "../handler/Services.js"
import { type ContextOf, serve } from "../handler/serve.js"
import type { Endpoint } from "../openApi/endpoints.js"
import { openApi } from "../openApi/openApi.js"
import { receivedHandlers } from "../received/receivedHandlers.js"
import { audit } from "./audit.js"
import { events } from "./events.js"
import type { GatewayHandler, GatewayServices } from "./GatewayHandler.js"
import { allEndpoints, gatewayEndpoints } from "./gatewayEndpoints.js"
import { healthz, metrics, readyz } from "./health.js"
import { measuring } from "./measuring.js"
import { messages } from "./messageList.js"
import { cancel, detail, resend, resolve } from "./messages.js"
import { receipt, receiptKey, receptionReceipt } from "./receipts.js"
import { receivedHint } from "./receivedHint.js"
import { sendFax } from "./sendFax.js"
import {
  addWebhook,
  listWebhooks,
  removeWebhook,
  replayWebhook,
  rotateWebhookSecret,
  testWebhook,
  webhookPosts,
  webhookSecret
} from "./webhooks.js"

/** What the routes of a gateway work with. */
export interface GatewayRoutesOptions
  extends Omit<FaxRoutesOptions, "runtime" | "contextOf" | "immediate"> {
  /** Runs every request. Whoever made it disposes it. */
  readonly runtime: ManagedRuntime.ManagedRuntime<GatewayServices, never>
  /** Ends the event streams, which would otherwise keep a server from stopping. */
  readonly stopping?: AbortSignal
  /** What `/metrics` is to be asked with, as `Authorization: Bearer`. Without, they are told to this machine alone. */
  readonly metricsKey?: Redacted.Redacted | undefined
}

const { contextOf: _context, immediate: _immediate, ...ofFaxRoutes } = faxRoutesNames
const names: NamesOf<GatewayRoutesOptions> = { ...ofFaxRoutes, stopping: true, metricsKey: true }

const handlersByName = {
  sendFax,
  messages,
  detail,
  cancel,
  resend,
  resolve,
  deliveryReceipt: receipt,
  receptionReceipt,
  receiptKey,
  ...receivedHandlers,
  receivedHint,
  audit,
  listWebhooks,
  addWebhook,
  webhookSecret,
  rotateWebhookSecret,
  webhookPosts,
  replayWebhook,
  testWebhook,
  removeWebhook
} satisfies Record<Exclude<keyof typeof gatewayEndpoints, "events">, GatewayHandler>

const { path: documentPath } = routes.server.openApi

const decodeKey = Schema.decodeEither(IdempotencyKey)

const keyRefused = badRequest(
  "Idempotency-Key",
  "The Idempotency-Key must have 1 to 255 visible ASCII characters"
)

/** Beside the token a gateway says that it is one, and on what line: a client then knows what it can ask for. */
const namingTransport = (answer: Answer, { transport }: typeof Health.Service): Answer => ({
  ...answer,
  headers: { ...answer.headers, "fax-transport": transport }
})

/** A send that is repeated under the same key is not done again. */
const contextOf: ContextOf = (request) => {
  const header = request.method === "POST" ? request.header("idempotency-key") : undefined
  if (header === undefined) return undefined
  return Either.mapBoth(decodeKey(header), {
    onLeft: () => keyRefused,
    onRight: (key) => Context.make(CurrentIdempotencyKey, key)
  })
}

/** Sends and status are asked for more often than all else: they are answered without a fiber. */
const servicesIn: ServicesIn = (context) => {
  const send = Context.getOption(context, PromptSend)
  const status = Context.getOption(context, PromptStatus)
  if (Option.isNone(send) || Option.isNone(status)) return undefined
  const { submit } = send.value
  const { ofMessage, ofSend } = status.value
  return (client) => ({
    ...contextual,
    send: { submit: (fax) => submit(client, fax) },
    status: {
      ofSend: (sendId, page) => ofSend(client, sendId, page),
      ofMessage: (messageId, sendId) => ofMessage(client, messageId, sendId)
    }
  })
}

/**
 * A whole gateway: the contract's routes, with `Idempotency-Key` honoured on its send, and beside
 * them what the contract does not have; `/healthz`, `/readyz` and `/metrics`.
 *
 * @example
 * ```ts
 * import { layerSqlite, SimulatedLine, Vault } from "@faxingcenter/gateway"
 * import { gatewayRoutes } from "@faxingcenter/hono-server/gateway"
 * import { serveNode } from "@faxingcenter/hono-server/node"
 * import { Effect, Layer, ManagedRuntime } from "effect"
 *
 * const services = layerSqlite("faxes.db").pipe(
 *   Layer.provide(SimulatedLine.layer()),
 *   Layer.provide(Vault.layerPlain),
 *   Layer.orDie
 * )
 * const program = Effect.gen(function* () {
 *   const runtime = yield* Effect.acquireRelease(
 *     Effect.sync(() => ManagedRuntime.make(services)),
 *     (running) => running.disposeEffect
 *   )
 *   yield* serveNode(gatewayRoutes({ runtime }), { port: 8080 })
 *   yield* Effect.never
 * }).pipe(Effect.scoped)
 * ```
 */
export const gatewayRoutes = (options: GatewayRoutesOptions): FaxApp => {
  const { runtime } = onlyKnown("gatewayRoutes", options, names)
  const intake = intakeOf(options)
  const app = new Hono()
  const answerOf = (method: Endpoint["method"], path: string, handler: GatewayHandler) =>
    measuring(
      method,
      path
    )(serve(runtime, handler, intake, method === "GET" ? "interrupt" : "finish", contextOf))
  const probes = { healthz, readyz, metrics: metrics(options.metricsKey) }
  for (const [name, handler] of Struct.entries(probes)) {
    const { method, path } = routes.server[name]
    mountAddress(app, path, { [method]: answerOf(method, path, handler) })
  }
  const handlers = { ...handlersByName, events: events(options.stopping) }
  const addresses = new Map<string, Parameters<typeof mountAddress>[2]>()
  for (const [name, handler] of Struct.entries(handlers)) {
    const { method, path } = gatewayEndpoints[name]
    addresses.set(path, { ...addresses.get(path), [method]: answerOf(method, path, handler) })
  }
  for (const [path, answers] of addresses) mountAddress(app, path, answers)
  mountAddress(app, documentPath, {
    GET: (c) =>
      responseOf(
        json(
          200,
          openApi(
            c.req.path.slice(0, -documentPath.length) || "/",
            allEndpoints,
            "FaxingCenter gateway"
          )
        )
      )
  })
  const withCalls = mountFaxRoutes(
    app,
    { ...options, runtime, spool: intake.spool, contextOf },
    (answer) => Effect.provide(Effect.zipWith(answer, Health, namingTransport), runtime),
    measuring,
    servicesIn
  )
  // Whatever is asked for that is not there, and by whichever method, is one route.
  const nowhere = measuring("any", "none")
  app.notFound(nowhere(() => responseOf(notFound())))
  app.onError(() => responseOf(internalError()))
  return withCalls
}
