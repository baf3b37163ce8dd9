import { Rejected } from "../FaxError.js"
import type { SendFax } from "./SendFax.js"

/** A NUL, or half of a pair of UTF-16 units (with `u`, those that have their other half are no surrogates). */
const unwhole = /[\0\p{Surrogate}]/u

/**
 * Why a text cannot be kept as it is, or `undefined`: UTF-8 has no half of a character (Unicode 3.9, D92), and
 * databases end a text at a NUL, or refuse it.
 */
export const textProblem = (text: string): string | undefined => {
  const [found] = unwhole.exec(text) ?? []
  if (found === undefined) return undefined
  return found === "\0"
    ? "has a NUL character; leave it out"
    : "has half of a character, as when an emoji is cut in the middle; give whole characters"
}

/**
 * The refusal of a fax with a text that cannot be kept as it is, for implementations of `Send`.
 *
 * @example
 * ```ts
 * import { refusalOfTexts, type SendFax } from "@faxingcenter/core"
 *
 * const reasonToRefuse = (fax: SendFax) => refusalOfTexts(fax)?.message
 * ```
 */
export const refusalOfTexts = (fax: SendFax): Rejected | undefined => {
  const refused = (place: string, text: string | undefined) => {
    const problem = text === undefined ? undefined : textProblem(text)
    return problem === undefined
      ? undefined
      : new Rejected({
          status: 400,
          title: "Bad Request",
          culprit: place,
          detail: `${place} ${problem}`
        })
  }
  const own = refused("reference", fax.reference)
  if (own !== undefined) return own
  for (const [index, { reference }] of fax.recipients.entries()) {
    const found = refused(`recipients[${index}].reference`, reference)
    if (found !== undefined) return found
  }
  for (const [index, { fileName }] of fax.documents.entries()) {
    const found = refused(`documents[${index}].fileName`, fileName)
    if (found !== undefined) return found
  }
  return undefined
}
