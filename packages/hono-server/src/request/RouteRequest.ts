import type { HonoRequest } from "hono"
import type { IncomingBody } from "./incomingBody.js"

/** A request that comes from a server directly, without the objects of the web in between. */
export interface DirectRequest {
  readonly method: string
  /** The target of the request as it was sent. */
  readonly url: string
  /** `name` in lower case. */
  readonly header: (name: string) => string | undefined
  /** Names and values in turn, as they were sent. */
  readonly rawHeaders: ReadonlyArray<string>
  /** Where its body arrives. */
  readonly incoming: IncomingBody
  /** Calls back when its client leaves before it is answered. */
  readonly onGone: (listener: () => void) => void
}

/** A request as the routes read it. */
export type RouteRequest =
  | Pick<HonoRequest, "method" | "url" | "header" | "raw" | "arrayBuffer">
  | DirectRequest

/** Calls back when the client of a request leaves before it is answered. */
export const onGone = (request: RouteRequest, listener: () => void): void => {
  if ("incoming" in request) request.onGone(listener)
  else request.raw.signal.addEventListener("abort", listener, { once: true })
}
