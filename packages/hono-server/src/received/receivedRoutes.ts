import { onlyKnown } from "@faxingcenter/core/wire"
import type * as ManagedRuntime from "effect/ManagedRuntime"
import * as Struct from "effect/Struct"
import { Hono } from "hono"
import { type FaxRoutesOptions, intakeOf } from "../fax/faxRoutes.js"
import { mountAddress } from "../handler/address.js"
import { serve } from "../handler/serve.js"
import { receivedEndpoints } from "./receivedEndpoints.js"
import { type ReceivedServices, receivedHandlers } from "./receivedHandlers.js"

/** What the routes of received faxes work with. */
export interface ReceivedRoutesOptions extends Pick<FaxRoutesOptions, "bodyTimeout"> {
  /** Runs every request. Whoever made it disposes it. */
  readonly runtime: ManagedRuntime.ManagedRuntime<ReceivedServices, never>
}

/**
 * Received faxes, at the addresses where `FaxClient` looks for them, over any `Receive`; a gateway has
 * them already.
 *
 * @example
 * ```ts
 * import { faxRoutes, type FaxServices, receivedRoutes } from "@faxingcenter/hono-server"
 * import type { Receive } from "@faxingcenter/core"
 * import type { ManagedRuntime } from "effect"
 *
 * const withReceived = (runtime: ManagedRuntime.ManagedRuntime<FaxServices | Receive, never>) =>
 *   receivedRoutes({ runtime }).route("/", faxRoutes({ runtime }))
 * ```
 */
export const receivedRoutes = (options: ReceivedRoutesOptions): Hono => {
  onlyKnown("receivedRoutes", options, { runtime: true, bodyTimeout: true })
  const intake = intakeOf(options)
  const app = new Hono()
  const addresses = new Map<string, Parameters<typeof mountAddress>[2]>()
  for (const [name, handler] of Struct.entries(receivedHandlers)) {
    const { method, path } = receivedEndpoints[name]
    const answer = serve(
      options.runtime,
      handler,
      intake,
      method === "GET" ? "interrupt" : "finish"
    )
    addresses.set(path, { ...addresses.get(path), [method]: answer })
  }
  for (const [path, answers] of addresses) mountAddress(app, path, answers)
  return app
}
