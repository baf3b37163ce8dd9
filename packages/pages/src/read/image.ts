import type { Sharp } from "sharp"
import { quarterTurn } from "../raster/quarterTurn.js"
import { damaged, Refusal } from "../worker/Refusal.js"
import { readTiff } from "./readTiff.js"
import type { Opened, ReadLimits, Sheet } from "./Sheet.js"

/** Density of a picture that does not tell: what screens and CSS take a dot for. */
const screenDpi = 96

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
  const { autoOrient, density, height, width } = await attempt(1, () =>
    sharp(bytes, { limitInputPixels: false }).metadata()
  )
  checkPixels(width, height, 1, limits)
  const dpi = density !== undefined && density >= 30 && density <= 4800 ? density : screenDpi
  const picture = { ...autoOrient, dpiX: dpi, dpiY: dpi, decode, seconds: limits.seconds }
  return { count: 1, sheet: async (index) => sheetOf(picture, index), close: () => {} }
}

/** TIFF of any number of pages, fax or not. */
export const openTiff = async (bytes: Uint8Array, limits: ReadLimits): Promise<Opened> => {
  const pages = readTiff(bytes, limits.pages)
  return {
    count: pages.length,
    sheet: async (index) => {
      const page = pages[index]
      if (page === undefined) throw damaged("the page is missing", index + 1)
      checkPixels(page.width, page.rows, index + 1, limits)
      const { default: sharp } = await import("sharp")
      const decode = () =>
        sharp(bytes, {
          page: index,
          limitInputPixels: limits.pixels,
          failOn: "error",
          sequentialRead: true
        })
      const { autoOrient } = await attempt(index + 1, () => decode().metadata())
      const swapped = autoOrient.width === page.rows && autoOrient.height === page.width
      const dpiX = page.dpiX ?? page.dpiY ?? screenDpi
      const dpiY = page.dpiY ?? dpiX
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
