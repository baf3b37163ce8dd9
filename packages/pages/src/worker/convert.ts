import { checkPage } from "../check/checkPage.js"
import { encode } from "../codec/encode.js"
import type { Cover, FaxOptions, FaxPage, SourceDocument } from "../Fax.js"
import type { Finding } from "../Finding.js"
import type { Paper } from "../Paper.js"
import { named, Refusal } from "../Refusal.js"
import { countBlack, strideOf } from "../raster/Bitmap.js"
import { gridOf } from "../raster/Grid.js"
import { place } from "../raster/place.js"
import { toBitmap } from "../raster/toBitmap.js"
import { open } from "../read/open.js"
import type { ReadLimits, Sheet } from "../read/Sheet.js"

/** The speed of V.17, at which most calls run. */
const bitsPerSecond = 14_400

const countPages = async (
  documents: ReadonlyArray<SourceDocument>,
  paper: Paper,
  limits: ReadLimits,
  codePage: string | undefined
): Promise<number> => {
  let total = 0
  for (const { bytes, fileName } of documents) {
    await named(fileName, async () => {
      const opened = await open(bytes, paper, limits, codePage)
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
  limits: ReadLimits,
  codePage: string | undefined
): Promise<SourceDocument> => {
  const pages = cover.pages === undefined ? await countPages(documents, paper, limits, codePage) : 0
  const { coverBytes } = await import("../cover/coverPage.js")
  const fileName = "cover"
  return named(fileName, async () => ({
    fileName,
    bytes: await coverBytes(cover, pages, paper, limits.pages)
  }))
}

/** One page of the fax, finished. */
export interface MadePage {
  readonly page: FaxPage
  /** Coded, as one strip. */
  readonly data: Uint8Array
  readonly findings: ReadonlyArray<Finding>
}

/** Which pages of the fax to make: from the `first`, counted from 0, each of `every` many; of infinitely many, one. */
export interface Share {
  readonly first: number
  readonly every: number
}

/** Renders, codes and checks page after page of a share; one page of pixels is held at a time. */
export const convert = async (
  documents: ReadonlyArray<SourceDocument>,
  options: FaxOptions,
  limits: ReadLimits,
  share: Share
): Promise<ReadonlyArray<MadePage>> => {
  const { codePage, coding = "g4", paper = "a4", resolution = "fine" } = options
  const grid = gridOf(paper, resolution)
  const all =
    options.cover === undefined
      ? documents
      : [await coverDocument(options.cover, documents, paper, limits, codePage), ...documents]
  const bits = new Uint8Array(strideOf(grid.width) * grid.rows)

  const makePage = async (
    fileName: string,
    sheet: Sheet,
    number: number,
    documentPage: number
  ): Promise<MadePage> => {
    const placement = sheet.place?.(grid) ?? place(sheet.widthInches, sheet.heightInches, grid)
    const grey = await sheet.draw(grid, placement)
    const { bitmap, lost, tinted } = toBitmap(grey, grid, bits)
    const data = encode(bitmap, coding, grid.dpiY)
    const { missingFonts = [], smallest } = sheet.textFacts?.() ?? {}
    const page: FaxPage = {
      number,
      fileName,
      documentPage,
      width: grid.width,
      rows: grid.rows,
      bytes: data.length,
      seconds: (data.length * 8) / bitsPerSecond,
      black: countBlack(bitmap.bits) / (grid.width * grid.rows)
    }
    const findings = checkPage({
      fileName,
      page: number,
      resolution,
      black: page.black,
      seconds: page.seconds,
      lost,
      tinted,
      smallestText: smallest === undefined ? undefined : smallest * placement.scale,
      contentElsewhere: sheet.contentElsewhere,
      missingCharacters: sheet.missingCharacters ?? "",
      missingFonts,
      unjoinedScripts: sheet.unjoinedScripts ?? [],
      problems: (await sheet.problems?.()) ?? []
    })
    return { page, data, findings }
  }

  const made: Array<MadePage> = []
  let number = 0
  const isDone = () => share.every === Number.POSITIVE_INFINITY && made.length > 0
  for (const { bytes, fileName } of all) {
    if (isDone()) break
    await named(fileName, async () => {
      const opened = await open(bytes, paper, limits, codePage)
      try {
        for (let index = 0; index < opened.count && !isDone(); index++) {
          if (number === limits.pages) {
            throw new Refusal({ _tag: "DocumentTooLarge", limit: "pages", allowed: limits.pages })
          }
          if (number++ % share.every !== share.first) continue
          made.push(
            await makePage(
              fileName,
              await opened.sheet(index),
              number,
              (opened.pageOf?.(index) ?? index) + 1
            )
          )
        }
      } finally {
        opened.close()
      }
    })
  }
  return made
}
