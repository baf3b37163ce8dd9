import * as Context from "effect/Context"
import type * as Redacted from "effect/Redacted"

/** How mail is sent, and to whom it may be. */
export interface MailSettings {
  /** Such as `smtps://user:password@mail.example.com`, or `smtp://` for a server that offers STARTTLS. */
  readonly server: Redacted.Redacted
  /** The address that mail comes from. */
  readonly from: string
  /** Addresses, and whole domains such as `@example.com`. */
  readonly recipients: ReadonlyArray<string>
}

/**
 * How this gateway sends mail. By default, it sends none.
 *
 * @example
 * ```ts
 * import { CurrentMailSettings } from "@faxingcenter/gateway/settings"
 * import { Layer, Redacted } from "effect"
 *
 * const Mail = Layer.succeed(CurrentMailSettings, {
 *   server: Redacted.make("smtps://fax:secret@mail.example.com"),
 *   from: "fax@example.com",
 *   recipients: ["@example.com"]
 * })
 * ```
 */
export class CurrentMailSettings extends Context.Reference<CurrentMailSettings>()(
  "@faxingcenter/gateway/CurrentMailSettings",
  { defaultValue: (): MailSettings | undefined => undefined }
) {}
