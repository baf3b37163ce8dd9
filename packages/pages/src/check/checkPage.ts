import type { Finding } from "../Finding.js"
import type { Resolution } from "../Paper.js"
import type { ContentElsewhere, Problem } from "../read/Sheet.js"

/** What was learnt of a page while it was made. */
export interface PageFacts {
  readonly fileName: string
  readonly page: number
  readonly resolution: Resolution
  /** Part of the page that is black. */
  readonly black: number
  readonly seconds: number
  /** Dots of light strokes that became white. */
  readonly lost: number
  /** Part of the page that is one grey, dithered. */
  readonly tinted: number
  /** In points as it lands on the page. */
  readonly smallestText: number | undefined
  readonly contentElsewhere: ContentElsewhere | undefined
  readonly missingCharacters: string
  readonly missingFonts: ReadonlyArray<string>
  readonly unjoinedScripts: ReadonlyArray<string>
  /** What its reader found. */
  readonly problems: ReadonlyArray<Problem>
}

/** A page of type is 4 to 8 % black; beyond this a page takes minutes and much toner. */
const darkest = 0.35
const longestSeconds = 120
/** A tint behind a paragraph or in a table is less. */
const mostTinted = 0.15
/** About three words of light 10-point type. */
const visibleLoss = 400
/** An x of this size is 5 rows high: at 6 points in fine, at 10 in standard resolution. */
const smallestReadable: Record<Resolution, number> = { fine: 5.5, standard: 8 }

const elsewhere: Record<ContentElsewhere, string> = {
  form: "The form itself is not on the page: only Adobe's programs can display it (XFA). Print it to a PDF there.",
  attachments: "The files attached to this PDF are not on the page; fax them as separate documents."
}

/** Scaling to the page costs a well-made document a little of its size. */
const rounding = 0.1

const percent = (part: number) => `${Math.round(part * 100)} %`

/** Findings about one page of the fax. */
export const checkPage = (facts: PageFacts): ReadonlyArray<Finding> => {
  const { black, fileName, lost, page, resolution, seconds, smallestText, tinted } = facts
  const warn = (kind: Finding["kind"], detail: string): Finding => ({
    kind,
    severity: "warning",
    fileName,
    page,
    detail
  })
  const findings: Array<Finding> = []
  const faint = lost > visibleLoss
  if (black === 0 && !faint) findings.push(warn("empty_page", "The page is empty."))
  if (faint) {
    findings.push(warn("too_faint", "Light lines or letters are too faint to show on the fax."))
  }
  if (black > darkest || seconds > longestSeconds) {
    findings.push(
      warn(
        "too_dark",
        `${percent(black)} of the page is black; it takes ${Math.round(seconds)} s to send and a lot of toner to print.`
      )
    )
  } else if (tinted > mostTinted) {
    findings.push(
      warn(
        "too_dark",
        `A grey background covers ${percent(tinted)} of the page; text on it is hard to read.`
      )
    )
  }
  const limit = smallestReadable[resolution]
  if (smallestText !== undefined && smallestText < limit - rounding) {
    const cure = resolution === "standard" && smallestText >= smallestReadable.fine
    findings.push(
      warn(
        "small_text",
        `Text of ${smallestText.toFixed(1)} points is hard to read below ${limit} points${cure ? "; use fine resolution" : ""}.`
      )
    )
  }
  if (facts.contentElsewhere !== undefined) {
    findings.push(warn("content_elsewhere", elsewhere[facts.contentElsewhere]))
  }
  if (facts.missingCharacters !== "") {
    const some = [...new Set(facts.missingCharacters)].slice(0, 10).join(" ")
    findings.push(warn("missing_characters", `No available font has these characters: ${some}`))
  }
  for (const font of facts.missingFonts) {
    findings.push(
      warn("missing_font", `The font ${font} is not embedded: its text may be missing on the fax.`)
    )
  }
  if (facts.unjoinedScripts.length > 0) {
    const scripts = facts.unjoinedScripts.join(", ")
    findings.push(
      warn(
        "unjoined_script",
        `${scripts}: letters are drawn separately, not joined; send a PDF with embedded fonts instead.`
      )
    )
  }
  for (const { detail, kind } of facts.problems) findings.push(warn(kind, detail))
  return findings
}
