import { type NamesOf, onlyKnown, routes } from "@faxingcenter/core/wire"
import * as Duration from "effect/Duration"
import type * as ManagedRuntime from "effect/ManagedRuntime"
import { type Context, Hono } from "hono"
import { responseOf, toResponse } from "../answer/Answer.js"
import { internalError, json, notFound } from "../answer/answers.js"
import { usualBodyTimeout } from "../body/bodyRate.js"
import { mountAddress } from "../handler/address.js"
import type { FaxServices, Intake } from "../handler/Handler.js"
import type { Immediate } from "../handler/Services.js"
import type { ContextOf } from "../handler/serve.js"
import { openApi } from "../openApi/openApi.js"
import { memorySpool } from "../spool/memorySpool.js"
import type { OpenSpool } from "../spool/Spool.js"
import type { ServicesIn } from "./calling.js"
import { type Around, type Direct, directCalls, faxCalls, type WithToken } from "./faxCalls.js"

/** The services that the routes use, and their limits. */
export interface FaxRoutesOptions {
  /** Runs every request. Whoever made it disposes it. */
  readonly runtime: ManagedRuntime.ManagedRuntime<FaxServices, never>
  /** Largest body of a send, in bytes; base64 makes it a third larger than its documents. Default 100 MiB. */
  readonly bodyLimit?: number
  /**
   * A body that brings less than 500 bytes a second over such a span is answered 408, and a small one
   * must be whole within one. Default 15 seconds.
   */
  readonly bodyTimeout?: Duration.DurationInput
  /**
   * Keeps the documents of large requests until the service has taken them. Default: memory, 256 MiB
   * of it for all requests together; on Node, `fileSpool()` of `@faxingcenter/hono-server/node`.
   */
  readonly spool?: OpenSpool
  /** Gives each call what its request says beside the contract, such as an idempotency key. */
  readonly contextOf?: ContextOf
  /** Asked instead of the services in the runtime, if they have nothing to wait for: that spares each call a fiber. */
  readonly immediate?: Immediate
}

const { path: documentPath } = routes.server.openApi

/** An app with the routes of the contract. `serveNode` makes their calls without it, which takes half the time. */
export type FaxApp = Hono & { readonly direct: Direct }

/** The names of everything that these routes work with. */
export const faxRoutesNames: NamesOf<FaxRoutesOptions> = {
  runtime: true,
  bodyLimit: true,
  bodyTimeout: true,
  spool: true,
  contextOf: true,
  immediate: true
}

/** How bodies are taken in, with what is usual where the options say nothing. */
export const intakeOf = ({
  bodyLimit,
  bodyTimeout,
  spool
}: Pick<FaxRoutesOptions, "bodyLimit" | "bodyTimeout" | "spool">): Intake => ({
  bytes: bodyLimit ?? 100 * 1024 * 1024,
  spanMillis: Duration.toMillis(bodyTimeout ?? usualBodyTimeout),
  spool: spool ?? memorySpool(256 * 1024 * 1024)
})

/** Puts the routes of the contract into an app that has none before them. */
export const mountFaxRoutes = (
  app: Hono,
  options: FaxRoutesOptions,
  withToken: WithToken = (answer) => answer,
  around?: Around,
  servicesIn?: ServicesIn
): FaxApp => {
  const intake = intakeOf(options)
  const calls = faxCalls(options, withToken, around, servicesIn)
  for (const { call, method, path } of calls) {
    mountAddress(app, path, {
      [method]: (c: Context) => toResponse(call(c.req, intake))
    })
  }
  return Object.assign(app, { direct: directCalls(calls, intake) })
}

/**
 * The FaxingCenter API over the four services, to serve as it is or to mount in an app with
 * `app.route("/fax", faxRoutes({ runtime }))`.
 *
 * @example
 * ```ts
 * import { FetchHttpClient } from "@effect/platform"
 * import { FaxClient, Introspection } from "@faxingcenter/core"
 * import { faxRoutes } from "@faxingcenter/hono-server"
 * import { Effect, Layer, ManagedRuntime } from "effect"
 * import { Hono } from "hono"
 *
 * const settings = await Effect.runPromise(FaxClient.config)
 * const services = Introspection.layerUpstream.pipe(
 *   Layer.provideMerge(FaxClient.layer(settings)),
 *   Layer.provide(FetchHttpClient.layer)
 * )
 * const runtime = ManagedRuntime.make(services)
 * const app = new Hono().route("/fax", faxRoutes({ runtime, bodyLimit: 20 * 1024 * 1024 }))
 * ```
 */
export const faxRoutes = (options: FaxRoutesOptions): FaxApp => {
  onlyKnown("faxRoutes", options, faxRoutesNames)
  const app = mountFaxRoutes(new Hono(), options)
  mountAddress(app, documentPath, {
    GET: (c) => responseOf(json(200, openApi(c.req.path.slice(0, -documentPath.length) || "/")))
  })
  app.notFound(() => responseOf(notFound()))
  app.onError(() => responseOf(internalError()))
  return app
}
