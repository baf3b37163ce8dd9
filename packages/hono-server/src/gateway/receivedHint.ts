import { Reception } from "@faxingcenter/gateway"
import * as Effect from "effect/Effect"
import type { GatewayHandler } from "./GatewayHandler.js"

/** `POST /line/received`: nobody waits until the line is asked again. */
export const receivedHint: GatewayHandler = () =>
  Effect.flatMap(Reception, ({ hurry }) => Effect.as(hurry, new Response(null, { status: 204 })))
