import * as Duration from "effect/Duration"
import type * as ManagedRuntime from "effect/ManagedRuntime"
import * as Struct from "effect/Struct"
import { Hono } from "hono"
import { mountAddress } from "./address.js"
import { internalError, json, notFound } from "./answers.js"
import { endpoints } from "./endpoints.js"
import type { FaxServices, Handler, Intake } from "./Handler.js"
import { oauth } from "./oauth.js"
import { openApi } from "./openApi.js"
import { search } from "./search.js"
import { send } from "./send.js"
import { type ContextOf, serve } from "./serve.js"
import { memorySpool } from "./spool/memorySpool.js"
import type { OpenSpool } from "./spool/Spool.js"
import { status } from "./status.js"

/** What the routes stand on, and how much they take. */
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
}

const handlers = { oauth, send, status, search } satisfies Record<keyof typeof endpoints, Handler>

const documentPath = "/openapi.json"

/** Puts the routes of the contract into an app. */
export const mountFaxRoutes = (app: Hono, options: FaxRoutesOptions): void => {
  const intake: Intake = {
    bytes: options.bodyLimit ?? 100 * 1024 * 1024,
    span: Duration.toMillis(options.bodyTimeout ?? "15 seconds"),
    spool: options.spool ?? memorySpool(256 * 1024 * 1024)
  }
  for (const [name, handler] of Struct.entries(handlers)) {
    const { method, path } = endpoints[name]
    const answer = serve(
      options.runtime,
      handler,
      intake,
      method === "GET" ? "interrupt" : "finish",
      options.contextOf
    )
    mountAddress(app, path, { [method]: answer })
  }
}

/**
 * The FaxingCenter API over the four services, to serve as it is or to mount in an app with
 * `app.route("/fax", faxRoutes({ runtime }))`.
 *
 * @example
 * ```ts
 * import { FetchHttpClient } from "@effect/platform"
 * import { FaxClient } from "@faxingcenter/core"
 * import { faxRoutes } from "@faxingcenter/hono-server"
 * import { Effect, Layer, ManagedRuntime } from "effect"
 * import { Hono } from "hono"
 *
 * const settings = await Effect.runPromise(FaxClient.config)
 * const runtime = ManagedRuntime.make(
 *   FaxClient.layer(settings).pipe(Layer.provide(FetchHttpClient.layer))
 * )
 * const app = new Hono().route("/fax", faxRoutes({ runtime, bodyLimit: 20 * 1024 * 1024 }))
 * ```
 */
export const faxRoutes = (options: FaxRoutesOptions): Hono => {
  const app = new Hono()
  mountFaxRoutes(app, options)
  mountAddress(app, documentPath, {
    GET: (c) => json(200, openApi(c.req.path.slice(0, -documentPath.length) || "/"))
  })
  app.notFound(notFound)
  app.onError(internalError)
  return app
}
