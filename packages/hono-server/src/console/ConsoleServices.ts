import type { Clients } from "@faxingcenter/gateway"
import type { FaxQueue, Operators, SentPages, Supervision } from "@faxingcenter/gateway/manage"
import type { GatewayServices } from "../gateway/GatewayHandler.js"

/** What the console works with. */
export type ConsoleServices =
  | GatewayServices
  | Clients
  | FaxQueue
  | Operators
  | SentPages
  | Supervision
