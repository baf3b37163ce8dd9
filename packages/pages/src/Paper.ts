import { Schema } from "effect"

/** Paper at the receiving machine. */
export const Paper = Schema.Literal("a4", "letter", "legal", "b4")
export type Paper = typeof Paper.Type

/** Rows to the inch: 196 (fine) or 98 (standard). Every machine can do both. */
export const Resolution = Schema.Literal("fine", "standard")
export type Resolution = typeof Resolution.Type

/**
 * How pages are coded (ITU-T T.4, T.6): `g3` is one-dimensional (MH), `g3-2d` two-dimensional (MR),
 * `g4` is MMR, the smallest.
 */
export const Coding = Schema.Literal("g3", "g3-2d", "g4")
export type Coding = typeof Coding.Type

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

/** Length in rows at 196 to the inch; the paper of 257 x 364 mm is the B4 of fax machines (JIS). */
const fineRows: Record<Paper, number> = { a4: 2292, letter: 2156, legal: 2744, b4: 2808 }

export const gridOf = (paper: Paper, resolution: Resolution): Grid => {
  const rows = fineRows[paper]
  return {
    width: paper === "b4" ? 2048 : 1728,
    rows: resolution === "fine" ? rows : rows / 2,
    dpiX: 204,
    dpiY: resolution === "fine" ? 196 : 98
  }
}
