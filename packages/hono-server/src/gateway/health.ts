import { Unavailable } from "@faxingcenter/core"
import { type DatabaseError, Health } from "@faxingcenter/gateway"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { json } from "../answers.js"
import type { GatewayHandler } from "./GatewayHandler.js"

const notReady = (_error: DatabaseError) =>
  new Unavailable({
    detail: "The database does not answer",
    status: 503,
    retryAfter: Duration.seconds(5)
  })

/** `GET /healthz`: the process lives. */
export const healthz: GatewayHandler = () => Effect.succeed(json(200, { status: "ok" }))

/** `GET /readyz`: it can take faxes. */
export const readyz: GatewayHandler = () =>
  Effect.gen(function* () {
    const health = yield* Health
    yield* Effect.mapError(health.ready, notReady)
    return json(200, { status: "ready" })
  })

/** `GET /metrics`: for Prometheus. */
export const metrics: GatewayHandler = () =>
  Effect.gen(function* () {
    const health = yield* Health
    const text = yield* Effect.mapError(health.metrics, notReady)
    return new Response(text, { headers: { "content-type": "text/plain; version=0.0.4" } })
  })
