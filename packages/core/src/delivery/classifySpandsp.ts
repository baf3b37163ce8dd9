import { type CallProgress, outcomeOfCall } from "./callResult.js"
import type { Outcome } from "./Outcome.js"
import { spandspResults } from "./spandspResults.js"

/**
 * How a failed call of spandsp ended: `code` is the number of its `T30_ERR_` result. Say with
 * `lastPageSent` whether phase D of the last page was reached: without it, a call that dropped
 * counts as one whose fax may have arrived.
 *
 * @example
 * ```ts
 * import { classifySpandsp } from "@faxingcenter/core/delivery"
 *
 * const dropped = classifySpandsp({ code: 49, pages: 0, totalPages: 1, lastPageSent: true })
 * console.log(dropped._tag === "Failed" && dropped.reason) // unknown_outcome
 * ```
 */
export const classifySpandsp = (result: { readonly code: number } & CallProgress): Outcome => {
  const [name, meaning] = spandspResults[result.code] ?? [
    String(result.code),
    "provider_unspecified?"
  ]
  return outcomeOfCall(meaning, result, {
    source: "spandsp",
    code: String(result.code),
    text: `T30_ERR_${name}`
  })
}
