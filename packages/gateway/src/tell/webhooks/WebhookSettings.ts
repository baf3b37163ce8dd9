import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import type { Network } from "./WebhookUrl.js"

export interface WebhookSettings {
  /** Networks that webhooks may be sent to although they are not public. */
  readonly networks: ReadonlyArray<Network>
  /** For one exchange. */
  readonly timeout: Duration.Duration
  /**
   * Webhooks that one node sends at once: to one server of a client an eighth of them at most, and for
   * one client a quarter.
   */
  readonly atOnce: number
}

/**
 * How this gateway sends webhooks.
 *
 * @example
 * ```ts
 * import { CurrentWebhookSettings, parseNetworks } from "@faxingcenter/gateway"
 * import { Duration, Layer } from "effect"
 *
 * // A receiver in the same network, which is not public.
 * const Inside = Layer.succeed(CurrentWebhookSettings, {
 *   networks: parseNetworks(["10.1.0.0/16"]),
 *   timeout: Duration.seconds(15),
 *   atOnce: 64
 * })
 * ```
 */
export class CurrentWebhookSettings extends Context.Reference<CurrentWebhookSettings>()(
  "@faxingcenter/gateway/CurrentWebhookSettings",
  {
    defaultValue: (): WebhookSettings => ({
      networks: [],
      timeout: Duration.seconds(15),
      atOnce: 64
    })
  }
) {}
