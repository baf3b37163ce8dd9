import type { Sharp } from "sharp"
import { readTiff } from "../codec/readTiff.js"
import { mostOnContactSheet } from "../Fax.js"
import { damaged } from "../Refusal.js"

/** More than any fax has. */
const mostPages = 10_000
const gap = 12

type Page = ReturnType<typeof readTiff>[number]

/** Height that makes dots square again. */
const heightFor = (page: Page, width: number) =>
  Math.max(
    1,
    Math.round(((width * page.rows) / page.width) * ((page.dpiX ?? 1) / (page.dpiY ?? 1)))
  )

const scaled = async (
  tiff: Uint8Array,
  page: Page,
  index: number,
  width: number
): Promise<Sharp> => {
  const { default: sharp } = await import("sharp")
  return sharp(tiff, { page: index, failOn: "error" })
    .toColourspace("b-w")
    .resize(width, heightFor(page, width), { fit: "fill", kernel: "cubic" })
}

/** One page of a fax TIFF as it is on the line: a PNG of one bit a dot. */
export const dots = async (tiff: Uint8Array, number: number) => {
  if (readTiff(tiff, mostPages)[number - 1] === undefined) {
    throw damaged("there is no such page", number)
  }
  const { default: sharp } = await import("sharp")
  const image = sharp(tiff, { page: number - 1, failOn: "error" }).toColourspace("b-w")
  return new Uint8Array(await image.png({ palette: true, colours: 2, dither: 0 }).toBuffer())
}

/** One page of a fax TIFF as the recipient sees it, as a PNG of 16 greys. */
export const preview = async (tiff: Uint8Array, number: number, width: number) => {
  const page = readTiff(tiff, mostPages)[number - 1]
  if (page === undefined) throw damaged("there is no such page", number)
  const image = await scaled(tiff, page, number - 1, width)
  return new Uint8Array(await image.png({ palette: true, colours: 16, dither: 0 }).toBuffer())
}

/** Pages side by side on light grey, `width` pixels in all. */
export const contactSheet = async (tiff: Uint8Array, columns: number, width: number) => {
  const { default: sharp } = await import("sharp")
  const pages = readTiff(tiff, mostPages).slice(0, mostOnContactSheet)
  const across = Math.min(columns, pages.length)
  const cell = Math.max(16, Math.floor((width - gap * (across + 1)) / across))
  const tallest = Math.max(...pages.map((page) => heightFor(page, cell)))
  const down = Math.ceil(pages.length / across)
  const composites = []
  for (const [index, page] of pages.entries()) {
    const image = await scaled(tiff, page, index, cell)
    composites.push({
      input: await image.png().toBuffer(),
      left: gap + (index % across) * (cell + gap),
      top: gap + Math.floor(index / across) * (tallest + gap)
    })
  }
  const sheet = sharp({
    create: {
      width: gap + across * (cell + gap),
      height: gap + down * (tallest + gap),
      channels: 3,
      background: "#c8c8c8"
    }
  })
  return new Uint8Array(await sheet.composite(composites).toColourspace("b-w").png().toBuffer())
}
