import type { Receive } from "@faxingcenter/core"
import type {
  Acceptance,
  DeliveryReceipts,
  Events,
  Gateway,
  Reception,
  Webhooks
} from "@faxingcenter/gateway"
import type { Audit, ClientKeys, Health } from "@faxingcenter/gateway/manage"
import type * as Effect from "effect/Effect"
import type { HonoRequest } from "hono"
import type { Answer } from "../answer/Answer.js"
import type { Failure } from "../answer/answers.js"
import type { FaxServices, Intake } from "../handler/Handler.js"

/** The services that a gateway's routes expose. */
export type GatewayServices =
  | FaxServices
  | Acceptance
  | Audit
  | ClientKeys
  | Events
  | Gateway
  | Health
  | DeliveryReceipts
  | Reception
  | Receive
  | Webhooks

/** One endpoint of a gateway. */
export type GatewayHandler = (
  request: HonoRequest,
  intake: Intake
) => Effect.Effect<Answer | Response, Failure, GatewayServices>
