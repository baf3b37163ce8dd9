import { SendWindow } from "@faxingcenter/core/delivery"
import { Schema } from "effect"

/** What a send may say beside the contract. */
export const SubmitOptions = Schema.Struct({
  /** Not to be called before this time. */
  sendAt: Schema.optionalWith(Schema.DateTimeUtc, { exact: true }),
  /** No call begins from here on. */
  deadline: Schema.optionalWith(Schema.DateTimeUtc, { exact: true }),
  /** The hours in which it may be called. */
  window: Schema.optionalWith(SendWindow, { exact: true }),
  /** Where its end is announced. */
  webhook: Schema.optionalWith(Schema.String, { exact: true })
}).annotations({ identifier: "SubmitOptions" })
export interface SubmitOptions extends Schema.Schema.Type<typeof SubmitOptions> {}
