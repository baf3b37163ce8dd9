import type { Coding } from "../Paper.js"

/** One page as it goes into a TIFF: a single coded strip, which is what fax software wants. */
export interface CodedPage {
  readonly width: number
  readonly rows: number
  readonly dpiX: number
  readonly dpiY: number
  readonly data: Uint8Array
}

const SHORT = 3
const LONG = 4
const RATIONAL = 5

type Field = readonly [tag: number, type: number, count: number, value: number]

const headerLength = 8
const entryLength = 12
const even = (length: number) => length + (length % 2)

/**
 * A TIFF/F file (RFC 2306): little-endian, one IFD and one strip a page, 0 is white. The two
 * resolutions of a page follow its IFD.
 */
export const writeTiff = (pages: ReadonlyArray<CodedPage>, coding: Coding): Uint8Array => {
  const fieldsOf = (page: CodedPage, index: number, data: number, extra: number): Array<Field> => [
    [254, LONG, 1, 2], // NewSubfileType: a page of several
    [256, LONG, 1, page.width],
    [257, LONG, 1, page.rows],
    [258, SHORT, 1, 1], // BitsPerSample
    [259, SHORT, 1, coding === "g4" ? 4 : 3],
    [262, SHORT, 1, 0], // PhotometricInterpretation: 0 is white
    [266, SHORT, 1, 1], // FillOrder: highest bit first
    [273, LONG, 1, data],
    [274, SHORT, 1, 1], // Orientation
    [277, SHORT, 1, 1], // SamplesPerPixel
    [278, LONG, 1, page.rows], // RowsPerStrip: the whole page
    [279, LONG, 1, page.data.length],
    [282, RATIONAL, 1, extra],
    [283, RATIONAL, 1, extra + 8],
    coding === "g4" ? [293, LONG, 1, 0] : [292, LONG, 1, coding === "g3-2d" ? 1 : 0],
    [296, SHORT, 1, 2], // ResolutionUnit: inch
    [297, SHORT, 2, index | (pages.length << 16)]
  ]
  const fieldCount = 17
  const directoryLength = 2 + fieldCount * entryLength + 4 + 16
  const total = pages.reduce(
    (sum, page) => sum + even(page.data.length) + directoryLength,
    headerLength
  )
  const bytes = new Uint8Array(total)
  const view = new DataView(bytes.buffer)
  view.setUint16(0, 0x4949)
  view.setUint16(2, 42, true)
  let at = headerLength
  let link = 4
  pages.forEach((page, index) => {
    const data = at
    bytes.set(page.data, data)
    at += even(page.data.length)
    view.setUint32(link, at, true)
    const extra = at + 2 + fieldCount * entryLength + 4
    view.setUint16(at, fieldCount, true)
    at += 2
    for (const [tag, type, count, value] of fieldsOf(page, index, data, extra)) {
      view.setUint16(at, tag, true)
      view.setUint16(at + 2, type, true)
      view.setUint32(at + 4, count, true)
      view.setUint32(at + 8, value >>> 0, true)
      at += entryLength
    }
    link = at
    at += 4
    for (const value of [page.dpiX, 1, page.dpiY, 1]) {
      view.setUint32(at, value, true)
      at += 4
    }
  })
  return bytes
}
