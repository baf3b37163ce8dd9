import type { Paper } from "../Paper.js"
import { type TypesetPage, typeset } from "../text/typeset.js"
import { unjoinedScripts } from "../text/unjoinedScripts.js"
import { writePdf } from "../text/writePdf.js"
import { openPdf } from "./pdf.js"
import type { Opened, ReadLimits } from "./Sheet.js"

/** Plain text, set in the embedded fonts and drawn by the PDF renderer. */
export const openText = async (
  bytes: Uint8Array,
  paper: Paper,
  limits: ReadLimits
): Promise<Opened> => {
  const missing: Array<string> = []
  const texts: Array<string> = []
  const noting = function* (pages: Iterable<TypesetPage>) {
    for (const page of pages) {
      missing.push(page.missing)
      texts.push(page.text)
      yield page
    }
  }
  const pages = await typeset(bytes, paper, limits.pages)
  const pdf = await openPdf(writePdf(noting(pages)), limits, { own: true })
  return {
    ...pdf,
    sheet: async (index) => {
      const sheet = await pdf.sheet(index)
      const characters = missing[index] ?? ""
      return {
        ...sheet,
        // As it was given: the PDF has glyphs, and does not know their letters.
        text: () => texts[index] ?? "",
        unjoinedScripts: unjoinedScripts(texts[index] ?? ""),
        ...(characters === "" ? {} : { missingCharacters: characters })
      }
    }
  }
}
