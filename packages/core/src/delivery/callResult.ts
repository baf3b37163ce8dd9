import { FailureReason } from "./FailureReason.js"
import type { Outcome, RawResult } from "./Outcome.js"

/**
 * What a fax engine's own word for a failure says. With a question mark it does not say how far the
 * call had come: the last page may have been sent, and only its receipt be missing. `not_dialled`
 * never reached the line.
 */
export type Meaning = FailureReason | `${FailureReason}?` | "not_dialled"

/** How far the call had come. */
export interface CallProgress {
  /** Pages confirmed by the recipient's machine. */
  readonly pages: number
  /** Pages of the whole fax, where known. */
  readonly totalPages?: number
  /**
   * Whether the command after the last page was sent, which the recipient's machine answers with its
   * receipt. Absent where the engine does not say.
   */
  readonly lastPageSent?: boolean
}

const brokeOff = new Set<FailureReason>(["line_dropped", "negotiation_failed"])

/** The reason in it; absent in `not_dialled`. */
export const reasonIn = (meaning: Meaning): FailureReason | undefined =>
  FailureReason.literals.find((reason) => meaning === reason || meaning === `${reason}?`)

/**
 * How a call ended that an engine reports as failed, having come as far as this. A fax whose last page
 * may have been confirmed ends as `unknown_outcome`, which nobody dials again by himself.
 */
export const outcomeOfCall = (
  meaning: Meaning,
  { pages, totalPages, lastPageSent }: CallProgress,
  raw: RawResult
): Outcome => {
  const isWhole = totalPages !== undefined && totalPages > 0 && pages >= totalPages
  if (isWhole) return { _tag: "Delivered", pages, raw }
  const failed = (reason: FailureReason): Outcome => ({ _tag: "Failed", reason, pages, raw })
  const reason = reasonIn(meaning)
  // With pages it contradicts itself: something was sent after all.
  if (reason === undefined)
    return pages > 0 ? failed("unknown_outcome") : { _tag: "NotDialled", raw }
  // A total of none is one that was not counted.
  const isLastPage = !totalPages || pages >= totalPages - 1
  const mayHaveArrived = lastPageSent ?? isLastPage
  if (meaning !== reason && mayHaveArrived) return failed("unknown_outcome")
  return failed(pages > 0 && brokeOff.has(reason) ? "partial" : reason)
}
