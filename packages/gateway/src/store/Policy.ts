import { type DeliveryPolicy, defaultPolicy } from "@faxingcenter/core/delivery"
import { Context } from "effect"

/** How hard and how long faxes are tried here. */
export class Policy extends Context.Reference<Policy>()("@faxingcenter/gateway/Policy", {
  defaultValue: (): DeliveryPolicy => defaultPolicy
}) {}
