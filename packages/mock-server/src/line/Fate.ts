import { FailureReason } from "@faxingcenter/core/delivery"
import * as Schema from "effect/Schema"
import { Span } from "./Span.js"

/** How a call ends: the fax arrived, or the reason why it did not. */
export const Ending = Schema.Union(Schema.Literal("delivered"), FailureReason)
export type Ending = typeof Ending.Type

/** One call to a number. The pages it delivered are all of the fax, or none, where they are not given. */
export const Call = Schema.Struct({
  /** Before it is made, from acceptance or from the end of the call before. Default 500 ms. */
  after: Schema.optionalWith(Span, { default: () => 500 }),
  /** Default 1.5 s. */
  lasts: Schema.optionalWith(Span, { default: () => 1500 }),
  ends: Ending,
  pages: Schema.optionalWith(Schema.NonNegativeInt, { exact: true })
}).annotations({ identifier: "Call" })
export interface Call extends Schema.Schema.Type<typeof Call> {}

const mostCalls = 100

/** The calls that will be made for a message; how the last one ends is how the message ends. */
export const Course = Schema.NonEmptyArray(Call)
  .pipe(Schema.filter((calls) => calls.length <= mostCalls || `at most ${mostCalls} calls`))
  .annotations({ identifier: "Course" })
export type Course = typeof Course.Type

/** Why a send is refused. */
export const Refusal = Schema.Literal("invalid_number", "insufficient_funds")
export type Refusal = typeof Refusal.Type

/** What happens to a fax to a number: it is refused when sent, or called. */
export const Fate = Schema.Union(
  Schema.Struct({ refuse: Refusal }),
  Schema.Struct({ calls: Course })
).annotations({ identifier: "Fate" })
export type Fate = typeof Fate.Type
