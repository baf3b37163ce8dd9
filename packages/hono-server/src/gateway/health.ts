import { createHash, timingSafeEqual } from "node:crypto"
import { FaxError } from "@faxingcenter/core"
import { Health } from "@faxingcenter/gateway/manage"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { json } from "../answer/answers.js"
import { remoteAddress } from "../request/incomingBody.js"
import { isLoopbackAddress } from "../request/isLoopbackAddress.js"
import type { RouteRequest } from "../request/RouteRequest.js"
import { bearerToken } from "../request/requests.js"
import { away } from "./away.js"
import type { GatewayHandler } from "./GatewayHandler.js"

/** `GET /healthz`: the process lives. */
export const healthz: GatewayHandler = () => Effect.succeed(json(200, { status: "ok" }))

/** `GET /readyz`: it can take faxes; if not, why. And whether those that it takes are delivered by now. */
export const readyz: GatewayHandler = () =>
  Effect.gen(function* () {
    const health = yield* Health
    yield* Effect.mapError(health.ready, ({ detail }) => away(`No fax can be accepted: ${detail}`))
    const [restored, { isDelivering, line, pause }] = yield* Effect.all(
      [
        Effect.orElseSucceed(health.restored, () => undefined),
        Effect.mapError(health.delivering, () => away("The database does not answer"))
      ],
      { concurrency: 2 }
    )
    return json(200, {
      status: "ready",
      transport: health.transport,
      delivering: isDelivering,
      queue: pause === undefined ? "running" : "paused",
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

/** Both as hashes: the time of the comparison says nothing of how long the key is either. */
const isKey = (given: Redacted.Redacted, key: Redacted.Redacted): boolean => {
  const sha256 = (text: Redacted.Redacted) =>
    createHash("sha256").update(Redacted.value(text)).digest()
  return timingSafeEqual(sha256(given), sha256(key))
}

const otherKey = new FaxError.Unauthorized({
  reason: "invalid_token",
  detail: "This is not the key for the metrics; send the key as a Bearer token"
})
const noKey = new FaxError.Unauthorized({
  reason: "missing_token",
  detail:
    "The metrics are told to this machine alone; for others set metricsKey (FAXINGCENTER_GATEWAY_METRICS_KEY), and send it as Bearer"
})

/** Whether a program of this machine asks for itself; a proxy that asks for somebody says so. */
const isFromHere = (request: RouteRequest): boolean =>
  isLoopbackAddress(remoteAddress(request) ?? "") &&
  ["x-forwarded-for", "forwarded", "via"].every((name) => request.header(name) === undefined)

/**
 * `GET /metrics`: for Prometheus. It tells of all clients: to who has the key or, where there is none, to programs of this
 * machine.
 */
export const metrics =
  (key: Redacted.Redacted | undefined): GatewayHandler =>
  (request) =>
    Effect.gen(function* () {
      if (key === undefined && !isFromHere(request)) return yield* noKey
      if (key !== undefined && !isKey(yield* bearerToken(request), key)) return yield* otherKey
      const health = yield* Health
      const text = yield* Effect.mapError(health.metrics, () =>
        away("The database does not answer")
      )
      return new Response(text, { headers: { "content-type": "text/plain; version=0.0.4" } })
    })
