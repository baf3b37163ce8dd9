import { type FaxServices, faxRoutes } from "@faxingcenter/hono-server"
import { type Layer, ManagedRuntime } from "effect"
import { Hono } from "hono"

/** An app with routes of its own, and the fax API under `/fax` over whatever provides the services. */
export const makeApp = (services: Layer.Layer<FaxServices>) => {
  const runtime = ManagedRuntime.make(services)
  const app = new Hono()
    .get("/health", (c) => c.json({ ok: true }))
    .route("/fax", faxRoutes({ runtime, bodyLimit: 20 * 1024 * 1024 }))
  return { app, close: () => runtime.dispose() }
}
