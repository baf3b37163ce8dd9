import type { SourceDocument } from "../Fax.js"
import type { Paper } from "../Paper.js"
import { named } from "../Refusal.js"
import { open } from "../read/open.js"
import type { ReadLimits } from "../read/Sheet.js"

/** Fewer pages are done before a second thread has started. */
const leastPages = 4
/** A picture held decoded takes this much again to be scaled, in each thread. */
const largestShared = 12 * 1024 * 1024

/** Whether it pays to have two threads make alternate pages of these documents. */
export const worthSharing = async (
  documents: ReadonlyArray<SourceDocument>,
  paper: Paper,
  limits: ReadLimits
): Promise<boolean> => {
  let pages = 0
  let largest = 0
  for (const { bytes, fileName } of documents) {
    await named(fileName, async () => {
      const opened = await open(bytes, paper, limits)
      try {
        pages += opened.count
        largest = Math.max(largest, opened.largestPicture?.() ?? 0)
      } finally {
        opened.close()
      }
    })
  }
  return pages >= leastPages && largest <= largestShared
}
