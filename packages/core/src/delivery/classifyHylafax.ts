import { type CallProgress, type Meaning, outcomeOfCall, reasonIn } from "./callResult.js"
import { failureInfo } from "./FailureReason.js"
import { meaningOfGofaxip } from "./gofaxipResults.js"
import { type HylafaxResult, hylafaxResults } from "./hylafaxResults.js"
import type { Outcome } from "./Outcome.js"

/** Codes that say nothing themselves: none, and those of the last call's text with a sum behind it. */
const sums = new Set([0, 333, 334])

const comparable = (text: string) => text.trim().replace(/\.$/, "").toLowerCase()

const rows = hylafaxResults.map((row) => {
  const [start = "", ...rest] = row[2].split("%")
  return { row, start: comparable(start), varies: rest.length > 0 }
})

const rowsOfText = (text: string): ReadonlyArray<HylafaxResult> => {
  const wanted = comparable(text)
  const same = rows.filter(({ start, varies }) => !varies && start === wanted)
  // The longest beginning says most: `REJECT: ` alone begins the notice of an operator.
  const alike = rows
    .filter(({ start, varies }) => varies && wanted.startsWith(start))
    .sort((a, b) => b.start.length - a.start.length)
  return (same.length > 0 ? same : alike.slice(0, 1)).map(({ row }) => row)
}

/** Wordings that are in no table. Only those that tell how far the call had come say so for sure. */
const patterns: ReadonlyArray<readonly [RegExp, Meaning]> = [
  [/^busy\b/i, "busy"],
  [/^no answer\b/i, "no_answer"],
  [/^no (local )?dial ?tone\b/i, "not_dialled"],
  [/\bRTN\b/, "page_refused?"],
  [/disconnect|dropped|hang ?up|carrier|no response|timeout|timed out/i, "line_dropped?"],
  [/aborted by|interrupted by user/i, "canceled"]
]

/** The higher, the more harm another call may do. */
const careOf = (meaning: Meaning) => {
  const reason = reasonIn(meaning)
  if (reason === undefined) return 0
  if (reason === "unknown_outcome") return 5
  return meaning === reason ? { never: 3, once: 2, backoff: 1 }[failureInfo[reason].retry] : 4
}

const mostCareful = (meanings: ReadonlyArray<Meaning>): Meaning | undefined =>
  meanings.toSorted((a, b) => careOf(b) - careOf(a))[0]

const meaningOf = (code: number, cause: string): Meaning => {
  const byCode = sums.has(code) ? [] : hylafaxResults.filter((row) => row[0] === code)
  const byText = cause === "" ? [] : rowsOfText(cause)
  const both = byText.filter((row) => byCode.includes(row))
  const found = mostCareful((both.length > 0 ? both : [...byCode, ...byText]).map((row) => row[1]))
  return (
    found ??
    meaningOfGofaxip(cause) ??
    patterns.find(([pattern]) => pattern.test(cause))?.[1] ??
    "provider_unspecified?"
  )
}

/**
 * How a failed job of HylaFAX, HylaFAX+ or GOfax.IP ended: `code` is `STATUSCODE` (`3`, `003` or
 * `E003`), `text` is `STATUS`, which may end in the code in braces. A job with one dial allowed mostly
 * has 333 as its code, and the cause before `; too many attempts to dial` in its text.
 *
 * @example
 * ```ts
 * import { classifyHylafax } from "@faxingcenter/core/delivery"
 *
 * const outcome = classifyHylafax({
 *   code: "333",
 *   text: "Busy signal detected; too many attempts to dial",
 *   pages: 0,
 *   totalPages: 1
 * })
 * console.log(outcome._tag === "Failed" && outcome.reason) // busy
 * ```
 */
export const classifyHylafax = (
  result: { readonly code?: string; readonly text?: string } & CallProgress
): Outcome => {
  const text = result.text ?? ""
  const digits = /\d+/.exec(result.code ?? "")?.[0] ?? /\{E(\d+)\}/.exec(text)?.[1]
  const cause = text
    .replace(/\s*\{E\d+\}\s*$/, "")
    .replace(/; too many attempts to (dial|send).*$/i, "")
  return outcomeOfCall(meaningOf(Number(digits ?? 0), cause.trim()), result, {
    source: "hylafax",
    ...(digits === undefined ? {} : { code: `E${digits.padStart(3, "0")}` }),
    ...(text === "" ? {} : { text })
  })
}
