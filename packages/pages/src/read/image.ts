import type { Metadata, Sharp } from "sharp"
import { readTiff, type TiffPage } from "../codec/readTiff.js"
import { damaged, Refusal } from "../Refusal.js"
import { quarterTurn } from "../raster/quarterTurn.js"
import { dotShape } from "./dotShape.js"
import type { Opened, ReadLimits, Sheet } from "./Sheet.js"

/** Density of a picture that does not tell: what screens and CSS take a dot for. */
const screenDpi = 96
/** From this orientation on, a picture is stored lying on its side (Exif 2.32, 4.6.4). */
const firstLying = 5

const detailOf = (cause: unknown): string => {
  const text = cause instanceof Error ? cause.message : String(cause)
  return (text.split("\n")[0] ?? "").slice(0, 200)
}

const attempt = async <A>(page: number, work: () => Promise<A>): Promise<A> => {
  try {
    return await work()
  } catch (cause) {
    if (cause instanceof Refusal) throw cause
    throw damaged(`the image cannot be decoded (${detailOf(cause)})`, page)
  }
}

const checkPixels = (width: number, height: number, page: number, limits: ReadLimits): void => {
  if (!(width > 0 && height > 0)) throw damaged("the image has no size", page)
  if (width * height > limits.pixels) {
    throw new Refusal({
      _tag: "DocumentTooLarge",
      limit: "pixels",
      allowed: limits.pixels,
      found: width * height
    })
  }
}

/** A picture that is stored coarse first and then finer is held whole while it is decoded. */
const checkMemory = (
  { channels, depth, format, height, isProgressive = false, width }: Metadata,
  { memory }: ReadLimits
): void => {
  const bytes = format === "jpeg" || depth === "ushort" ? 2 : 1
  const found = width * height * channels * bytes
  if (isProgressive && found > memory) {
    throw new Refusal({ _tag: "DocumentTooLarge", limit: "memory", allowed: memory, found })
  }
}

interface Picture {
  readonly width: number
  readonly height: number
  readonly dpiX: number
  readonly dpiY: number
  readonly decode: () => Sharp
  /** A decoder runs outside the thread that can be ended, so it has a limit of its own. */
  readonly seconds: number
}

const sheetOf = (picture: Picture, index: number): Sheet => ({
  widthInches: picture.width / picture.dpiX,
  heightInches: picture.height / picture.dpiY,
  draw: (grid, { left, rows, top, turned, width }) =>
    attempt(index + 1, async () => {
      const [across, down] = turned ? [rows, width] : [width, rows]
      const upright = await picture
        .decode()
        .autoOrient()
        .flatten({ background: "#ffffff" })
        .resize(across, down, { fit: "fill", kernel: "cubic" })
        .toColourspace("b-w")
        .raw({ depth: "uchar" })
        .timeout({ seconds: Math.ceil(picture.seconds) })
        .toBuffer()
      const grey = turned ? quarterTurn(upright, across, down) : upright
      const page = new Uint8Array(grid.width * grid.rows).fill(255)
      for (let y = 0; y < rows; y++) {
        page.set(grey.subarray(y * width, (y + 1) * width), (top + y) * grid.width + left)
      }
      return page
    })
})

/** PNG, JPEG, WebP and GIF; of an animation, the first frame. */
export const openImage = async (bytes: Uint8Array, limits: ReadLimits): Promise<Opened> => {
  const { default: sharp } = await import("sharp")
  const decode = () =>
    sharp(bytes, { limitInputPixels: limits.pixels, failOn: "error", sequentialRead: true })
  const found = await attempt(1, () => sharp(bytes, { limitInputPixels: false }).metadata())
  const { autoOrient, density, height, orientation = 1, width } = found
  checkPixels(width, height, 1, limits)
  checkMemory(found, limits)
  const { ratio, shapeOnly } = dotShape(bytes, found.format)
  const known = density !== undefined && density >= 30 && density <= 4800 && !shapeOnly
  const across = known ? density : screenDpi
  const down = across * ratio
  const lying = orientation >= firstLying
  const picture = {
    ...autoOrient,
    dpiX: lying ? down : across,
    dpiY: lying ? across : down,
    decode,
    seconds: limits.seconds
  }
  return { count: 1, sheet: async (index) => sheetOf(picture, index), close: () => {} }
}

/** Dots in a row of a fax, and rows up to which a page of that width is in standard resolution (T.4). */
const faxWidths = [1728, 2048, 2432]
const mostStandardRows = 1400

/** Dots to the inch; a fax that does not tell has those of faxes. */
const densityOf = ({ bitsPerSample, dpiX, dpiY, rows, width }: TiffPage) => {
  if (
    dpiX === undefined &&
    dpiY === undefined &&
    bitsPerSample === 1 &&
    faxWidths.includes(width)
  ) {
    return { dpiX: 204, dpiY: rows <= mostStandardRows ? 98 : 196 }
  }
  const across = dpiX ?? dpiY ?? screenDpi
  return { dpiX: across, dpiY: dpiY ?? across }
}

/** TIFF of any number of pages, fax or not; of a page, its smaller copies are left out. */
export const openTiff = async (bytes: Uint8Array, limits: ReadLimits): Promise<Opened> => {
  const all = readTiff(bytes, limits.pages).map((page, directory) => ({ ...page, directory }))
  const whole = all.filter((page) => !page.aside)
  const pages = whole.length > 0 ? whole : all
  return {
    count: pages.length,
    sheet: async (index) => {
      const page = pages[index]
      if (page === undefined) throw damaged("the page is missing", index + 1)
      checkPixels(page.width, page.rows, index + 1, limits)
      const { default: sharp } = await import("sharp")
      const decode = () =>
        sharp(bytes, {
          page: page.directory,
          limitInputPixels: limits.pixels,
          failOn: "error",
          sequentialRead: true
        })
      const { autoOrient } = await attempt(index + 1, () => decode().metadata())
      const swapped = autoOrient.width === page.rows && autoOrient.height === page.width
      const { dpiX, dpiY } = densityOf(page)
      const picture = {
        ...autoOrient,
        dpiX: swapped ? dpiY : dpiX,
        dpiY: swapped ? dpiX : dpiY,
        decode,
        seconds: limits.seconds
      }
      return sheetOf(picture, index)
    },
    close: () => {}
  }
}
