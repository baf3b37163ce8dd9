import { damaged, Refusal } from "../Refusal.js"

/** One page of a TIFF, from its directory alone. */
export interface TiffPage {
  readonly width: number
  readonly rows: number
  /** Dots to the inch, where the file says so. */
  readonly dpiX: number | undefined
  readonly dpiY: number | undefined
  readonly compression: number
  readonly whiteIsZero: boolean
  readonly fillOrder: number
  readonly t4Options: number
  readonly bitsPerSample: number
  /** No page, but a smaller copy of one, or a mask for one (NewSubfileType, bits 0 and 2). */
  readonly aside: boolean
  /** Where its coded data lies, when that is one strip. */
  readonly strip: { readonly offset: number; readonly length: number } | undefined
}

const entryLength = 12
const sizeOfType: Record<number, number> = { 1: 1, 3: 2, 4: 4, 5: 8 }
/** Far beyond what any writer puts into a directory. */
const mostEntries = 512
const centimetre = 3

/** Reads the chain of directories without touching pixels; a chain that loops or leaves the file is damage. */
export const readTiff = (bytes: Uint8Array, mostPages: number): ReadonlyArray<TiffPage> => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 8) throw damaged("the TIFF is cut off")
  const little = view.getUint16(0) === 0x4949

  const readPage = (at: number): { page: TiffPage; next: number } => {
    if (at + 2 > bytes.length) throw damaged("a TIFF directory lies outside the file")
    const count = view.getUint16(at, little)
    const end = at + 2 + count * entryLength
    if (count === 0 || count > mostEntries || end + 4 > bytes.length) {
      throw damaged("a TIFF directory is cut off")
    }
    const values = new Map<number, { count: number; first: number; second: number }>()
    for (let entry = at + 2; entry < end; entry += entryLength) {
      const type = view.getUint16(entry + 2, little)
      const length = view.getUint32(entry + 4, little)
      const size = sizeOfType[type]
      if (size === undefined) continue
      const from = size * length > 4 ? view.getUint32(entry + 8, little) : entry + 8
      if (from + size > bytes.length) continue
      const first =
        size === 1
          ? view.getUint8(from)
          : size === 2
            ? view.getUint16(from, little)
            : view.getUint32(from, little)
      const second = type === 5 && from + 8 <= bytes.length ? view.getUint32(from + 4, little) : 1
      values.set(view.getUint16(entry, little), { count: length, first, second })
    }
    const number = (tag: number, otherwise: number) => values.get(tag)?.first ?? otherwise
    const perInch = number(296, 2) === centimetre ? 2.54 : 1
    const dpi = (tag: number) => {
      const value = values.get(tag)
      const found = value === undefined ? 0 : (value.first / (value.second || 1)) * perInch
      return found >= 10 && found <= 10_000 ? found : undefined
    }
    const offsets = values.get(273)
    const lengths = values.get(279)
    return {
      page: {
        width: number(256, 0),
        rows: number(257, 0),
        dpiX: dpi(282),
        dpiY: dpi(283),
        compression: number(259, 1),
        whiteIsZero: number(262, 0) === 0,
        fillOrder: number(266, 1),
        t4Options: number(292, 0),
        bitsPerSample: number(258, 1),
        aside: (number(254, 0) & 0b101) !== 0,
        strip:
          offsets?.count === 1 && lengths?.count === 1
            ? { offset: offsets.first, length: lengths.first }
            : undefined
      },
      next: view.getUint32(end, little)
    }
  }

  const pages: Array<TiffPage> = []
  const seen = new Set<number>()
  for (let at = view.getUint32(4, little); at !== 0; ) {
    if (seen.has(at)) throw damaged("the TIFF's directories form a loop")
    seen.add(at)
    if (pages.length === mostPages) {
      throw new Refusal({ _tag: "DocumentTooLarge", limit: "pages", allowed: mostPages })
    }
    const { next, page } = readPage(at)
    pages.push(page)
    at = next
  }
  if (pages.length === 0) throw damaged("the TIFF has no page")
  return pages
}
