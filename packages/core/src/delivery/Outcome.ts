import * as Schema from "effect/Schema"
import { FailureReason } from "./FailureReason.js"
import { Session } from "./Session.js"

/** What a transport said in its own words, kept as evidence. */
export const RawResult = Schema.Struct({
  /** Who said it: `hylafax`, `spandsp`, `faxingcenter`. */
  source: Schema.String,
  code: Schema.optionalWith(Schema.String, { exact: true }),
  text: Schema.optionalWith(Schema.String, { exact: true })
}).annotations({ identifier: "RawResult" })
export interface RawResult extends Schema.Schema.Type<typeof RawResult> {}

const pages = Schema.NonNegativeInt
const raw = Schema.optionalWith(RawResult, { exact: true })
const session = Schema.optionalWith(Session, { exact: true })

/** Every page was confirmed by the recipient's machine. */
export const Delivered = Schema.TaggedStruct("Delivered", { pages, session, raw })

/** The call ended, and the fax certainly did not arrive completely. `pages` were confirmed before that. */
export const Failed = Schema.TaggedStruct("Failed", {
  reason: FailureReason,
  pages,
  session,
  raw
})

/** Nothing was dialled, for certain: the line or the provider could not be reached. No call is counted. */
export const NotDialled = Schema.TaggedStruct("NotDialled", { raw })

/** How an attempt ended. What is not known yet is none of these: see `InDoubt`. */
export const Outcome = Schema.Union(Delivered, Failed, NotDialled).annotations({
  identifier: "Outcome"
})
export type Outcome = typeof Outcome.Type
