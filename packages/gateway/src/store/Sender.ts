import * as Context from "effect/Context"
import * as Schema from "effect/Schema"

const printable = "[ -~]"

/** The sender that a fax shows. */
export const Sender = Schema.Struct({
  /** The identification (TSI) that the recipient's machine is given: a number, as most write it. */
  stationId: Schema.optionalWith(
    Schema.String.pipe(
      Schema.pattern(new RegExp(`^${printable}{1,20}$`), {
        message: () => "must be 1 to 20 printable ASCII characters, mostly a number"
      })
    ),
    { exact: true }
  ),
  /** What a telephone line prints above each page; nothing when absent. */
  header: Schema.optionalWith(
    Schema.String.pipe(
      Schema.pattern(new RegExp(`^${printable}{1,80}$`), {
        message: () => "must be 1 to 80 printable ASCII characters"
      })
    ),
    { exact: true }
  )
}).annotations({ identifier: "Sender" })
export interface Sender extends Schema.Schema.Type<typeof Sender> {}

/**
 * The default sender of faxes.
 *
 * @example
 * ```ts
 * import { UsualSender } from "@faxingcenter/gateway"
 * import { Layer } from "effect"
 *
 * const Us = Layer.succeed(UsualSender, { stationId: "+1 500 555 0199" })
 * ```
 */
export class UsualSender extends Context.Reference<UsualSender>()(
  "@faxingcenter/gateway/UsualSender",
  { defaultValue: (): Sender => ({}) }
) {}
