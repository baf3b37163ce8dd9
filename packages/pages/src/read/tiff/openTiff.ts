import { readTiffPages, type TiffPage } from "../../codec/readTiff.js"
import { jpegDamage } from "../../integrity/jpegDamage.js"
import { damaged } from "../../Refusal.js"
import { firstLying, oriented } from "../../raster/oriented.js"
import {
  attempt,
  type Care,
  checkPixels,
  decodeWithCare,
  isDamaged,
  orElse,
  type Picture,
  screenDpi,
  sheetOf
} from "../picture.js"
import type { Opened, Problem, ReadLimits } from "../Sheet.js"
import { areChunksSound } from "./areChunksSound.js"
import { layoutOf } from "./TiffLayout.js"
import { unreadable } from "./tiffChunk.js"
import { type DecodeJpeg, tiffGrey } from "./tiffGrey.js"
import { withTag } from "./withTag.js"

/** Dots in a row of a fax, and rows up to which a page of that width is in standard resolution (T.4). */
const faxWidths = [1728, 2048, 2432]
const mostStandardRows = 1400

const photometricTag = 262
const palette = 3
const orientationTag = 274
const ccitt = [2, 3, 4]
/** None, CCITT, LZW, JPEG, Deflate, PackBits. */
const usual = [1, ...ccitt, 5, 7, 8, 32_773, 32_946]

/** Dots to the inch; a fax that does not tell has those of faxes. */
const densityOf = ({ bitsPerSample, dpiX, dpiY, rows, width }: TiffPage) => {
  const isFax = bitsPerSample === 1 && faxWidths.includes(width)
  if (dpiX === undefined && dpiY === undefined && isFax) {
    return { dpiX: 204, dpiY: rows <= mostStandardRows ? 98 : 196 }
  }
  const across = dpiX ?? dpiY ?? screenDpi
  return { dpiX: across, dpiY: dpiY ?? across }
}

/** What sharp takes as it was meant: whole numbers of 1 or 8 bits, a colour a sample and nothing more. */
const isPlain = (page: TiffPage, fileLength: number): boolean => {
  if (page.compression === 6) return false
  if (ccitt.includes(page.compression)) return true
  if (page.photometric === undefined) return false
  const { bits, colours, format, photometric, planar, samples } = layoutOf(page, fileLength)
  const subsampled = photometric === 6 && page.compression !== 7
  return (
    format === 1 &&
    (bits === 1 || bits === 8) &&
    [0, 1, 2, 3, 5, 6].includes(photometric) &&
    !(bits === 1 && photometric > 1) &&
    samples === colours &&
    !planar &&
    !subsampled
  )
}

const unsaid: Problem = {
  kind: "damaged",
  detail: "The TIFF does not say whether 0 is black or white; the usual meaning was assumed."
}

const noColourMap: Problem = {
  kind: "damaged",
  detail: "The TIFF does not say which colours its numbers mean; they were taken for greys."
}

/** What a page does not say, and was taken for what is usual. */
const unsaidOf = ({ bitsPerSample, photometric, values }: TiffPage): ReadonlyArray<Problem> =>
  photometric === undefined
    ? [unsaid]
    : photometric === palette && values(320).length < 3 * 2 ** bitsPerSample
      ? [noColourMap]
      : []

const cutChain: Problem = {
  kind: "damaged",
  detail: "The TIFF refers to more pages after this one, but they cannot be found."
}

/** TIFF of any number of pages, fax or not; of a page, its smaller copies are left out. */
export const openTiff = async (bytes: Uint8Array, limits: ReadLimits): Promise<Opened> => {
  const { littleEndian, pages: all, problem } = readTiffPages(bytes, limits.pages)
  const whole = all.filter((page) => !page.aside)
  const pages = whole.length > 0 ? whole : all
  const { default: sharp } = await import("sharp")
  const limitInputPixels = limits.pixels

  const decodeJpeg: DecodeJpeg = async (jpeg) => {
    const { result, sound } = await decodeWithCare((failOn) =>
      sharp(jpeg, { failOn, limitInputPixels, sequentialRead: true })
        .toColourspace("b-w")
        .raw({ depth: "uchar" })
        .toBuffer({ resolveWithObject: true })
    )
    const { channels, height, width } = result.info
    const grey = channels === 1 ? result.data : result.data.filter((_, at) => at % channels === 0)
    return { grey, width, rows: height, sound: sound && jpegDamage(jpeg) === undefined }
  }

  const bySharp = async (page: TiffPage): Promise<Picture> => {
    const { dpiX, dpiY } = densityOf(page)
    const isSaid = page.photometric !== undefined
    const file = isSaid ? bytes : withTag(bytes, page.directory, littleEndian, photometricTag, 0)
    const directory = isSaid ? all.indexOf(page) : 0
    const decode = (failOn: Care) =>
      sharp(file, { page: directory, limitInputPixels, failOn, sequentialRead: true })
    const { autoOrient } = await decode("error").metadata()
    const swapped = autoOrient.width === page.rows && autoOrient.height === page.width
    return {
      ...autoOrient,
      dpiX: swapped ? dpiY : dpiX,
      dpiY: swapped ? dpiX : dpiY,
      decode,
      problems: () => [...unsaidOf(page), ...(areChunksSound(bytes, page) ? [] : [isDamaged])],
      seconds: limits.seconds
    }
  }

  const byOwn = async (page: TiffPage): Promise<Picture> => {
    const { dpiX, dpiY } = densityOf(page)
    const { grey, unsound } = await tiffGrey(bytes, page, littleEndian, limits, decodeJpeg)
    const orientation = page.values(orientationTag)[0] ?? 1
    const lying = orientation >= firstLying && orientation <= 8
    const [width, height] = lying ? [page.rows, page.width] : [page.width, page.rows]
    const upright = oriented(grey, page.width, page.rows, orientation)
    return {
      width,
      height,
      dpiX: lying ? dpiY : dpiX,
      dpiY: lying ? dpiX : dpiY,
      decode: () => sharp(upright, { limitInputPixels, raw: { width, height, channels: 1 } }),
      problems: () => [...unsaidOf(page), ...(unsound > 0 ? [isDamaged] : [])],
      seconds: limits.seconds
    }
  }

  return {
    count: pages.length,
    sizes: () =>
      pages.map((page) => {
        const { dpiX, dpiY } = densityOf(page)
        const [width, height] = [page.width / dpiX, page.rows / dpiY]
        const orientation = page.values(orientationTag)[0] ?? 1
        return orientation >= firstLying && orientation <= 8 ? [height, width] : [width, height]
      }),
    sheet: async (index) => {
      const page = pages[index]
      if (page === undefined) throw damaged("the page is missing", index + 1)
      checkPixels(page.width, page.rows, index + 1, limits)
      if (page.compression !== 6 && !usual.includes(page.compression)) {
        throw unreadable(page.compression)
      }
      const own = async () => sheetOf(await attempt(index + 1, () => byOwn(page)), index)
      const readByOwn = !ccitt.includes(page.compression)
      /** What sharp refuses whole, as it does where a strip is cut off, is drawn as far as it goes. */
      const strict = async () => {
        const sheet = sheetOf(await bySharp(page), index)
        return readByOwn ? orElse(sheet, own) : sheet
      }
      const sheet = await attempt(index + 1, () =>
        isPlain(page, bytes.length)
          ? strict().catch((cause) => (readByOwn ? own() : Promise.reject(cause)))
          : own()
      )
      const isLast = index === pages.length - 1 && problem !== undefined
      return {
        ...sheet,
        problems: async () => [...((await sheet.problems?.()) ?? []), ...(isLast ? [cutChain] : [])]
      }
    },
    close: () => {}
  }
}
