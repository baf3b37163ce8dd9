import type { Paper, Resolution } from "../Paper.js"

/** A page of fax as a grid of dots. The two resolutions differ: dots are not square. */
export interface Grid {
  /** Dots in a row: 1728, or 2048 for B4 (T.4 table 2). */
  readonly width: number
  readonly rows: number
  /** Dots to the inch across. */
  readonly dpiX: number
  /** Rows to the inch. */
  readonly dpiY: number
}

/**
 * Length in rows at 196 to the inch. For A4 the last even number within 297 mm: HylaFAX takes one row more for
 * a page to be shortened. The B4 of fax machines is that of JIS, 257 x 364 mm.
 */
const fineRows: Record<Paper, number> = { a4: 2290, letter: 2156, legal: 2744, b4: 2808 }

export const gridOf = (paper: Paper, resolution: Resolution): Grid => {
  const rows = fineRows[paper]
  return {
    width: paper === "b4" ? 2048 : 1728,
    rows: resolution === "fine" ? rows : rows / 2,
    dpiX: 204,
    dpiY: resolution === "fine" ? 196 : 98
  }
}
