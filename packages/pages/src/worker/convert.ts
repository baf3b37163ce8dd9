import { checkPage } from "../check/checkPage.js"
import { encode } from "../codec/encode.js"
import { type CodedPage, writeTiff } from "../codec/writeTiff.js"
import type { Cover, Fax, FaxOptions, FaxPage, SourceDocument } from "../Fax.js"
import type { Finding } from "../Finding.js"
import type { Paper } from "../Paper.js"
import { countBlack, strideOf } from "../raster/Bitmap.js"
import { gridOf } from "../raster/Grid.js"
import { place } from "../raster/place.js"
import { toBitmap } from "../raster/toBitmap.js"
import { open } from "../read/open.js"
import type { ReadLimits } from "../read/Sheet.js"
import { named, Refusal } from "./Refusal.js"

/** The speed of V.17, at which most calls run. */
const bitsPerSecond = 14_400

const countPages = async (
  documents: ReadonlyArray<SourceDocument>,
  paper: Paper,
  limits: ReadLimits
): Promise<number> => {
  let total = 0
  for (const { bytes, fileName } of documents) {
    await named(fileName, async () => {
      const opened = await open(bytes, paper, limits)
      total += opened.count
      opened.close()
    })
  }
  return total
}

const coverDocument = async (
  cover: Cover,
  documents: ReadonlyArray<SourceDocument>,
  paper: Paper,
  limits: ReadLimits
): Promise<SourceDocument> => {
  const pages = cover.pages ?? 1 + (await countPages(documents, paper, limits))
  const { coverBytes } = await import("../cover/coverPage.js")
  return { fileName: "cover", bytes: await coverBytes({ ...cover, pages }, paper) }
}

/** Renders, codes and checks page after page; one page of pixels is held at a time. */
export const convert = async (
  documents: ReadonlyArray<SourceDocument>,
  options: FaxOptions,
  limits: ReadLimits
): Promise<Fax> => {
  const { coding = "g4", paper = "a4", resolution = "fine" } = options
  const grid = gridOf(paper, resolution)
  const all =
    options.cover === undefined
      ? documents
      : [await coverDocument(options.cover, documents, paper, limits), ...documents]
  const bits = new Uint8Array(strideOf(grid.width) * grid.rows)
  const coded: Array<CodedPage> = []
  const pages: Array<FaxPage> = []
  const findings: Array<Finding> = []

  const convertPage = async (
    fileName: string,
    opened: Awaited<ReturnType<typeof open>>,
    index: number
  ) => {
    if (pages.length === limits.pages) {
      throw new Refusal({ _tag: "DocumentTooLarge", limit: "pages", allowed: limits.pages })
    }
    const sheet = await opened.sheet(index)
    const placement = place(sheet.widthInches, sheet.heightInches, grid)
    const grey = await sheet.draw(grid, placement)
    const { bitmap, lost } = toBitmap(grey, grid, bits)
    const data = encode(bitmap, coding, grid.dpiY)
    const smallest = sheet.smallestText?.()
    const page: FaxPage = {
      number: pages.length + 1,
      fileName,
      documentPage: index + 1,
      width: grid.width,
      rows: grid.rows,
      bytes: data.length,
      seconds: (data.length * 8) / bitsPerSecond,
      black: countBlack(bitmap.bits) / (grid.width * grid.rows)
    }
    coded.push({ ...grid, data })
    pages.push(page)
    findings.push(
      ...checkPage({
        fileName,
        page: page.number,
        resolution,
        black: page.black,
        seconds: page.seconds,
        lost,
        smallestText: smallest === undefined ? undefined : smallest * placement.scale,
        missingCharacters: sheet.missingCharacters ?? ""
      })
    )
  }

  for (const { bytes, fileName } of all) {
    await named(fileName, async () => {
      const opened = await open(bytes, paper, limits)
      try {
        for (let index = 0; index < opened.count; index++) {
          await convertPage(fileName, opened, index)
        }
      } finally {
        opened.close()
      }
    })
  }
  return {
    tiff: writeTiff(coded, coding),
    paper,
    resolution,
    coding,
    pages,
    seconds: pages.reduce((sum, page) => sum + page.seconds, 0),
    findings
  }
}
