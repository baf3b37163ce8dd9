import type { WrappedPdfiumModule } from "@embedpdf/pdfium"

/** Fewer characters than this of a size are decoration, not text somebody has to read. */
const enough = 20
/** Characters looked at on one page, spread over it. */
const most = 500

/** Height in points of the smallest text on a page; undefined where there is none. */
export const smallestText = (module: WrappedPdfiumModule, page: number): number | undefined => {
  const text = module.FPDFText_LoadPage(page)
  if (text === 0) return undefined
  const { free, malloc } = module.pdfium.wasmExports
  const matrix = malloc(6 * 4)
  const bySize = new Map<number, number>()
  try {
    const count = module.FPDFText_CountChars(text)
    const step = Math.max(1, Math.floor(count / most))
    for (let index = 0; index < count; index += step) {
      if (module.FPDFText_GetUnicode(text, index) <= 0x20) continue
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
  return sizes.length === 0 ? undefined : Math.min(...sizes.map(([size]) => size))
}
