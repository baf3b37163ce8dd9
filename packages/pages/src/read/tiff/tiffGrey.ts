import type { TiffPage } from "../../codec/readTiff.js"
import { damaged, Refusal } from "../../Refusal.js"
import type { ReadLimits } from "../Sheet.js"
import { canUndo, sampleReader, undoPredictor } from "./samples.js"
import { layoutOf, type TiffLayout } from "./TiffLayout.js"
import { readChunk, unreadable } from "./tiffChunk.js"
import { checkPrecision, interchangeOf, jpegOfChunk } from "./tiffJpeg.js"
import { toneOf } from "./toneOf.js"

const jpegs = [6, 7]

/** A picture in grey, one byte a dot, white where its file has nothing. */
export interface GreyPicture {
  readonly grey: Uint8Array
  /** Strips or tiles that are not as they were written. */
  readonly unsound: number
}

/** Decodes a JPEG to grey and tells whether it is sound. */
export type DecodeJpeg = (jpeg: Uint8Array) => Promise<{
  readonly grey: Uint8Array
  readonly width: number
  readonly rows: number
  readonly sound: boolean
}>

/** Floating point says nothing of its range: 0 to 1, or from the least to the most there is. */
const scaleFloats = (tones: Float32Array, grey: Uint8Array, whiteIsZero: boolean): void => {
  let [least, most] = [0, 1]
  for (const tone of tones) {
    if (tone < least) least = tone
    if (tone > most) most = tone
  }
  tones.forEach((tone, at) => {
    const part = Number.isNaN(tone) ? 1 : (tone - least) / (most - least)
    grey[at] = Math.round((whiteIsZero ? 1 - part : part) * 255)
  })
}

const readJpegs = async (
  file: Uint8Array,
  page: TiffPage,
  layout: TiffLayout,
  grey: Uint8Array,
  decode: DecodeJpeg
): Promise<number> => {
  const { chunks, photometric } = layout
  let [unsound, drawn] = [0, 0]
  const place = async (jpeg: Uint8Array, left: number, top: number) => {
    checkPrecision(jpeg)
    const picture = await decode(jpeg)
    drawn++
    if (!picture.sound) unsound++
    const width = Math.min(picture.width, page.width - left)
    const rows = Math.min(picture.rows, page.rows - top)
    for (let y = 0; y < rows; y++) {
      const row = picture.grey.subarray(y * picture.width, y * picture.width + width)
      const to = (top + y) * page.width + left
      grey.set(photometric === 0 ? row.map((value) => 255 - value) : row, to)
    }
  }
  const whole = interchangeOf(file, page)
  if (whole !== undefined) {
    await place(whole, 0, 0)
    return unsound
  }
  for (let index = 0; index < chunks.across * chunks.down; index++) {
    const [column, row] = [index % chunks.across, Math.floor(index / chunks.across)]
    const [offset, length] = [chunks.offsets[index] ?? file.length, chunks.lengths[index] ?? 0]
    const [left, top] = [column * chunks.width, row * chunks.rows]
    const rows = page.values(322).length > 0 ? chunks.rows : Math.min(chunks.rows, page.rows - top)
    const chunk = file.subarray(offset, offset + length)
    try {
      await place(jpegOfChunk(file, page, layout, chunk, chunks.width, rows), left, top)
    } catch (cause) {
      if (cause instanceof Refusal && cause.reason._tag !== "DamagedDocument") throw cause
      unsound++
    }
  }
  if (drawn === 0) throw damaged("no part of its picture can be decoded")
  return unsound
}

/**
 * A page of a TIFF of any kind in grey: whole and floating point numbers of any size, planes, tiles, extra samples, Lab,
 * subsampled colours, JPEG of the old style. Whatever is read neither here nor by sharp is refused in a sender's words.
 */
export const tiffGrey = async (
  file: Uint8Array,
  page: TiffPage,
  little: boolean,
  limits: ReadLimits,
  decode: DecodeJpeg
): Promise<GreyPicture> => {
  const layout = layoutOf(page, file.length)
  const { alpha, bits, chunks, colours, format, photometric, planar, samples } = layout
  const { compression, rows, width } = page
  const grey = new Uint8Array(width * rows).fill(255)
  if (jpegs.includes(compression)) {
    if (planar) throw unreadable(compression)
    return { grey, unsound: await readJpegs(file, page, layout, grey, decode) }
  }
  const tone = toneOf(layout, page.values(320))
  const floating = format === 3
  const readable = floating ? [16, 32, 64].includes(bits) : bits <= 32
  const predictable = compression === 1 || compression === 32_773 || canUndo(layout)
  if (tone === undefined || !readable || format > 3 || !predictable) {
    throw new Refusal({
      _tag: "UnsupportedDocument",
      detail:
        "its pixels have an unsupported number format; save it as TIFF in grey or RGB, or as PDF"
    })
  }
  const needed = floating ? width * rows * 4 : 0
  if (needed > limits.memory) {
    const found = needed
    throw new Refusal({ _tag: "DocumentTooLarge", limit: "memory", allowed: limits.memory, found })
  }
  const tones = new Float32Array(floating ? width * rows : 0)
  const perChunk = planar ? 1 : samples
  const [shareX, shareY] = layout.subsampling
  const shared = shareX * shareY > 1 && !planar
  /** Y of a group of dots and then its two colours. */
  const groupBytes = shareX * shareY + 2
  const rowBytes = shared
    ? Math.ceil(chunks.width / shareX) * groupBytes
    : Math.ceil((chunks.width * perChunk * bits) / 8)
  const perPlane = chunks.across * chunks.down
  let [unsound, there] = [0, 0]
  for (let index = 0; index < perPlane; index++) {
    const left = (index % chunks.across) * chunks.width
    const top = Math.floor(index / chunks.across) * chunks.rows
    const wide = Math.min(chunks.width, width - left)
    const high = Math.min(chunks.rows, rows - top)
    const stored = page.values(322).length > 0 ? chunks.rows : high
    const size = (shared ? Math.ceil(stored / shareY) : stored) * rowBytes
    if (size > limits.memory) throw damaged("its strips or tiles have an invalid size")
    const planes = Array.from({ length: planar ? samples : 1 }, (_, plane) => {
      const at = plane * perPlane + index
      const offset = chunks.offsets[at] ?? file.length
      const chunk = readChunk(file, offset, chunks.lengths[at] ?? 0, page, size)
      if (!chunk.sound) unsound++
      const bytes = new Uint8Array(size)
      bytes.set(chunk.bytes.subarray(0, size))
      if (layout.predictor > 1) undoPredictor(bytes, rowBytes, perChunk, layout, little)
      there = Math.max(there, chunk.bytes.length)
      return { read: sampleReader(bytes, layout, little), length: chunk.bytes.length }
    })
    const [first] = planes
    const complete = Math.min(...planes.map(({ length }) => length))
    for (let y = 0; y < high; y++) {
      const row = shared ? Math.floor(y / shareY) * rowBytes : y * rowBytes
      if (row + rowBytes > complete) break
      let x = 0
      const sample = shared
        ? () => {
            const group = Math.floor(x / shareX) * groupBytes
            return first?.read(row, group + (y % shareY) * shareX + (x % shareX)) ?? 1
          }
        : planar
          ? (wanted: number) => planes[wanted]?.read(row, x) ?? 0
          : (wanted: number) => first?.read(row, x * samples + wanted) ?? 0
      for (; x < wide; x++) {
        const at = (top + y) * width + left + x
        if (floating) {
          tones[at] = photometric === 2 ? tone(sample) : sample(0)
          continue
        }
        const opacity = alpha === undefined ? 1 : sample(alpha.index)
        const value = tone(sample)
        const over =
          alpha?.premultiplied === true ? value + 1 - opacity : value * opacity + 1 - opacity
        grey[at] = Math.max(0, Math.min(255, Math.round(over * 255)))
      }
    }
  }
  if (there === 0 || colours > samples) throw damaged("its picture lies outside the file")
  if (floating) scaleFloats(tones, grey, photometric === 0)
  return { grey, unsound }
}
