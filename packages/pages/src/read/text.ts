import type { Paper } from "../Paper.js"
import { typeset } from "../text/typeset.js"
import { writePdf } from "../text/writePdf.js"
import { openPdf } from "./pdf.js"
import type { Opened, ReadLimits } from "./Sheet.js"

/** Plain text, set in the embedded fonts and drawn by the PDF renderer. */
export const openText = async (
  bytes: Uint8Array,
  paper: Paper,
  limits: ReadLimits
): Promise<Opened> => {
  const pages = await typeset(bytes, paper, limits.pages)
  const pdf = await openPdf(writePdf(pages), limits)
  return {
    ...pdf,
    sheet: async (index) => {
      const sheet = await pdf.sheet(index)
      const missing = pages[index]?.missing ?? ""
      return missing === "" ? sheet : { ...sheet, missingCharacters: missing }
    }
  }
}
