import type { FailureReason } from "./FailureReason.js"
import type { RawResult } from "./Outcome.js"

/**
 * What a code of a fax engine says: a reason, or `unconfirmed`, a page that was sent whole and whose
 * receipt never came.
 */
export type CodeMeaning = FailureReason | "unconfirmed"

/** How far the call had come. */
export interface CallProgress {
  /** Pages confirmed by the recipient's machine. */
  readonly pages: number
  /** Pages of the whole fax, where known. */
  readonly totalPages?: number
}

/** What a transport's own words for a failure mean. */
export interface Classified {
  readonly reason: FailureReason
  readonly raw: RawResult
}

const brokeOff = new Set<CodeMeaning>(["line_dropped", "negotiation_failed"])

/**
 * The reason of a call that came as far as this. A receipt lost after the last page means that the
 * whole fax may have been printed: that is `unknown_outcome`, and is not to be dialled again.
 */
export const reasonOfCall = (
  meaning: CodeMeaning,
  { pages, totalPages }: CallProgress
): FailureReason => {
  if (meaning === "unconfirmed") {
    const isLastPage = totalPages === undefined || pages >= totalPages - 1
    if (isLastPage) return "unknown_outcome"
    return pages > 0 ? "partial" : "line_dropped"
  }
  return pages > 0 && brokeOff.has(meaning) ? "partial" : meaning
}
