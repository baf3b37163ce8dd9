import type { GatewaySettings } from "@faxingcenter/gateway/settings"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

/** Traces, logs and metrics over OTLP, where an endpoint is set; loaded there alone. */
export const telemetryOf = ({ otlpEndpoint, otlpHeaders }: GatewaySettings): Layer.Layer<never> =>
  otlpEndpoint === undefined
    ? Layer.empty
    : Effect.promise(() => import("./layerOtlp.js")).pipe(
        Effect.map(({ layerOtlp }) => layerOtlp(otlpEndpoint, otlpHeaders)),
        Layer.unwrapEffect
      )
