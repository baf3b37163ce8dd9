import { type DeliveryPolicy, defaultPolicy } from "@faxingcenter/core/delivery"
import * as Context from "effect/Context"

/**
 * How hard and how long faxes are tried here.
 *
 * @example
 * ```ts
 * import { defaultPolicy } from "@faxingcenter/core/delivery"
 * import { Policy } from "@faxingcenter/gateway"
 * import { Layer } from "effect"
 *
 * const ThreeCalls = Layer.succeed(Policy, { ...defaultPolicy, calls: 3 })
 * ```
 */
export class Policy extends Context.Reference<Policy>()("@faxingcenter/gateway/Policy", {
  defaultValue: (): DeliveryPolicy => defaultPolicy
}) {}
