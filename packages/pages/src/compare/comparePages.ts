import * as Effect from "effect/Effect"
import { DamagedDocument } from "../PagesError.js"

/** How a page differs from another, in dots. */
export interface Comparison {
  /** Dots that are not as in the reference; all of them when the sizes differ. */
  readonly differing: number
  readonly width: number
  readonly rows: number
  /** Of the reference. */
  readonly referenceWidth: number
  readonly referenceRows: number
  /** The smallest rectangle that holds every difference; absent when there is none, or the sizes differ. */
  readonly area?: {
    readonly left: number
    readonly top: number
    readonly right: number
    readonly bottom: number
  }
  /**
   * Where there is a difference, a PNG of it: what both have in grey, what the reference alone has in
   * red, what is new in blue.
   */
  readonly picture?: Uint8Array
}

interface Dots {
  readonly width: number
  readonly rows: number
  /** A byte a dot, 0 is black. */
  readonly grey: Uint8Array
}

const read = async (png: Uint8Array): Promise<Dots> => {
  const { default: sharp } = await import("sharp")
  const { data, info } = await sharp(png, { failOn: "error" })
    .flatten({ background: "#ffffff" })
    .toColourspace("b-w")
    .raw({ depth: "uchar" })
    .toBuffer({ resolveWithObject: true })
  return { width: info.width, rows: info.height, grey: data }
}

/** The same dots on a sheet of this size. */
const onSheet = ({ grey, rows, width }: Dots, sheetWidth: number, sheetRows: number): Dots => {
  if (width === sheetWidth && rows === sheetRows) return { grey, rows, width }
  const sheet = new Uint8Array(sheetWidth * sheetRows).fill(255)
  for (let y = 0; y < rows; y++) {
    sheet.set(grey.subarray(y * width, (y + 1) * width), y * sheetWidth)
  }
  return { grey: sheet, rows: sheetRows, width: sheetWidth }
}

const dark = 128

/** A PNG in which differences have colours. */
const pictureOf = async (actual: Dots, reference: Dots): Promise<Uint8Array> => {
  const { rows, width } = actual
  const pixels = new Uint8Array(width * rows * 3).fill(255)
  for (let index = 0; index < width * rows; index++) {
    const is = (actual.grey[index] ?? 255) < dark
    const was = (reference.grey[index] ?? 255) < dark
    if (is && was) pixels.fill(176, index * 3, index * 3 + 3)
    else if (was) pixels.fill(0, index * 3 + 1, index * 3 + 3)
    else if (is) pixels.fill(0, index * 3, index * 3 + 2)
  }
  const { default: sharp } = await import("sharp")
  const raw = { width, height: rows, channels: 3 } as const
  return new Uint8Array(
    await sharp(pixels, { raw }).png({ palette: true, colours: 4, dither: 0 }).toBuffer()
  )
}

const compare = async (actual: Dots, reference: Dots): Promise<Comparison> => {
  const width = Math.max(actual.width, reference.width)
  const rows = Math.max(actual.rows, reference.rows)
  const one = onSheet(actual, width, rows)
  const other = onSheet(reference, width, rows)
  const area = { left: width, top: rows, right: -1, bottom: -1 }
  let differing = 0
  for (let index = 0; index < width * rows; index++) {
    if ((one.grey[index] ?? 255) < dark === (other.grey[index] ?? 255) < dark) continue
    differing += 1
    const x = index % width
    const y = Math.floor(index / width)
    area.left = Math.min(area.left, x)
    area.right = Math.max(area.right, x)
    area.top = Math.min(area.top, y)
    area.bottom = y
  }
  const sameSize = actual.width === reference.width && actual.rows === reference.rows
  return {
    differing: sameSize ? differing : width * rows,
    width: actual.width,
    rows: actual.rows,
    referenceWidth: reference.width,
    referenceRows: reference.rows,
    ...(sameSize && differing > 0 ? { area } : {}),
    ...(sameSize && differing === 0 ? {} : { picture: await pictureOf(one, other) })
  }
}

const dotsOf = (fileName: string, png: Uint8Array) =>
  Effect.tryPromise({
    try: () => read(png),
    catch: () => new DamagedDocument({ fileName, detail: "it is not a readable picture" })
  })

/**
 * Compares a page, as `Pages.dots` gives it, with a reference of the same kind.
 *
 * @example
 * ```ts
 * import { comparePages } from "@faxingcenter/pages"
 * import { Effect } from "effect"
 *
 * const looksAlike = (page: Uint8Array, reference: Uint8Array) =>
 *   Effect.map(comparePages(page, reference), ({ differing }) => differing < 50)
 * ```
 */
export const comparePages = Effect.fn("comparePages")(function* (
  png: Uint8Array,
  reference: Uint8Array
) {
  const actual = yield* dotsOf("the page", png)
  const wanted = yield* dotsOf("the reference", reference)
  return yield* Effect.promise(() => compare(actual, wanted))
})
