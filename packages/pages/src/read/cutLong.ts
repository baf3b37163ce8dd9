import type { Paper } from "../Paper.js"
import { type Grid, gridOf } from "../raster/Grid.js"
import { type Placement, place } from "../raster/place.js"
import type { Opened, Problem, Sheet } from "./Sheet.js"

/** Shrunk to less than this part of what its narrow side allows, a sheet is cut. */
const worthCutting = 0.5
/** Both pages at a cut have this much, in inches: a line of type that is cut on one is whole on the other. */
const overlap = 0.25
/** Narrower than this on the page, in inches, nothing can be read on it, cut or not. */
const narrowest = 1
/** A sheet shrunk to a strip of this part of the paper's width is not what anybody wants. */
const strip = 0.1

/** A sheet, or one of the pages that a long one is cut into. */
interface Part {
  readonly sheet: number
  readonly index: number
  readonly count: number
}

const inches = (grid: Grid) =>
  ({ width: grid.width / grid.dpiX, height: grid.rows / grid.dpiY }) as const

/** Of a sheet that is cut: its size on the pages to its natural size, and the pages that it takes. */
const cutOf = (width: number, height: number, grid: Grid) => {
  const page = inches(grid)
  const [short, long] = [Math.min(width, height), Math.max(width, height)]
  const scale = Math.min(1, page.width / short)
  const { scale: whole } = place(width, height, grid)
  if (whole >= scale * worthCutting || short * scale < narrowest) return undefined
  const pages = Math.ceil((long * scale - overlap) / (page.height - overlap))
  return { scale, pages, turned: width > height }
}

const placeOf =
  (width: number, height: number, { index }: Part) =>
  (grid: Grid): Placement => {
    const page = inches(grid)
    const { scale = 1, turned = false } = cutOf(width, height, grid) ?? {}
    const [across, down] = turned ? [height, width] : [width, height]
    const dots = Math.min(grid.width, Math.max(1, Math.round(across * scale * grid.dpiX)))
    return {
      turned,
      scale,
      left: (grid.width - dots) >> 1,
      top: -Math.round(index * (page.height - overlap) * grid.dpiY),
      width: dots,
      rows: Math.max(1, Math.round(down * scale * grid.dpiY))
    }
  }

const shrunk: Problem = {
  kind: "shrunk",
  detail: "It is so long that it was shrunk to a narrow strip; nothing on it is readable."
}

/** What is known of a page is told on the first of those that it is cut into. */
const partOf = (sheet: Sheet, part: Part): Sheet => {
  const { draw, heightInches, widthInches } = sheet
  const cut = { heightInches, widthInches, draw, place: placeOf(widthInches, heightInches, part) }
  return part.index === 0 ? { ...sheet, ...cut } : cut
}

/** Sheets many times as long as wide, as screens and receipts are, become several pages: on one, they would be a strip. */
export const cutLong = (opened: Opened, paper: Paper): Opened => {
  const grid = gridOf(paper, "fine")
  const sizes = opened.sizes?.()
  if (sizes === undefined) return opened
  const parts = sizes.flatMap(([width, height], sheet): ReadonlyArray<Part> => {
    const count = cutOf(width, height, grid)?.pages ?? 1
    return Array.from({ length: count }, (_, index) => ({ sheet, index, count }))
  })
  return {
    ...opened,
    count: parts.length,
    pageOf: (index) => parts[index]?.sheet ?? index,
    sheet: async (index) => {
      const part = parts[index] ?? { sheet: index, index: 0, count: 1 }
      const sheet = await opened.sheet(part.sheet)
      if (part.count > 1) return partOf(sheet, part)
      const { scale, width } = place(sheet.widthInches, sheet.heightInches, grid)
      if (scale === 1 || width >= grid.width * strip) return sheet
      return { ...sheet, problems: async () => [...((await sheet.problems?.()) ?? []), shrunk] }
    }
  }
}
