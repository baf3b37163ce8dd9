import { Health } from "@faxingcenter/gateway"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import { json } from "../answers.js"
import { away } from "./away.js"
import type { GatewayHandler } from "./GatewayHandler.js"

/** `GET /healthz`: the process lives. */
export const healthz: GatewayHandler = () => Effect.succeed(json(200, { status: "ok" }))

/** `GET /readyz`: it can take faxes; if not, why. And whether those that it takes are delivered by now. */
export const readyz: GatewayHandler = () =>
  Effect.gen(function* () {
    const health = yield* Health
    yield* Effect.mapError(health.ready, ({ detail }) => away(`No fax can be taken: ${detail}`))
    const restored = yield* Effect.orElseSucceed(health.restored, () => undefined)
    const { isDelivering, line, queue } = yield* Effect.mapError(health.delivering, () =>
      away("The database does not answer")
    )
    return json(200, {
      status: "ready",
      transport: health.transport,
      delivering: isDelivering,
      queue: queue.pause === undefined ? "running" : "paused",
      line: line.state,
      ...(restored === undefined
        ? {}
        : {
            restored: {
              at: DateTime.formatIso(restored.at),
              since: DateTime.formatIso(restored.since),
              unasked: restored.unasked
            }
          })
    })
  })

/** `GET /metrics`: for Prometheus. */
export const metrics: GatewayHandler = () =>
  Effect.gen(function* () {
    const health = yield* Health
    const text = yield* Effect.mapError(health.metrics, () => away("The database does not answer"))
    return new Response(text, { headers: { "content-type": "text/plain; version=0.0.4" } })
  })
