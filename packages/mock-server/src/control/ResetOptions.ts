import * as Schema from "effect/Schema"
import { reading, StrictStruct } from "../strict.js"

/** What to reset; everything if nothing is named. */
export const ResetOptions = StrictStruct({
  faxes: Schema.optional(Schema.Boolean),
  journal: Schema.optional(Schema.Boolean),
  scenarios: Schema.optional(Schema.Boolean),
  clock: Schema.optional(Schema.Boolean)
})
export interface ResetOptions extends Schema.Schema.Type<typeof ResetOptions> {}

export const readReset = reading("reset option", ResetOptions)
