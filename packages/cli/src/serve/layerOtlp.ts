import * as Otlp from "@effect/opentelemetry/Otlp"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import type { GatewaySettings } from "@faxingcenter/gateway/settings"
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

/** Traces, logs and metrics over OTLP, to this endpoint. */
export const layerOtlp = (
  baseUrl: string,
  otlpHeaders: GatewaySettings["otlpHeaders"]
): Layer.Layer<never> =>
  Otlp.layerJson({
    baseUrl,
    resource: { serviceName: "faxingcenter-gateway" },
    ...(otlpHeaders === undefined ? {} : { headers: headersOf(Redacted.value(otlpHeaders)) })
  }).pipe(Layer.provide(NodeHttpClient.layer))
