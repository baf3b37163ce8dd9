import { Lexer } from "./Lexer.js"
import { type Dict, isArray, isDict, Keyword, Stream, type Value } from "./values.js"

/** Where the table of a PDF says that an object is: at a byte, in a stream of objects, or nowhere. */
export type XrefPlace =
  | { readonly _tag: "File"; readonly at: number }
  | { readonly _tag: "Stream"; readonly number: number }
  | { readonly _tag: "Free" }

/** Where readers look for `startxref`, and how long an entry is (ISO 32000, 7.5.4). */
const tailLength = 4096
const entryLength = 20
const mostSections = 1000
const free: XrefPlace = { _tag: "Free" }

export interface XrefReader {
  readonly streamAt: (at: number) => Value
  readonly decode: (stream: Stream) => { readonly bytes: Uint8Array; readonly sound: boolean }
  readonly resolve: (value: Value | undefined) => Value
}

/** Reads a table; undefined where it is none. Entries are taken as leniently as PDFium takes them. */
const readTable = (
  bytes: Uint8Array,
  from: number,
  note: (number: number, place: XrefPlace) => void
) => {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const lexer = new Lexer(bytes, from)
  for (;;) {
    const first = lexer.token()
    if (first instanceof Keyword && first.word === "trailer") break
    const count = lexer.token()
    if (typeof first !== "number" || typeof count !== "number") return undefined
    lexer.skipSpace()
    for (let index = 0; index < count; index++, lexer.at += entryLength) {
      if (lexer.at + entryLength > bytes.length) return undefined
      const entry = file.toString("latin1", lexer.at, lexer.at + entryLength)
      const at = Number.parseInt(entry.slice(0, 10), 10)
      note(first + index, entry[17] === "f" || !(at > 0) ? free : { _tag: "File", at })
    }
  }
  const trailer = lexer.token()
  return trailer instanceof Keyword || !isDict(trailer) ? undefined : trailer
}

/** Reads a stream that is a table (ISO 32000, 7.5.8); undefined where it is none. */
const readStream = (
  stream: Stream,
  { decode, resolve }: XrefReader,
  note: (number: number, place: XrefPlace) => void
): Dict | undefined => {
  const numbers = (value: Value | undefined) => {
    const found = resolve(value)
    return isArray(found) ? found.map(Number) : []
  }
  const { bytes, sound } = decode(stream)
  const [kinds = 0, second = 0, third = 0] = numbers(stream.dict.get("W"))
  const length = kinds + second + third
  if (!sound || !(length > 0) || length > 32) return undefined
  const given = numbers(stream.dict.get("Index"))
  const index = given.length > 0 ? given : [0, Number(resolve(stream.dict.get("Size")))]
  const field = (from: number, size: number) =>
    bytes.subarray(from, from + size).reduce((sum, byte) => sum * 256 + byte, 0)
  let at = 0
  for (let part = 0; part + 1 < index.length; part += 2) {
    for (let number = 0; number < (index[part + 1] ?? 0) && at + length <= bytes.length; number++) {
      const kind = kinds === 0 ? 1 : field(at, kinds)
      const value = field(at + kinds, second)
      const place: XrefPlace =
        kind === 1
          ? { _tag: "File", at: value }
          : kind === 2
            ? { _tag: "Stream", number: value }
            : free
      note((index[part] ?? 0) + number, place)
      at += length
    }
  }
  return stream.dict
}

/**
 * Where the tables of a PDF say that its objects are, as PDFium reads them; undefined where it gives them up and looks for the
 * objects in the file instead. Places are counted from the header.
 */
export const xrefPlaces = (
  bytes: Uint8Array,
  header: number,
  reader: XrefReader
): ReadonlyMap<number, XrefPlace> | undefined => {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const tail = Math.max(0, bytes.length - tailLength)
  const word = file.lastIndexOf("startxref")
  if (word < tail) return undefined
  const places = new Map<number, XrefPlace>()
  const note = (number: number, place: XrefPlace) => {
    if (!places.has(number)) places.set(number, place)
  }
  const seen = new Set<number>()
  const readAt = (at: number): Dict | undefined => {
    const lexer = new Lexer(bytes, at)
    const first = lexer.token()
    if (first instanceof Keyword && first.word === "xref") return readTable(bytes, lexer.at, note)
    const stream = typeof first === "number" ? reader.streamAt(at) : null
    return stream instanceof Stream ? readStream(stream, reader, note) : undefined
  }
  let next: Value | Keyword | undefined = new Lexer(bytes, word + 9).token()
  while (typeof next === "number") {
    if (!(next > 0 && next + header < bytes.length)) return undefined
    if (seen.has(next) || seen.size > mostSections) return undefined
    seen.add(next)
    const known = places.size
    const dict = readAt(next + header)
    if (dict === undefined) return undefined
    const hidden = reader.resolve(dict.get("XRefStm"))
    if (typeof hidden === "number") {
      // What a table calls free may be in the stream beside it.
      for (const [number, place] of [...places].slice(known))
        if (place._tag === "Free") places.delete(number)
      readAt(hidden + header)
    }
    const previous = reader.resolve(dict.get("Prev"))
    next = typeof previous === "number" ? previous : undefined
  }
  return seen.size > 0 ? places : undefined
}
