import { createHash } from "node:crypto"
import { writeTiff } from "../codec/writeTiff.js"
import type { Fax, FaxOptions } from "../Fax.js"
import { gridOf } from "../raster/Grid.js"
import type { MadePage } from "../worker/convert.js"

/** The fax of pages that were made in any order. */
export const assemble = (made: ReadonlyArray<MadePage>, options: FaxOptions): Fax => {
  const { coding = "g4", paper = "a4", resolution = "fine" } = options
  const grid = gridOf(paper, resolution)
  const inOrder = [...made].sort((a, b) => a.page.number - b.page.number)
  const tiff = writeTiff(
    inOrder.map(({ data }) => ({ ...grid, data })),
    coding
  )
  return {
    tiff,
    sha256: createHash("sha256").update(tiff).digest("hex"),
    paper,
    resolution,
    coding,
    pages: inOrder.map(({ page }) => page),
    seconds: inOrder.reduce((sum, { page }) => sum + page.seconds, 0),
    findings: inOrder.flatMap(({ findings }) => findings)
  }
}
