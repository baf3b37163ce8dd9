import { createRequire } from "node:module"
import { guessCodePage } from "./codePages.js"
import { unmarkedUtf16 } from "./unmarkedUtf16.js"

/** Loaded for the first text that is in a code page: most are not. */
const iconv = (): typeof import("iconv-lite") => createRequire(import.meta.url)("iconv-lite")

/** A text with how it was read. */
export interface ReadText {
  readonly text: string
  /** Name of its coding. */
  readonly encoding: string
  /** Nothing in the text, and nobody, says that it is coded so. */
  readonly guessed: boolean
  /** Bytes in it that mean nothing: U+FFFD stands in their place. */
  readonly broken: number
}

/** What windows-1252 has at 0x80 to 0x9f (WHATWG Encoding), with controls where it has nothing. */
const western = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ"

const decodeWestern = (bytes: Uint8Array): string =>
  new TextDecoder("latin1")
    .decode(bytes)
    .replace(/[\u0080-\u009f]/g, (control) => western[control.charCodeAt(0) - 0x80] ?? control)

const lengthOf = (text: string, found: RegExp) => text.match(found)?.length ?? 0
const countBroken = (text: string) => lengthOf(text, /\ufffd/g)

/** A name that WHATWG or IANA has for a coding of text. */
export const isCodePage = (name: string): boolean => iconv().encodingExists(name)

const decode = (bytes: Uint8Array, encoding: string): string =>
  encoding === "windows-1252" ? decodeWestern(bytes) : iconv().decode(Buffer.from(bytes), encoding)

/** The mark of UTF-32, which begins as that of UTF-16 does. */
const isUtf32 = (bytes: Uint8Array): boolean =>
  Buffer.from(bytes.subarray(0, 4)).equals(Buffer.from("\xff\xfe\0\0", "latin1")) ||
  Buffer.from(bytes.subarray(0, 4)).equals(Buffer.from("\0\0\xfe\xff", "latin1"))

/** What a mark at its beginning says that a text is coded in. */
const markedAs = (bytes: Uint8Array): "utf-8" | "utf-16le" | "utf-16be" | "utf-32" | undefined => {
  if (isUtf32(bytes)) return "utf-32"
  const [first, second, third] = bytes
  if (first === 0xff && second === 0xfe) return "utf-16le"
  if (first === 0xfe && second === 0xff) return "utf-16be"
  return first === 0xef && second === 0xbb && third === 0xbf ? "utf-8" : undefined
}

/**
 * Text as programs save it: Unicode where a mark says so; else in `codePage` where that is named; or else UTF-16 where its
 * bytes look so; UTF-8, also with bytes in it that are none as long as more letters are; or a code page, which is a guess.
 */
export const readText = (bytes: Uint8Array, codePage?: string): ReadText => {
  const sure = (text: string, encoding: string): ReadText => ({
    text,
    encoding,
    guessed: false,
    broken: countBroken(text)
  })
  const marked = markedAs(bytes)
  if (marked === "utf-32") return sure(iconv().decode(Buffer.from(bytes), marked), marked)
  if (marked === undefined && codePage !== undefined) return sure(decode(bytes, codePage), codePage)
  const wide = marked === undefined ? unmarkedUtf16(bytes) : marked
  if (wide !== undefined) return sure(new TextDecoder(wide).decode(bytes), wide)
  const text = new TextDecoder().decode(bytes)
  const broken = countBroken(text)
  if (text.includes("\x1b$B") || text.includes("\x1b$@"))
    return sure(new TextDecoder("iso-2022-jp").decode(bytes), "iso-2022-jp")
  if (broken === 0) return sure(text, "utf-8")
  if (lengthOf(text, /[\u0080-\ufffc]/g) >= broken) return sure(text, "utf-8")
  const encoding = guessCodePage(bytes)
  const read = decode(bytes, encoding)
  return { text: read, encoding, guessed: true, broken: countBroken(read) }
}
