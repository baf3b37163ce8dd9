import { type CallProgress, outcomeOfCall } from "./callResult.js"
import type { Outcome } from "./Outcome.js"
import { spandspResults } from "./spandspResults.js"

/**
 * How a failed call of spandsp ended: `code` is the number of its `T30_ERR_` result. Say with
 * `lastPageSent` whether phase D of the last page was reached: without it, a call that dropped
 * counts as one whose fax may have arrived. Not public until a line of spandsp is called.
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
