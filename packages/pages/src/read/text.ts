import type { Paper } from "../Paper.js"
import { Refusal } from "../Refusal.js"
import { isCodePage, readText } from "../text/readText.js"
import { isReadable } from "../text/terminalCodes.js"
import { typeset } from "../text/typeset.js"
import { unjoinedScripts } from "../text/unjoinedScripts.js"
import { writePdf } from "../text/writePdf.js"
import { openPdf } from "./pdf.js"
import type { Opened, Problem, ReadLimits } from "./Sheet.js"

/** Pages that are set at once, when they are asked for one after another. */
const mostAtOnce = 32

/** The pages from `from` on that are set just now. */
interface Part {
  readonly from: number
  readonly missing: ReadonlyArray<string>
  readonly opened: Opened
}

/**
 * Plain text, set in the embedded fonts and drawn by the PDF renderer. Pages are set when they are asked for: one,
 * and ever more as the next ones are.
 */
export const openText = async (
  bytes: Uint8Array,
  paper: Paper,
  limits: ReadLimits,
  codePage?: string
): Promise<Opened> => {
  if (codePage !== undefined && !isCodePage(codePage)) {
    throw new Refusal({
      _tag: "UnsupportedDocument",
      detail: `there is no code page ${codePage}; use one such as cp437 or windows-1251`
    })
  }
  const { broken, encoding, guessed, text } = readText(bytes, codePage)
  if (!isReadable(text)) {
    throw new Refusal({
      _tag: "UnsupportedDocument",
      detail: "it is text at first and something else further on; save it as PDF"
    })
  }
  const { set, texts } = await typeset(text, paper, limits.pages)
  const ofText: Array<Problem> = []
  if (guessed) {
    ofText.push({
      kind: "guessed_encoding",
      detail: `The text does not state its encoding; it was read as ${encoding}. If letters are wrong, save it as UTF-8 or give its code page.`
    })
  }
  if (broken > 0) {
    ofText.push({
      kind: "damaged",
      detail: `${broken} byte(s) of the text are not valid in ${encoding}; each was replaced by a mark.`
    })
  }
  let current: Part | undefined
  const partWith = async (index: number): Promise<Part> => {
    const end = current === undefined ? 0 : current.from + current.missing.length
    if (current !== undefined && index >= current.from && index < end) return current
    const isNext = current !== undefined && index === end
    const count = isNext ? Math.min(mostAtOnce, (current?.missing.length ?? 0) * 2) : 1
    current?.opened.close()
    current = undefined
    const pages = Array.from({ length: Math.min(count, texts.length - index) }, (_, page) =>
      set(index + page)
    )
    const opened = await openPdf(writePdf(pages), limits, { own: true })
    current = { from: index, missing: pages.map(({ missing }) => missing), opened }
    return current
  }
  return {
    count: texts.length,
    sheet: async (index) => {
      const part = await partWith(index)
      const sheet = await part.opened.sheet(index - part.from)
      const characters = part.missing[index - part.from] ?? ""
      const written = texts[index] ?? ""
      return {
        ...sheet,
        // As it was given: the PDF has glyphs, and does not know their letters.
        text: () => written,
        problems: async () => (index === 0 ? ofText : []),
        unjoinedScripts: unjoinedScripts(written),
        ...(characters === "" ? {} : { missingCharacters: characters })
      }
    },
    close: () => current?.opened.close()
  }
}
