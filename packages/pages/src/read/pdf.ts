import type { WrappedPdfiumModule } from "@embedpdf/pdfium"
import { damaged, Refusal } from "../Refusal.js"
import { allocate, guarded, pdfium } from "./pdfium.js"
import { largestPicture } from "./pdfPictures.js"
import { drawScan } from "./pdfScan.js"
import { textFacts, textOf } from "./pdfText.js"
import { Reads } from "./Reads.js"
import type { ContentElsewhere, Opened, ReadLimits, Sheet } from "./Sheet.js"

/** FPDF_GetLastError: the file wants a password, or is secured in a way PDFium does not know. */
const passwordError = 4
const securityError = 5

const grayBitmap = 1
/** FPDF_ANNOT | FPDF_PRINTING. The bitmap is grey: FPDF_GRAYSCALE would only cost a pass over each image. */
const renderFlags = 0x01 | 0x800
const pointsPerInch = 72

/** FORMTYPE_XFA_FULL: the pages are laid out by the program that shows them. */
const layoutForm = 2
/** PAGEMODE_USEATTACHMENTS */
const showsAttachments = 5

/** FPDF_ANNOT_WIDGET, and flags of annotations (ISO 32000 table 165). */
const widget = 20
const hiddenFlag = 2
const printFlag = 4
const noViewFlag = 32

const refusalOf = (module: WrappedPdfiumModule): Refusal => {
  const code = module.FPDF_GetLastError()
  return code === passwordError || code === securityError
    ? new Refusal({ _tag: "EncryptedDocument" })
    : damaged("the file is not a PDF that can be read")
}

/** What PDFium holds of a document besides the document. */
class Held {
  readonly #release: Array<() => void> = []

  add(release: () => void): void {
    this.#release.push(release)
  }

  /** Last in, first out. */
  releaseAll(): void {
    for (let release = this.#release.pop(); release !== undefined; release = this.#release.pop()) {
      release()
    }
  }
}

/**
 * FPDF_FILEACCESS: length, a function that reads a block, its parameter. PDFium reads what it needs
 * where it lies, so the file is not copied into memory that never shrinks.
 */
const fileAccess = (
  module: WrappedPdfiumModule,
  bytes: Uint8Array,
  reads: Reads,
  held: Held
): number => {
  const { addFunction, removeFunction, setValue, wasmExports } = module.pdfium
  const read = (_: number, position: number, buffer: number, size: number) => {
    if (position + size > bytes.length) return 0
    module.pdfium.HEAPU8.set(bytes.subarray(position, position + size), buffer)
    reads.add(position, size)
    return 1
  }
  const readPointer = addFunction(read, "iiiii")
  held.add(() => removeFunction(readPointer))
  const access = allocate(module, 12)
  held.add(() => wasmExports.free(access))
  setValue(access, bytes.length, "i32")
  setValue(access + 4, readPointer, "i32")
  setValue(access + 8, 0, "i32")
  return access
}

const openForm = (module: WrappedPdfiumModule, document: number, held: Held): number => {
  if (module.FPDF_GetFormType(document) === 0) return 0
  const info = module.PDFiumExt_OpenFormFillInfo()
  const form = module.PDFiumExt_InitFormFillEnvironment(document, info)
  held.add(() => module.PDFiumExt_CloseFormFillInfo(info))
  if (form !== 0) held.add(() => module.PDFiumExt_ExitFormFillEnvironment(form))
  return form
}

/**
 * Files that say in their place "Please wait..." or "open this portfolio in ...". PDFium does not tell of
 * /Collection (ISO 32000 7.11.6), so it is looked for in the file; where it is compressed, how the PDF opens tells.
 */
const contentElsewhere = (
  module: WrappedPdfiumModule,
  document: number,
  file: Uint8Array
): ContentElsewhere | undefined => {
  if (module.FPDF_GetFormType(document) === layoutForm) return "form"
  const opensAttachments =
    module.FPDFDoc_GetPageMode(document) === showsAttachments &&
    module.FPDFDoc_GetAttachmentCount(document) > 0
  if (opensAttachments) return "attachments"
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.length)
  const at = bytes.indexOf("/Collection")
  const value = bytes.subarray(at, at + 64).toString("latin1")
  return at !== -1 && /^\/Collection\s*(<<|\d+\s+\d+\s+R\b)/.test(value) ? "attachments" : undefined
}

/** FPDF_FFLDraw shows the fields that a screen shows, whatever it is told: those are made to be the ones that print. */
const showPrintedFields = (module: WrappedPdfiumModule, page: number): void => {
  const count = module.FPDFPage_GetAnnotCount(page)
  for (let index = 0; index < count; index++) {
    const annotation = module.FPDFPage_GetAnnot(page, index)
    if (annotation === 0) continue
    if (module.FPDFAnnot_GetSubtype(annotation) === widget) {
      const flags = module.FPDFAnnot_GetFlags(annotation)
      const shown = (flags & printFlag) === 0 ? flags | hiddenFlag : flags & ~noViewFlag
      if (shown !== flags) module.FPDFAnnot_SetFlags(annotation, shown)
    }
    module.FPDFPage_CloseAnnot(annotation)
  }
}

export const openPdf = async (bytes: Uint8Array, limits: ReadLimits): Promise<Opened> => {
  const module = await pdfium(limits.memory)
  const { free } = module.pdfium.wasmExports
  const held = new Held()
  const reads = new Reads()

  const open = () => {
    const document = module.FPDF_LoadCustomDocument(fileAccess(module, bytes, reads, held), "")
    if (document === 0) {
      const refusal = refusalOf(module)
      held.releaseAll()
      throw refusal
    }
    held.add(() => module.FPDF_CloseDocument(document))
    return {
      document,
      form: openForm(module, document, held),
      count: module.FPDF_GetPageCount(document),
      elsewhere: contentElsewhere(module, document, bytes)
    }
  }
  const { count, document, elsewhere, form } = guarded("this PDF", open)

  let canvas = { pointer: 0, size: 0 }
  const canvasOf = (size: number) => {
    if (canvas.size !== size) {
      if (canvas.pointer !== 0) free(canvas.pointer)
      canvas = { pointer: 0, size: 0 }
      canvas = { pointer: allocate(module, size), size }
    }
    return canvas.pointer
  }
  held.add(() => {
    if (canvas.pointer !== 0) free(canvas.pointer)
  })

  const withPage = <A>(index: number, use: (page: number) => A): A =>
    guarded(`page ${index + 1} of this PDF`, () => {
      const page = module.FPDF_LoadPage(document, index)
      if (page === 0) throw damaged("the page cannot be read", index + 1)
      try {
        return use(page)
      } finally {
        module.FPDF_ClosePage(page)
      }
    })

  const sheet = async (index: number): Promise<Sheet> => {
    const [widthPoints, heightPoints] = withPage(index, (page) => [
      module.FPDF_GetPageWidthF(page),
      module.FPDF_GetPageHeightF(page)
    ])
    if (!(widthPoints > 0 && heightPoints > 0)) throw damaged("the page has no size", index + 1)
    return {
      widthInches: widthPoints / pointsPerInch,
      heightInches: heightPoints / pointsPerInch,
      ...(elsewhere === undefined || index > 0 ? {} : { contentElsewhere: elsewhere }),
      text: () => withPage(index, (page) => textOf(module, page)),
      textFacts: () => withPage(index, (page) => textFacts(module, page)),
      draw: async (grid, placement) =>
        withPage(index, (page) => {
          const { left, rows, top, turned, width } = placement
          const size = grid.width * grid.rows
          const pixels = canvasOf(size)
          /** A view anew: memory that grows leaves old ones behind. */
          const canvas = () => module.pdfium.HEAPU8.subarray(pixels, pixels + size)
          canvas().fill(255)
          if (drawScan(module, page, bytes, reads, canvas, grid, placement)) return canvas()
          canvas().fill(255)
          const bitmap = module.FPDFBitmap_CreateEx(
            grid.width,
            grid.rows,
            grayBitmap,
            pixels,
            grid.width
          )
          if (bitmap === 0) throw damaged("the page cannot be drawn", index + 1)
          const turn = turned ? 1 : 0
          try {
            module.FPDF_RenderPageBitmap(bitmap, page, left, top, width, rows, turn, renderFlags)
            if (form !== 0) {
              showPrintedFields(module, page)
              module.FORM_OnAfterLoadPage(page, form)
              module.FPDF_FFLDraw(form, bitmap, page, left, top, width, rows, turn, renderFlags)
              module.FORM_OnBeforeClosePage(page, form)
            }
          } finally {
            module.FPDFBitmap_Destroy(bitmap)
          }
          return canvas()
        })
    }
  }

  return {
    count,
    sheet,
    largestPicture: () => withPage(0, (page) => largestPicture(module, page)),
    close: () => guarded("this PDF", () => held.releaseAll())
  }
}
