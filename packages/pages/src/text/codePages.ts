import { analyse } from "chardet"

const isLetter = (byte: number | undefined) =>
  byte !== undefined && ((byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a))

/** What DOS has as letters with accents and Windows as signs that do not stand between two letters. */
const dosLetters = new Set([
  0x81, 0x82, 0x84, 0x87, 0x88, 0x89, 0x8b, 0x8d, 0x90, 0x91, 0x93, 0x94, 0x95, 0x98, 0x99, 0x9b,
  0x9d
])

/** Corners of boxes with a line that begins or ends there, single and double, in all code pages of DOS. */
const corners = [
  "\xda\xc4",
  "\xc4\xbf",
  "\xc0\xc4",
  "\xc4\xd9",
  "\xc9\xcd",
  "\xcd\xbb",
  "\xc8\xcd",
  "\xcd\xbc"
]

const isDos = (bytes: Uint8Array, text: string): boolean => {
  if (corners.filter((corner) => text.includes(corner)).length >= 2) return true
  let between = 0
  for (let at = 1; at + 1 < bytes.length; at++) {
    if (dosLetters.has(bytes[at] ?? 0) && isLetter(bytes[at - 1]) && isLetter(bytes[at + 1]))
      between++
  }
  return between > 0
}

/** Cyrillic of DOS: nearly all letters are in three ranges, and small ones are the most. */
const isDosCyrillic = (high: ReadonlyArray<number>): boolean => {
  const small = high.filter(
    (byte) => (byte >= 0xa0 && byte <= 0xaf) || (byte >= 0xe0 && byte <= 0xef)
  )
  const large = high.filter((byte) => byte >= 0x80 && byte <= 0x9f)
  const first = high.filter((byte) => byte >= 0xa0 && byte <= 0xaf)
  return (
    small.length + large.length >= high.length * 0.9 &&
    small.length > large.length &&
    first.length >= high.length * 0.3
  )
}

/** Below this, what statistics say of a text is worth less than what is usual. */
const enough = 50
/** A text is told by its beginning. */
const looked = 65_536

/** The code page of a text of bytes that is no Unicode, by what letters come up in it: a guess at best. */
export const guessCodePage = (all: Uint8Array): string => {
  const bytes = all.subarray(0, looked)
  const text = Buffer.from(bytes).toString("latin1")
  const high = [...bytes].filter((byte) => byte >= 0x80)
  if (isDosCyrillic(high)) return "cp866"
  if (isDos(bytes, text)) return "cp437"
  const [best] = analyse(bytes).filter(({ name }) => !/^(UTF|ASCII)/.test(name))
  if (best === undefined || best.confidence < enough) return "windows-1252"
  return /^ISO-8859-1$/.test(best.name) ? "windows-1252" : best.name.toLowerCase()
}
