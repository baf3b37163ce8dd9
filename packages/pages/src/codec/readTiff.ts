import { damaged, Refusal } from "../Refusal.js"

/** One page of a TIFF, from its directory alone. */
export interface TiffPage {
  readonly width: number
  readonly rows: number
  /** Dots to the inch, where the file says so. */
  readonly dpiX: number | undefined
  readonly dpiY: number | undefined
  readonly compression: number
  /** PhotometricInterpretation, where the file says it. */
  readonly photometric: number | undefined
  readonly fillOrder: number
  readonly t4Options: number
  readonly bitsPerSample: number
  /** No page, but a smaller copy of one, or a mask for one (NewSubfileType, bits 0 and 2). */
  readonly aside: boolean
  /** Where its coded data lies, when that is one strip. */
  readonly strip: { readonly offset: number; readonly length: number } | undefined
  /** Where its directory begins. */
  readonly directory: number
  /** All values of a tag, none where it is missing; rationals as numbers. */
  readonly values: (tag: number) => ReadonlyArray<number>
}

/** The pages of a TIFF, and why there are no more where the file says that there are. */
export interface TiffPages {
  readonly pages: ReadonlyArray<TiffPage>
  readonly littleEndian: boolean
  readonly problem: Refusal | undefined
}

const entryLength = 12
/** BYTE, ASCII, SHORT, LONG, RATIONAL, SBYTE, UNDEFINED, SSHORT, SLONG, SRATIONAL, FLOAT, DOUBLE (TIFF 6.0, page 15). */
const sizeOfType = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8]
/** Far beyond what any writer puts into a directory. */
const mostEntries = 512
const centimetre = 3

const valueAt = (view: DataView, type: number, at: number, little: boolean): number => {
  switch (type) {
    case 3:
      return view.getUint16(at, little)
    case 4:
      return view.getUint32(at, little)
    case 5:
      return view.getUint32(at, little) / (view.getUint32(at + 4, little) || 1)
    case 6:
      return view.getInt8(at)
    case 8:
      return view.getInt16(at, little)
    case 9:
      return view.getInt32(at, little)
    case 10:
      return view.getInt32(at, little) / (view.getInt32(at + 4, little) || 1)
    case 11:
      return view.getFloat32(at, little)
    case 12:
      return view.getFloat64(at, little)
    default:
      return view.getUint8(at)
  }
}

const readPage = (
  bytes: Uint8Array,
  view: DataView,
  little: boolean,
  at: number
): { readonly page: TiffPage; readonly next: number } => {
  if (at + 2 > bytes.length) throw damaged("a TIFF directory lies outside the file")
  const count = view.getUint16(at, little)
  const end = at + 2 + count * entryLength
  if (count === 0 || count > mostEntries || end > bytes.length) {
    throw damaged("a TIFF directory is cut off")
  }
  const entries = new Map<number, { type: number; count: number; from: number }>()
  for (let entry = at + 2; entry < end; entry += entryLength) {
    const type = view.getUint16(entry + 2, little)
    const length = view.getUint32(entry + 4, little)
    const size = sizeOfType[type] ?? 0
    if (size === 0) continue
    const from = size * length > 4 ? view.getUint32(entry + 8, little) : entry + 8
    if (from + size > bytes.length) continue
    entries.set(view.getUint16(entry, little), { type, count: length, from })
  }
  const values = (tag: number): ReadonlyArray<number> => {
    const entry = entries.get(tag)
    if (entry === undefined) return []
    const { count, from, type } = entry
    const size = sizeOfType[type] ?? 1
    const there = Math.min(count, Math.floor((bytes.length - from) / size))
    return Array.from({ length: there }, (_, index) =>
      valueAt(view, type, from + index * size, little)
    )
  }
  const first = (tag: number): number | undefined => {
    const entry = entries.get(tag)
    return entry === undefined || entry.count === 0
      ? undefined
      : valueAt(view, entry.type, entry.from, little)
  }
  const perInch = first(296) === centimetre ? 2.54 : 1
  const dpi = (tag: number) => {
    const found = (first(tag) ?? 0) * perInch
    return found >= 10 && found <= 10_000 ? found : undefined
  }
  const [offset, length] = [first(273), first(279)]
  const isOne = entries.get(273)?.count === 1 && entries.get(279)?.count === 1
  return {
    page: {
      width: first(256) ?? 0,
      rows: first(257) ?? 0,
      dpiX: dpi(282),
      dpiY: dpi(283),
      compression: first(259) ?? 1,
      photometric: first(262),
      fillOrder: first(266) ?? 1,
      t4Options: first(292) ?? 0,
      bitsPerSample: first(258) ?? 1,
      aside: ((first(254) ?? 0) & 0b101) !== 0,
      strip: isOne && offset !== undefined && length !== undefined ? { offset, length } : undefined,
      directory: at,
      values
    },
    next: end + 4 > bytes.length ? 0 : view.getUint32(end, little)
  }
}

/** Reads the chain of directories without touching pixels, as far as it goes. */
export const readTiffPages = (bytes: Uint8Array, mostPages: number): TiffPages => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 8) throw damaged("the TIFF is cut off")
  const little = view.getUint16(0) === 0x4949
  const pages: Array<TiffPage> = []
  const seen = new Set<number>()
  let problem: Refusal | undefined
  for (let at = view.getUint32(4, little); at !== 0 && problem === undefined; ) {
    if (seen.size === mostPages) {
      throw new Refusal({ _tag: "DocumentTooLarge", limit: "pages", allowed: mostPages })
    }
    try {
      if (seen.has(at)) throw damaged("the TIFF's directories form a loop")
      seen.add(at)
      const { next, page } = readPage(bytes, view, little, at)
      pages.push(page)
      at = next
    } catch (cause) {
      if (!(cause instanceof Refusal)) throw cause
      problem = cause
    }
  }
  if (pages.length === 0) throw problem ?? damaged("the TIFF has no page")
  return { pages, littleEndian: little, problem }
}

/** The same where nothing may be missing: a chain that loops or leaves the file is damage. */
export const readTiff = (bytes: Uint8Array, mostPages: number): ReadonlyArray<TiffPage> => {
  const { pages, problem } = readTiffPages(bytes, mostPages)
  if (problem !== undefined) throw problem
  return pages
}
