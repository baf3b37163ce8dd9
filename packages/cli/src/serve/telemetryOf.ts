import type { GatewaySettings } from "@faxingcenter/gateway/settings"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"

/** `name=value,...`, as OpenTelemetry's own variable has it. */
const headersOf = (text: string) =>
  Object.fromEntries(
    text.split(",").flatMap((pair) => {
      const at = pair.indexOf("=")
      return at < 0 ? [] : [[pair.slice(0, at).trim(), pair.slice(at + 1).trim()]]
    })
  )

/** Loaded where it is wanted: few gateways send any. */
const otlp = Effect.promise(async () => ({
  Otlp: await import("@effect/opentelemetry/Otlp"),
  NodeHttpClient: await import("@effect/platform-node/NodeHttpClient")
}))

/** Traces, logs and metrics over OTLP, where an endpoint is set. */
export const telemetryOf = ({ otlpEndpoint, otlpHeaders }: GatewaySettings): Layer.Layer<never> =>
  otlpEndpoint === undefined
    ? Layer.empty
    : otlp.pipe(
        Effect.map(({ NodeHttpClient, Otlp }) =>
          Otlp.layerJson({
            baseUrl: otlpEndpoint,
            resource: { serviceName: "faxingcenter-gateway" },
            ...(otlpHeaders === undefined
              ? {}
              : { headers: headersOf(Redacted.value(otlpHeaders)) })
          }).pipe(Layer.provide(NodeHttpClient.layer))
        ),
        Layer.unwrapEffect
      )
