import type { WrappedPdfiumModule } from "@embedpdf/pdfium"
import { allocate } from "./pdfium.js"

/** FPDF_PAGEOBJ_IMAGE */
const picture = 3
/** A scanned page is one picture, or a few; a page of thousands is none. */
const mostObjects = 1000
/** FPDF_IMAGEOBJ_METADATA: width and height, two resolutions, bits of a pixel, colour space, mark. */
const metadataLength = 28
const bitsAt = 16

/** Bytes of the largest picture on a page, decoded. */
export const largestPicture = (module: WrappedPdfiumModule, page: number): number => {
  const { getValue, wasmExports } = module.pdfium
  const metadata = allocate(module, metadataLength)
  let most = 0
  try {
    const count = Math.min(mostObjects, module.FPDFPage_CountObjects(page))
    for (let index = 0; index < count; index++) {
      const object = module.FPDFPage_GetObject(page, index)
      if (module.FPDFPageObj_GetType(object) !== picture) continue
      if (!module.FPDFImageObj_GetImageMetadata(object, page, metadata)) continue
      const [width, height] = [getValue(metadata, "i32"), getValue(metadata + 4, "i32")]
      most = Math.max(most, (width * height * getValue(metadata + bitsAt, "i32")) / 8)
    }
  } finally {
    wasmExports.free(metadata)
  }
  return most
}
