import * as Schema from "effect/Schema"
import { Delivered, Failed, NotDialled } from "./Outcome.js"

const kind = <const Word extends string, const Tag extends string>(word: Word, tag: Tag) => ({
  _tag: Schema.propertySignature(Schema.transformLiteral(word, tag)).pipe(Schema.fromKey("kind"))
})

/**
 * How an attempt ended, as answers and receipts write it: `kind` says whether it was `delivered`, has `failed`, or was
 * `not_dialled`.
 *
 * @example
 * ```ts
 * import { WireOutcome } from "@faxingcenter/core/delivery"
 * import { Schema } from "effect"
 *
 * const written = Schema.encodeSync(WireOutcome)({ _tag: "Failed", reason: "busy", pages: 0 })
 * console.log(written) // { kind: "failed", reason: "busy", pages: 0 }
 * ```
 */
export const WireOutcome = Schema.Union(
  Schema.Struct({ ...Delivered.fields, ...kind("delivered", "Delivered") }),
  Schema.Struct({ ...Failed.fields, ...kind("failed", "Failed") }),
  Schema.Struct({ ...NotDialled.fields, ...kind("not_dialled", "NotDialled") })
)
