import { type DeliveryPolicy, defaultPolicy } from "@faxingcenter/core/delivery"
import * as Context from "effect/Context"

/**
 * How often and how long this gateway calls a fax.
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
