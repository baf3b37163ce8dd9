import type { WrappedPdfiumModule } from "@embedpdf/pdfium"
import { type Changes, lackOf, PdfCondition } from "../integrity/pdf/PdfCondition.js"
import { damaged, Refusal } from "../Refusal.js"
import { averageGrey, mostShrunk } from "../raster/averageGrey.js"
import type { Grid } from "../raster/Grid.js"
import type { Placement } from "../raster/place.js"
import { allocate, guarded, pdfium } from "./pdfium.js"
import { largestPicture } from "./pdfPictures.js"
import { drawScan, landingOfPicture } from "./pdfScan.js"
import { textFacts, textOf } from "./pdfText.js"
import { decodeGreyJpeg } from "./picture.js"
import { Reads } from "./Reads.js"
import type { ContentElsewhere, Opened, Problem, ReadLimits, Sheet, TextFacts } from "./Sheet.js"

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
    : damaged("the file is not a readable PDF")
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

export interface PdfOptions {
  /** It was just made here: nothing is wrong with it. */
  readonly own?: boolean
  /** Size in points of a page that does not say it; A4 unless given. */
  readonly paper?: readonly [width: number, height: number]
}

const unsized: Problem = {
  kind: "damaged",
  detail: "The page does not state its size; the fax's paper size was assumed."
}

/** The font is in the file, but nothing can draw with it. */
const badFont = lackOf({ _tag: "Damaged", part: "font" })

/** A document as PDFium holds it, until `held` is released. */
const hold = (module: WrappedPdfiumModule, bytes: Uint8Array) => {
  const held = new Held()
  const reads = new Reads()
  const document = module.FPDF_LoadCustomDocument(fileAccess(module, bytes, reads, held), "")
  if (document === 0) {
    const refusal = refusalOf(module)
    held.releaseAll()
    throw refusal
  }
  held.add(() => module.FPDF_CloseDocument(document))
  const form = openForm(module, document, held)
  return { bytes, document, form, held, reads, count: module.FPDF_GetPageCount(document) }
}

/** A PDF, repaired where it can be. */
export const openPdf = async (
  given: Uint8Array,
  limits: ReadLimits,
  { own = false, paper = [595.28, 841.89] }: PdfOptions = {}
): Promise<Opened> => {
  const module = await pdfium(limits.memory)
  const { free } = module.pdfium.wasmExports
  const condition = own ? undefined : new PdfCondition(given)
  const bytes = condition?.bytes ?? given
  let session = guarded("this PDF", () => hold(module, bytes))
  const elsewhere = guarded("this PDF", () => contentElsewhere(module, session.document, bytes))
  /** The same document with other objects, which is read instead. */
  const reopen = (changes: Changes) => {
    if (condition === undefined || changes.size === 0) return
    const changed = condition.change(changes)
    guarded("this PDF", () => {
      const next = hold(module, changed)
      session.held.releaseAll()
      session = next
    })
  }

  let canvas = { pointer: 0, size: 0 }
  const canvasOf = (size: number) => {
    if (canvas.size !== size) {
      if (canvas.pointer !== 0) free(canvas.pointer)
      canvas = { pointer: 0, size: 0 }
      canvas = { pointer: allocate(module, size), size }
    }
    return canvas.pointer
  }

  const withPage = <A>(index: number, use: (page: number) => A): A =>
    guarded(`page ${index + 1} of this PDF`, () => {
      const page = module.FPDF_LoadPage(session.document, index)
      if (page === 0) throw damaged("the page cannot be read", index + 1)
      try {
        return use(page)
      } finally {
        module.FPDF_ClosePage(page)
      }
    })

  /** Counts again where the file is wrong about its pages. */
  const recount = (): { readonly count: number; readonly problems: ReadonlyArray<Problem> } => {
    const said = session.count
    const found = condition?.pages.length ?? said
    if (found === said || found === 0 || condition === undefined)
      return { count: said, problems: [] }
    if (found > said) reopen(condition.recounted())
    const count = found > said ? session.count : lastPage(said) ? said : found
    const detail = `The file claims to have ${said} page(s), but ${count} can be found.`
    return { count, problems: count === said ? [] : [{ kind: "damaged", detail }] }
  }
  const lastPage = (count: number) =>
    guarded("this PDF", () => {
      const page = module.FPDF_LoadPage(session.document, count - 1)
      if (page !== 0) module.FPDF_ClosePage(page)
      return page !== 0
    })
  if (condition !== undefined && session.form !== 0) reopen(condition.withoutButtons())
  const { count, problems: ofCount } = recount()

  /** Gives a page the size of the paper that says no size, or that of its sheet where a cut leaves nothing of it. */
  const resize = (index: number): void =>
    withPage(index, (page) => {
      const [width, height] = paper
      const box = allocate(module, 16)
      try {
        const [left, bottom, right, top] = [0, 4, 8, 12].map((at) => box + at)
        const sized =
          condition?.hasSize(index) === true &&
          module.FPDFPage_GetMediaBox(page, left ?? 0, bottom ?? 0, right ?? 0, top ?? 0)
        if (!sized) module.FPDFPage_SetMediaBox(page, 0, 0, width, height)
        const sides = [left, bottom, right, top].map((at) =>
          sized ? Number(module.pdfium.getValue(at ?? 0, "float")) : 0
        )
        const [l = 0, b = 0, r = width, t = height] = sized ? sides : []
        module.FPDFPage_SetCropBox(page, l, b, r, t)
      } finally {
        free(box)
      }
    })

  /**
   * Draws a page that is one grey JPEG, the usual scan in grey, without PDFium, whose decoder takes twice as long. Undefined
   * where the page is anything else.
   */
  const drawGreyJpeg = async (
    index: number,
    grid: Grid,
    placement: Placement
  ): Promise<Uint8Array | undefined> => {
    const scan = condition?.greyJpeg(index)
    if (scan === undefined || placement.top < 0 || placement.rows > grid.rows) return undefined
    const landing = withPage(index, (page) => landingOfPicture(module, page, grid, placement, scan))
    // PDFium places the edges of pictures that lie on their side otherwise, by a dot.
    if (landing === undefined || Math.abs(landing.stepAcross) !== 1) return undefined
    const shrunk = [scan.width / landing.across, scan.rows / landing.down]
    if (shrunk.some((by) => by < 1 || by > mostShrunk) || scan.width < 3 || scan.rows < 3) {
      return undefined
    }
    const picture = await decodeGreyJpeg(scan.jpeg, limits)
    if (picture?.width !== scan.width || picture.rows !== scan.rows) return undefined
    const size = grid.width * grid.rows
    const pixels = canvasOf(size)
    const page = module.pdfium.HEAPU8.subarray(pixels, pixels + size).fill(255)
    averageGrey(picture.grey, scan.width, scan.rows, page, landing)
    return page
  }

  const sheet = async (index: number): Promise<Sheet> => {
    const { changes, lacks } = condition?.lacks(index) ?? { changes: new Map(), lacks: [] }
    reopen(changes)
    const sizeOf = () =>
      withPage(
        index,
        (page) => [module.FPDF_GetPageWidthF(page), module.FPDF_GetPageHeightF(page)] as const
      )
    const isSized = condition?.hasSize(index) !== false && sizeOf().every((side) => side > 0)
    if (!isSized) resize(index)
    const [widthPoints, heightPoints] = sizeOf()
    if (!(widthPoints > 0 && heightPoints > 0)) throw damaged("the page has no size", index + 1)
    const known = [...(index === 0 ? ofCount : []), ...(isSized ? [] : [unsized]), ...lacks]
    let facts: TextFacts | undefined
    const textFactsOf = () => {
      facts ??= withPage(index, (page) => textFacts(module, page))
      return facts
    }
    return {
      problems: async () => {
        if (condition === undefined || known.some(({ detail }) => detail === badFont.detail))
          return known
        const isBad = textFactsOf().replacedFonts.some((name) => condition.hasFont(name))
        return isBad ? [...known, badFont] : known
      },
      widthInches: widthPoints / pointsPerInch,
      heightInches: heightPoints / pointsPerInch,
      ...(elsewhere === undefined || index > 0 ? {} : { contentElsewhere: elsewhere }),
      text: () => withPage(index, (page) => textOf(module, page)),
      textFacts: textFactsOf,
      draw: async (grid, placement) =>
        (await drawGreyJpeg(index, grid, placement)) ??
        withPage(index, (page) => {
          const { left, rows, top, turned, width } = placement
          const size = grid.width * grid.rows
          const pixels = canvasOf(size)
          /** A view anew: memory that grows leaves old ones behind. */
          const canvas = () => module.pdfium.HEAPU8.subarray(pixels, pixels + size)
          canvas().fill(255)
          if (
            drawScan(module, page, session.bytes, session.reads, canvas, grid, placement) !== "no"
          ) {
            return canvas()
          }
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
            const { form } = session
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

  const sizes = () =>
    guarded("this PDF", () => {
      const size = allocate(module, 8)
      const side = (at: number) => Number(module.pdfium.getValue(at, "float")) / pointsPerInch
      try {
        return Array.from({ length: count }, (_, index): readonly [number, number] => {
          const found = module.FPDF_GetPageSizeByIndexF(session.document, index, size)
          const [width, height] = found ? [side(size), side(size + 4)] : [0, 0]
          return width > 0 && height > 0 ? [width, height] : [1, 1]
        })
      } finally {
        free(size)
      }
    })

  return {
    count,
    ...(own ? {} : { sizes }),
    sheet,
    largestPicture: () => withPage(0, (page) => largestPicture(module, page)),
    close: () =>
      guarded("this PDF", () => {
        if (canvas.pointer !== 0) free(canvas.pointer)
        session.held.releaseAll()
      })
  }
}
