import type { TiffPage } from "../../codec/readTiff.js"
import { Refusal } from "../../Refusal.js"
import type { TiffLayout } from "./TiffLayout.js"

const startOfImage = [0xff, 0xd8]
const endOfImage = [0xff, 0xd9]

const marked = (marker: number, ...data: ReadonlyArray<number>) => {
  const length = data.length + 2
  return Uint8Array.from([0xff, marker, length >> 8, length & 255, ...data])
}

const begins = (bytes: Uint8Array, [first, second]: ReadonlyArray<number>) =>
  bytes[0] === first && bytes[1] === second

/** The segments of a JPEG before its coded data, by their markers, and where that data begins. */
const segmentsOf = (bytes: Uint8Array) => {
  const segments: Array<{ readonly marker: number; readonly bytes: Uint8Array }> = []
  let at = begins(bytes, startOfImage) ? 2 : 0
  while (bytes[at] === 0xff && at + 4 <= bytes.length) {
    const marker = bytes[at + 1] ?? 0
    if (marker === 0xd9) break
    const end = at + 2 + (((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0))
    segments.push({ marker, bytes: bytes.subarray(at, end) })
    at = end
    if (marker === 0xda) break
  }
  return { segments, end: at }
}

const isFrame = (marker: number) => marker >= 0xc0 && marker <= 0xc2

/**
 * The strip or tile of a page in JPEG as a JPEG of its own. In the old style (TIFF 6.0, section 22, compression 6) its
 * tables lie about in the file and it is coded data alone; in the new one (TechNote 2, compression 7) it lacks only
 * tables.
 */
export const jpegOfChunk = (
  file: Uint8Array,
  { compression, values }: TiffPage,
  { photometric, planar, samples, subsampling }: TiffLayout,
  chunk: Uint8Array,
  width: number,
  rows: number
): Uint8Array => {
  const joined = (...parts: ReadonlyArray<Uint8Array | ReadonlyArray<number>>) =>
    new Uint8Array(Buffer.concat(parts.map((part) => Uint8Array.from(part))))
  const own = begins(chunk, startOfImage)
  if (compression === 7) {
    const { segments } = segmentsOf(Uint8Array.from(values(347)))
    const tables = segments.map((segment) => segment.bytes)
    return joined(startOfImage, ...tables, own ? chunk.subarray(2) : chunk)
  }
  const [at, length = file.length] = [values(513)[0], values(514)[0]]
  const interchange = at === undefined ? [] : segmentsOf(file.subarray(at, at + length)).segments
  const of = (test: (marker: number) => boolean) =>
    interchange.filter(({ marker }) => test(marker)).map((segment) => segment.bytes)
  if (own && segmentsOf(chunk).segments.some(({ marker }) => isFrame(marker))) {
    return joined(
      startOfImage,
      ...of((marker) => marker === 0xdb || marker === 0xc4),
      chunk.subarray(2)
    )
  }
  const components = planar ? 1 : samples
  const table = (tag: number, index: number, size: (from: number) => number) => {
    const from = values(tag)[index]
    return from === undefined ? [] : [...file.subarray(from, from + size(from))]
  }
  const huffmanSize = (from: number) =>
    16 + file.subarray(from, from + 16).reduce((sum, count) => sum + count, 0)
  const tables = Array.from({ length: components }, (_, index) => [
    ...[table(519, index, () => 64)]
      .filter((t) => t.length > 0)
      .map((t) => marked(0xdb, index, ...t)),
    ...[table(520, index, huffmanSize)]
      .filter((t) => t.length > 0)
      .map((t) => marked(0xc4, index, ...t)),
    ...[table(521, index, huffmanSize)]
      .filter((t) => t.length > 0)
      .map((t) => marked(0xc4, 0x10 | index, ...t))
  ]).flat()
  const [givenFrame] = of(isFrame)
  const letters = photometric === 2 ? [0x52, 0x47, 0x42, 4] : [1, 2, 3, 4]
  const [wide, high] = photometric === 6 && components > 1 ? subsampling : [1, 1]
  const frame =
    givenFrame === undefined
      ? marked(
          0xc0,
          8,
          rows >> 8,
          rows & 255,
          width >> 8,
          width & 255,
          components,
          ...Array.from({ length: components }, (_, index) => [
            letters[index] ?? index,
            index === 0 ? (wide << 4) | high : 0x11,
            index
          ]).flat()
        )
      : Uint8Array.from(givenFrame)
  if (givenFrame !== undefined) {
    frame.set([rows >> 8, rows & 255, width >> 8, width & 255], 5)
  }
  const ids = Array.from({ length: components }, (_, index) => frame[10 + index * 3] ?? index)
  const [givenScan] = of((marker) => marker === 0xda)
  const scan =
    givenScan ??
    marked(0xda, components, ...ids.flatMap((id, index) => [id, (index << 4) | index]), 0, 63, 0)
  const [interval] = values(515)
  const restarts =
    interval === undefined || interval === 0
      ? of((marker) => marker === 0xdd)
      : [marked(0xdd, interval >> 8, interval & 255)]
  return joined(
    startOfImage,
    ...(tables.length > 0 ? tables : of((marker) => marker === 0xdb || marker === 0xc4)),
    ...restarts,
    frame,
    ...(begins(chunk, [0xff, 0xda]) ? [] : [scan]),
    chunk,
    ...(begins(chunk.subarray(-2), endOfImage) ? [] : [endOfImage])
  )
}

/** The whole picture where the old style keeps it as one JPEG, whatever its strips are. */
export const interchangeOf = (file: Uint8Array, { compression, values }: TiffPage) => {
  const [at, length = file.length] = [values(513)[0], values(514)[0]]
  if (compression !== 6 || at === undefined) return undefined
  const bytes = file.subarray(at, at + length)
  const { end, segments } = segmentsOf(bytes)
  const isWhole =
    begins(bytes, startOfImage) &&
    segments.some(({ marker }) => isFrame(marker)) &&
    segments.some(({ marker }) => marker === 0xda) &&
    bytes.length > end + 2
  return isWhole ? bytes : undefined
}

/** Samples of 12 bits are read by no decoder here. */
export const checkPrecision = (jpeg: Uint8Array): void => {
  const frame = segmentsOf(jpeg).segments.find(({ marker }) => isFrame(marker))
  if (frame !== undefined && frame.bytes[4] !== 8) {
    throw new Refusal({
      _tag: "UnsupportedDocument",
      detail: "its picture is a 12-bit JPEG; save it with 8 bits, or as PDF"
    })
  }
}
