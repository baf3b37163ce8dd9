import type { Metadata, Sharp } from "sharp"
import { damaged, Refusal } from "../Refusal.js"
import { quarterTurn } from "../raster/quarterTurn.js"
import type { Problem, ReadLimits, Sheet } from "./Sheet.js"

/** Density of a picture that does not tell: what screens and CSS take a dot for. */
export const screenDpi = 96

/** What a decoder says is for who wrote it; a sender can do one thing about it. */
export const attempt = async <A>(page: number, work: () => Promise<A>): Promise<A> => {
  try {
    return await work()
  } catch (cause) {
    if (cause instanceof Refusal) throw cause
    throw damaged("the picture is damaged and cannot be read; save or scan it again", page)
  }
}

/** The picture is drawn, but not as it was made. */
export const isDamaged: Problem = {
  kind: "damaged",
  detail:
    "The picture is damaged: part of it is missing or wrong on the fax; save or scan it again."
}

export const checkPixels = (
  width: number,
  height: number,
  page: number,
  limits: ReadLimits
): void => {
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
export const checkMemory = (
  { channels, depth, format, height, isProgressive = false, width }: Metadata,
  { memory }: ReadLimits
): void => {
  const bytes = format === "jpeg" || depth === "ushort" ? 2 : 1
  const found = width * height * channels * bytes
  if (isProgressive && found > memory) {
    throw new Refusal({ _tag: "DocumentTooLarge", limit: "memory", allowed: memory, found })
  }
}

/** How a decoder takes what is wrong with a picture: it goes on where a picture can be made of it, or gives up. */
export type Care = "error" | "warning"

export interface Picture {
  readonly width: number
  readonly height: number
  readonly dpiX: number
  readonly dpiY: number
  readonly decode: (care: Care) => Sharp
  /** What was found before it is decoded. */
  readonly problems?: () => ReadonlyArray<Problem>
  /** A decoder runs outside the thread that can be ended, so it has a limit of its own. */
  readonly seconds: number
}

/** Decoded without a word of complaint, or else as far as it goes. */
export const decodeWithCare = async <A>(
  decode: (care: Care) => Promise<A>
): Promise<{ readonly result: A; readonly sound: boolean }> => {
  try {
    return { result: await decode("warning"), sound: true }
  } catch {
    return { result: await decode("error"), sound: false }
  }
}

/** The greys of a JPEG that has no colours; undefined where it has some, or cannot be decoded. */
export const decodeGreyJpeg = async (
  jpeg: Uint8Array,
  limits: ReadLimits
): Promise<{ grey: Uint8Array; width: number; rows: number } | undefined> => {
  const { default: sharp } = await import("sharp")
  const limitInputPixels = limits.pixels
  try {
    const { data, info } = await sharp(jpeg, {
      failOn: "error",
      limitInputPixels,
      sequentialRead: true,
      ignoreIcc: true
    })
      .timeout({ seconds: Math.ceil(limits.seconds) })
      .toColourspace("b-w")
      .raw({ depth: "uchar" })
      .toBuffer({ resolveWithObject: true })
    return info.channels === 1 ? { grey: data, width: info.width, rows: info.height } : undefined
  } catch {
    return undefined
  }
}

/** A sheet, or another in its place where it cannot be drawn and there is another. */
export const orElse = (sheet: Sheet, other: () => Promise<Sheet | undefined>): Sheet => {
  let drawn = sheet
  return {
    ...sheet,
    problems: async () => (await drawn.problems?.()) ?? [],
    draw: async (grid, placement) => {
      try {
        return await drawn.draw(grid, placement)
      } catch (cause) {
        if (!(cause instanceof Refusal) || drawn !== sheet) throw cause
        const next = await other()
        if (next === undefined) throw cause
        drawn = next
        return next.draw(grid, placement)
      }
    }
  }
}

export const sheetOf = (picture: Picture, index: number): Sheet => {
  let sound = true
  return {
    widthInches: picture.width / picture.dpiX,
    heightInches: picture.height / picture.dpiY,
    problems: async () => {
      const found = picture.problems?.() ?? []
      return sound || found.includes(isDamaged) ? found : [...found, isDamaged]
    },
    draw: (grid, { left, rows, top, turned, width }) =>
      attempt(index + 1, async () => {
        const [first, end] = [Math.max(0, -top), Math.min(rows, grid.rows - top)]
        const [across, down] = turned ? [end - first, width] : [width, end - first]
        const long = turned ? picture.width : picture.height
        const from = Math.floor((first / rows) * long)
        const length = Math.max(1, Math.ceil((end / rows) * long) - from)
        /** Only what lands on the page is scaled. */
        const cut = turned
          ? { left: from, top: 0, width: length, height: picture.height }
          : { left: 0, top: from, width: picture.width, height: length }
        const decoded = await decodeWithCare((care) => {
          const upright = picture.decode(care).autoOrient()
          return (length < long ? upright.extract(cut) : upright)
            .flatten({ background: "#ffffff" })
            .resize(across, down, { fit: "fill", kernel: "cubic" })
            .toColourspace("b-w")
            .raw({ depth: "uchar" })
            .timeout({ seconds: Math.ceil(picture.seconds) })
            .toBuffer()
        })
        sound = decoded.sound
        const grey = turned ? quarterTurn(decoded.result, across, down) : decoded.result
        const page = new Uint8Array(grid.width * grid.rows).fill(255)
        for (let y = first; y < end; y++) {
          const row = grey.subarray((y - first) * width, (y - first + 1) * width)
          page.set(row, (top + y) * grid.width + left)
        }
        return page
      })
  }
}
