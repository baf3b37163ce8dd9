import { createRequire } from "node:module"
import { guessCodePage } from "./codePages.js"

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

/** In UTF-16 of most languages nearly each second byte is 0; in other text none is. */
const manyZeros = 0.4
const fewZeros = 0.05
const looked = 65_536

/** Whether the bytes are UTF-16 without the mark that says so. */
const unmarkedUtf16 = (bytes: Uint8Array): "utf-16le" | "utf-16be" | undefined => {
  if (bytes.length < 4 || bytes.length % 2 === 1) return undefined
  const sample = bytes.subarray(0, looked)
  const zeros = [0, 0]
  sample.forEach((byte, at) => {
    if (byte === 0) zeros[at & 1] = (zeros[at & 1] ?? 0) + 1
  })
  const [even = 0, odd = 0] = zeros.map((count) => count / (sample.length / 2))
  const encoding =
    odd >= manyZeros && even <= fewZeros
      ? "utf-16le"
      : even >= manyZeros && odd <= fewZeros
        ? "utf-16be"
        : undefined
  if (encoding === undefined) return undefined
  const text = new TextDecoder(encoding).decode(sample)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return /[\u0000-\u0007\u000e-\u001a\u001c-\u001f\ufffd]/.test(text) ? undefined : encoding
}

/** The mark of UTF-32, which begins as that of UTF-16 does. */
const isUtf32 = (bytes: Uint8Array): boolean =>
  Buffer.from(bytes.subarray(0, 4)).equals(Buffer.from("\xff\xfe\0\0", "latin1")) ||
  Buffer.from(bytes.subarray(0, 4)).equals(Buffer.from("\0\0\xfe\xff", "latin1"))

/**
 * Text as programs save it: UTF-16 where a mark or its zeros say so; UTF-8, also with bytes in it that are none
 * as long as more letters are; or else a code page, which is a guess unless `codePage` names it.
 */
export const readText = (bytes: Uint8Array, codePage?: string): ReadText => {
  const sure = (text: string, encoding: string): ReadText => ({
    text,
    encoding,
    guessed: false,
    broken: countBroken(text)
  })
  const utf16 = isUtf32(bytes)
    ? undefined
    : bytes[0] === 0xff && bytes[1] === 0xfe
      ? "utf-16le"
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? "utf-16be"
        : unmarkedUtf16(bytes)
  if (utf16 !== undefined) return sure(new TextDecoder(utf16).decode(bytes), utf16)
  if (isUtf32(bytes)) return sure(iconv().decode(Buffer.from(bytes), "utf-32"), "utf-32")
  const text = new TextDecoder().decode(bytes)
  const broken = countBroken(text)
  if (text.includes("\x1b$B") || text.includes("\x1b$@"))
    return sure(new TextDecoder("iso-2022-jp").decode(bytes), "iso-2022-jp")
  if (broken === 0) return sure(text, "utf-8")
  if (codePage !== undefined) return sure(decode(bytes, codePage), codePage)
  if (lengthOf(text, /[\u0080-\ufffc]/g) >= broken) return sure(text, "utf-8")
  const encoding = guessCodePage(bytes)
  const read = decode(bytes, encoding)
  return { text: read, encoding, guessed: true, broken: countBroken(read) }
}
