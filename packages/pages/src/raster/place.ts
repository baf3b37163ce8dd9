import type { Grid } from "./Grid.js"

/** Where a sheet lands on the page: dots and rows, after a quarter turn where `turned`. */
export interface Placement {
  readonly turned: boolean
  /** Size on the page in natural size, below 1 where the sheet had to shrink. */
  readonly scale: number
  readonly left: number
  readonly top: number
  readonly width: number
  readonly rows: number
}

/** A turn must win this much in size, or the sheet stays as its reader would hold it. */
const worthTurning = 1.05

const fit = (width: number, height: number, pageWidth: number, pageHeight: number) =>
  Math.min(1, pageWidth / width, pageHeight / height)

/**
 * Fits a sheet (natural size in inches) onto a page: never enlarged, shrunk in proportion where it is
 * larger, turned by 90 degrees where that keeps it larger, centred across, at the top.
 */
export const place = (widthInches: number, heightInches: number, grid: Grid): Placement => {
  const pageWidth = grid.width / grid.dpiX
  const pageHeight = grid.rows / grid.dpiY
  const upright = fit(widthInches, heightInches, pageWidth, pageHeight)
  const sideways = fit(heightInches, widthInches, pageWidth, pageHeight)
  const turned = sideways > upright * worthTurning
  const scale = turned ? sideways : upright
  const [across, down] = turned ? [heightInches, widthInches] : [widthInches, heightInches]
  const width = Math.min(grid.width, Math.max(1, Math.round(across * scale * grid.dpiX)))
  const rows = Math.min(grid.rows, Math.max(1, Math.round(down * scale * grid.dpiY)))
  return { turned, scale, left: (grid.width - width) >> 1, top: 0, width, rows }
}
