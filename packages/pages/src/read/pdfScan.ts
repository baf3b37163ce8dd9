import { isDeepStrictEqual } from "node:util"
import type { WrappedPdfiumModule } from "@embedpdf/pdfium"
import { decodeG4 } from "../codec/decodeG4.js"
import { averageRuns, type Landing } from "../raster/averageRuns.js"
import type { Grid } from "../raster/Grid.js"
import type { Placement } from "../raster/place.js"
import { type Coded, readDictionary } from "./g4Dictionary.js"
import { allocate } from "./pdfium.js"
import type { Reads } from "./Reads.js"

/** FPDF_PAGEOBJ_TEXT, FPDF_PAGEOBJ_IMAGE; FPDF_TEXTRENDERMODE_INVISIBLE, what a scan's recognised text has. */
const text = 1
const picture = 3
const invisible = 3
const mostObjects = 10_000
const longestDictionary = 2_000
/** Larger than the grid shows it, a picture is smoothed by PDFium. */
const mostEnlarged = 1.25
/** PDFium gives places in whole dots: it is asked on a page this many times as large. */
const finer = 64

/** The one picture on a page that nothing else marks. */
const onlyPicture = (module: WrappedPdfiumModule, page: number): number | undefined => {
  const count = module.FPDFPage_CountObjects(page)
  if (count > mostObjects || module.FPDFPage_GetAnnotCount(page) > 0) return undefined
  let found: number | undefined
  for (let index = 0; index < count; index++) {
    const object = module.FPDFPage_GetObject(page, index)
    const type = module.FPDFPageObj_GetType(object)
    if (type === text && module.FPDFTextObj_GetTextRenderMode(object) === invisible) continue
    if (type !== picture || found !== undefined) return undefined
    found = object
  }
  if (found === undefined || module.FPDFPageObj_HasTransparency(found)) return undefined
  // Marked content may be of a hidden layer; a clip may cut the picture.
  if (module.FPDFPageObj_CountMarks(found) > 0) return undefined
  if (module.FPDFClipPath_CountPaths(module.FPDFPageObj_GetClipPath(found)) > 0) return undefined
  return found
}

/** Where the one picture of a page lands, whatever it is coded in. */
export const landingOfPicture = (
  module: WrappedPdfiumModule,
  page: number,
  grid: Grid,
  placement: Placement,
  size: { readonly width: number; readonly rows: number }
): Landing | undefined => {
  const object = onlyPicture(module, page)
  return object === undefined ? undefined : landingOf(module, page, object, grid, placement, size)
}

/** Where the picture lands, in whole dots as PDFium would have it; undefined where askew, cut or much enlarged. */
const landingOf = (
  module: WrappedPdfiumModule,
  page: number,
  object: number,
  grid: Grid,
  { left, rows, top, turned, width }: Placement,
  coded: Pick<Coded, "rows" | "width">
): Landing | undefined => {
  const { getValue, wasmExports } = module.pdfium
  const memory = allocate(module, 32)
  try {
    if (!module.FPDFPageObj_GetMatrix(object, memory)) return undefined
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = Array.from({ length: 6 }, (_, index) =>
      Number(getValue(memory + index * 4, "float"))
    )
    const place = (x: number, y: number): readonly [number, number] => {
      const [w, h] = [width * finer, rows * finer]
      module.FPDF_PageToDevice(page, 0, 0, w, h, turned ? 1 : 0, x, y, memory + 24, memory + 28)
      const dot = (at: number) => Number(getValue(memory + at, "i32")) / finer
      return [dot(24), dot(28)]
    }
    const [x0, y0] = place(c + e, d + f)
    const [x1, y1] = place(a + c + e, b + d + f)
    const [x2, y2] = place(e, f)
    const upright = Math.abs(y1 - y0) < 0.5 && Math.abs(x2 - x0) < 0.5
    const sideways = Math.abs(x1 - x0) < 0.5 && Math.abs(y2 - y0) < 0.5
    if (upright === sideways) return undefined
    /** The dots that a stretch covers, be it ever so little, but for what is lost in rounding. */
    const outer = (from: number, to: number) =>
      [Math.floor(Math.min(from, to) + 0.05), Math.ceil(Math.max(from, to) - 0.05)] as const
    const [fromX, toX] = upright ? outer(x0, x1) : outer(x0, x2)
    const [fromY, toY] = upright ? outer(y0, y2) : outer(y0, y1)
    if (fromX < -1 || fromY < -1 || toX > width + 1 || toY > rows + 1) return undefined
    const [startX, endX] = [left + Math.max(0, fromX), left + Math.min(width, toX)]
    const [startY, endY] = [top + Math.max(0, fromY), top + Math.min(rows, toY)]
    const [right, below] = upright ? [x1 > x0, y2 > y0] : [x2 > x0, y1 > y0]
    const stepX = right ? 1 : -1
    const stepY = below ? grid.width : -grid.width
    const origin = (below ? startY : endY - 1) * grid.width + (right ? startX : endX - 1)
    const [dotsX, dotsY] = [endX - startX, endY - startY]
    const [across, down] = upright ? [dotsX, dotsY] : [dotsY, dotsX]
    if (across < 1 || down < 1) return undefined
    if (across > coded.width * mostEnlarged || down > coded.rows * mostEnlarged) return undefined
    return {
      across,
      down,
      origin,
      stepAcross: upright ? stepX : stepY,
      stepDown: upright ? stepY : stepX
    }
  } finally {
    wasmExports.free(memory)
  }
}

/** The picture's bytes as PDFium holds them. */
const rawOf = (module: WrappedPdfiumModule, object: number, size: number): Uint8Array => {
  const memory = allocate(module, size)
  try {
    module.FPDFImageObj_GetImageDataRaw(object, memory, size)
    return module.pdfium.HEAPU8.slice(memory, memory + size)
  } finally {
    module.pdfium.wasmExports.free(memory)
  }
}

/**
 * The picture's coded bytes, and what its dictionary says of them: PDFium does not show dictionaries,
 * so it is read in the file, before the bytes. Undefined where they lie nowhere as they are, which
 * is so when they are encrypted, or where they lie twice and are said to be different things.
 */
const codedOf = (module: WrappedPdfiumModule, object: number, file: Uint8Array, reads: Reads) => {
  const size = module.FPDFImageObj_GetImageDataRaw(object, 0, 0)
  const candidates = reads.ofSize(size).map((position) => {
    const before = file.subarray(Math.max(0, position - longestDictionary), position)
    const written = Buffer.from(before).toString("latin1")
    return { position, coded: readDictionary(written) }
  })
  if (candidates.every(({ coded }) => coded === undefined)) return undefined
  const data = rawOf(module, object, size)
  const [found, ...others] = candidates.filter(
    ({ position }) => Buffer.compare(data, file.subarray(position, position + size)) === 0
  )
  if (found?.coded === undefined) return undefined
  if (!others.every(({ coded }) => isDeepStrictEqual(coded, found.coded))) return undefined
  return { ...found.coded, data }
}

/**
 * Draws a page that is one picture in G4, the usual scan in black and white, without PDFium, whose
 * scaling looks at each dot. `part` where its data is damaged: what is after that stays white. `no` where the page is
 * anything else; the dots may have been drawn on.
 */
export const drawScan = (
  module: WrappedPdfiumModule,
  page: number,
  file: Uint8Array,
  reads: Reads,
  canvas: () => Uint8Array,
  grid: Grid,
  placement: Placement
): "whole" | "part" | "no" => {
  const object = onlyPicture(module, page)
  if (object === undefined) return "no"
  const coded = codedOf(module, object, file, reads)
  if (coded === undefined) return "no"
  const landing = landingOf(module, page, object, grid, placement, coded)
  if (landing === undefined) return "no"
  const { data, inverted, rows, width } = coded
  const drawRow = averageRuns(canvas(), width, rows, landing, inverted)
  const drawn = decodeG4(data, width, rows, drawRow).rows
  return drawn === rows ? "whole" : drawn > 0 ? "part" : "no"
}
