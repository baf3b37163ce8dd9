import { Context, Duration } from "effect"
import type { Network } from "./WebhookUrl.js"

export interface WebhookSettings {
  /** Networks that webhooks may be sent to although they are not public. */
  readonly networks: ReadonlyArray<Network>
  /** For one exchange. */
  readonly timeout: Duration.Duration
  /** Webhooks that one node sends at once. */
  readonly atOnce: number
}

/** How webhooks are sent here. */
export class CurrentWebhookSettings extends Context.Reference<CurrentWebhookSettings>()(
  "@faxingcenter/gateway/CurrentWebhookSettings",
  {
    defaultValue: (): WebhookSettings => ({
      networks: [],
      timeout: Duration.seconds(15),
      atOnce: 16
    })
  }
) {}
