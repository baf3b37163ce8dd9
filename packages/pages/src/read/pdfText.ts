import type { WrappedPdfiumModule } from "@embedpdf/pdfium"
import { allocate } from "./pdfium.js"
import type { TextFacts } from "./Sheet.js"

/** Fewer characters than this of a size are decoration, not text somebody has to read. */
const enough = 20
/** Characters looked at on one page, spread over it. */
const most = 500

/** More than anybody writes on a page; what comes after is left out. */
const mostCharacters = 100_000

/** The text of a page in the order in which it is written there; empty for a picture. */
export const textOf = (module: WrappedPdfiumModule, page: number): string => {
  const text = module.FPDFText_LoadPage(page)
  if (text === 0) return ""
  const { free } = module.pdfium.wasmExports
  try {
    const count = Math.min(mostCharacters, module.FPDFText_CountChars(text))
    if (count <= 0) return ""
    // A character takes two bytes, or four; a zero ends them.
    const buffer = allocate(module, (count + 1) * 4)
    try {
      const written = module.FPDFText_GetText(text, 0, count, buffer)
      const bytes = module.pdfium.HEAPU8.slice(buffer, buffer + Math.max(0, written - 1) * 2)
      return (
        new TextDecoder("utf-16le")
          .decode(bytes)
          .replace(/\r\n?/g, "\n")
          // PDFium writes these for the hyphen of a word that is broken at the end of a line.
          .replaceAll("\u0002", "-")
          .replaceAll("\ufffe", "-")
      )
    } finally {
      free(buffer)
    }
  } finally {
    module.FPDFText_ClosePage(text)
  }
}

/** What PDFium's own fonts have, which stand in for one that is not embedded: Latin letters and some signs. */
const standIn = /^[\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}]$/u

/** The one of PDF's standard fonts that has Greek letters; PDFium has it. */
const greek = /^Symbol/

/** FPDF_TEXTRENDERMODE_INVISIBLE and _CLIP: nothing is drawn, as of the recognised text under a scan. */
const undrawn: ReadonlyArray<number> = [3, 7]

/** More names than this say nothing more. */
const mostFonts = 5

const nameOf = (module: WrappedPdfiumModule, font: number): string => {
  const size = 128
  const buffer = allocate(module, size)
  try {
    const length = module.FPDFFont_GetBaseFontName(font, buffer, size)
    if (length === 0 || length > size) return "without a name"
    const bytes = module.pdfium.HEAPU8.slice(buffer, buffer + length - 1)
    return new TextDecoder().decode(bytes)
  } finally {
    module.pdfium.wasmExports.free(buffer)
  }
}

/** What reading a page tells of its text without drawing it. */
export const textFacts = (module: WrappedPdfiumModule, page: number): TextFacts => {
  const text = module.FPDFText_LoadPage(page)
  if (text === 0) return { smallest: undefined, missingFonts: [] }
  const { free, malloc } = module.pdfium.wasmExports
  const matrix = malloc(6 * 4)
  const bySize = new Map<number, number>()
  const missingFonts = new Set<string>()
  try {
    const count = module.FPDFText_CountChars(text)
    const step = Math.max(1, Math.floor(count / most))
    for (let index = 0; index < count; index += step) {
      const character = module.FPDFText_GetUnicode(text, index)
      if (character <= 0x20) continue
      const object = module.FPDFText_GetTextObject(text, index)
      if (undrawn.includes(module.FPDFTextObj_GetTextRenderMode(object))) continue
      if (!standIn.test(String.fromCodePoint(character)) && missingFonts.size < mostFonts) {
        const font = module.FPDFTextObj_GetFont(object)
        if (font !== 0 && module.FPDFFont_GetIsEmbedded(font) === 0) {
          const name = nameOf(module, font)
          if (!greek.test(name)) missingFonts.add(name)
        }
      }
      if (!module.FPDFText_GetMatrix(text, index, matrix)) continue
      const c = module.pdfium.getValue(matrix + 8, "float")
      const d = module.pdfium.getValue(matrix + 12, "float")
      const size = Math.round(module.FPDFText_GetFontSize(text, index) * Math.hypot(c, d) * 4) / 4
      bySize.set(size, (bySize.get(size) ?? 0) + step)
    }
  } finally {
    free(matrix)
    module.FPDFText_ClosePage(text)
  }
  const sizes = [...bySize].filter(([size, count]) => size > 0 && count >= enough)
  return {
    smallest: sizes.length === 0 ? undefined : Math.min(...sizes.map(([size]) => size)),
    missingFonts: [...missingFonts]
  }
}
