import type { WrappedPdfiumModule } from "@embedpdf/pdfium"
import { allocate } from "./pdfium.js"
import type { TextFacts } from "./Sheet.js"

/** Fewer characters than this of a size are decoration, not text somebody has to read. */
const enough = 20
/** Characters looked at on one page, spread over it. */
const maxSamples = 500

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

/** What PDFium's own fonts have, which stand in for one that is not embedded: Western letters and some signs. */
const standIn = /^[\u0021-\u00ff\p{Script=Common}\p{Script=Inherited}]$/u

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

/** A font that is not embedded: of which characters PDFium has no glyph, and whether it has any. */
interface StandIn {
  readonly lacks: Set<number>
  readonly has: Set<number>
}

/** Finds the fonts that are not embedded and whose text is not all drawn. */
class MissingGlyphs {
  /** Undefined for fonts that are embedded. */
  readonly #fonts = new Map<number, StandIn | undefined>()

  constructor(readonly module: WrappedPdfiumModule) {}

  add(object: number, character: number): void {
    const font = this.module.FPDFTextObj_GetFont(object)
    if (font === 0) return
    if (!this.#fonts.has(font)) {
      const isEmbedded = this.module.FPDFFont_GetIsEmbedded(font) !== 0
      this.#fonts.set(font, isEmbedded ? undefined : { lacks: new Set(), has: new Set() })
    }
    const known = this.#fonts.get(font)
    if (known === undefined || known.has.has(character) || known.lacks.has(character)) return
    const path = character === 0 ? 0 : this.module.FPDFFont_GetGlyphPath(font, character, 1)
    if (path === 0) known.lacks.add(character)
    else known.has.add(character)
  }

  /** All fonts that others stand in for. */
  replaced(): ReadonlyArray<string> {
    const fonts = [...this.#fonts].filter(([, known]) => known !== undefined)
    return [...new Set(fonts.map(([font]) => nameOf(this.module, font)))]
  }

  /**
   * Of a font that has numbers of more than one byte PDFium shows no glyph at all: what it lacks then is what its own fonts
   * do not have.
   */
  names(): ReadonlyArray<string> {
    const names = new Set<string>()
    for (const [font, known] of this.#fonts) {
      if (known === undefined) continue
      const lacks = [...known.lacks].filter(
        (character) => known.has.size > 0 || !standIn.test(String.fromCodePoint(character))
      )
      if (lacks.length > 0) names.add(nameOf(this.module, font))
    }
    return [...names].slice(0, mostFonts)
  }
}

/** What reading a page tells of its text without drawing it. */
export const textFacts = (module: WrappedPdfiumModule, page: number): TextFacts => {
  const text = module.FPDFText_LoadPage(page)
  if (text === 0) return { smallest: undefined, missingFonts: [], replacedFonts: [] }
  const { free, malloc } = module.pdfium.wasmExports
  const matrix = malloc(6 * 4)
  const bySize = new Map<number, number>()
  const missing = new MissingGlyphs(module)
  try {
    const count = Math.min(mostCharacters, module.FPDFText_CountChars(text))
    const step = Math.max(1, Math.floor(count / maxSamples))
    for (let index = 0; index < count; index++) {
      const character = module.FPDFText_GetUnicode(text, index)
      if (character <= 0x20) continue
      const object = module.FPDFText_GetTextObject(text, index)
      if (undrawn.includes(module.FPDFTextObj_GetTextRenderMode(object))) continue
      missing.add(object, character)
      if (index % step !== 0 || !module.FPDFText_GetMatrix(text, index, matrix)) continue
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
    missingFonts: missing.names(),
    replacedFonts: missing.replaced()
  }
}
