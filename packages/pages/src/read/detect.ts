import { isPdf } from "../integrity/pdf/isPdf.js"
import { decodeText } from "../text/decodeText.js"
import { unmarkedUtf16 } from "../text/readText.js"

/** What a document is by its content; its name has no say. */
export type Kind =
  | "pdf"
  | "tiff"
  | "png"
  | "jpeg"
  | "webp"
  | "gif"
  | "text"
  | "office"
  | "markup"
  | "unknown"

const startsWith = (bytes: Uint8Array, signature: ReadonlyArray<number>, at = 0) =>
  signature.every((byte, index) => bytes[at + index] === byte)

const ascii = (text: string) => Array.from(text, (character) => character.charCodeAt(0))

/** Office documents: ZIP with an OOXML or OpenDocument member first, the older compound file, RTF. */
const isOffice = (bytes: Uint8Array) => {
  if (startsWith(bytes, [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])) return true
  if (startsWith(bytes, ascii("{\\rtf"))) return true
  if (!startsWith(bytes, [0x50, 0x4b, 0x03, 0x04])) return false
  const head = new TextDecoder("latin1").decode(bytes.subarray(26, 4096))
  return /\[Content_Types\]\.xml|word\/|xl\/|ppt\/|_rels\/|mimetypeapplication\/vnd\.oasis/.test(
    head
  )
}

/**
 * Text has no control characters but white space and form feed; ESC is let through as terminals write it,
 * and the end of file of DOS at the end.
 */
const isText = (bytes: Uint8Array) => {
  if (startsWith(bytes, [0xff, 0xfe]) || startsWith(bytes, [0xfe, 0xff])) return true
  if (unmarkedUtf16(bytes) !== undefined) return true
  let end = bytes.length
  while (bytes[end - 1] === 0x1a) end--
  const sample = bytes.subarray(0, Math.min(end, 65_536))
  for (const byte of sample) {
    if (byte < 0x20 && (byte < 0x08 || byte > 0x0d) && byte !== 0x1b) return false
    if (byte === 0x0b || byte === 0x7f) return false
  }
  return true
}

/** What may stand before the first tag of HTML and SVG: white space, the XML declaration, comments. */
const prolog = /^(\s+|<\?.*?\?>|<!--.*?-->)*/s

/** Text that nobody wants to read as text: PostScript, HTML and SVG. */
const isMarkup = (bytes: Uint8Array) => {
  const head = decodeText(bytes.subarray(0, 8192)).replace(prolog, "")
  return /^(%!PS|<!doctype (html|svg)\b|<(html|svg)[\s>])/i.test(head)
}

export const detect = (bytes: Uint8Array): Kind => {
  if (startsWith(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return "png"
  if (startsWith(bytes, [0xff, 0xd8, 0xff])) return "jpeg"
  if (startsWith(bytes, ascii("GIF87a")) || startsWith(bytes, ascii("GIF89a"))) return "gif"
  if (startsWith(bytes, ascii("RIFF")) && startsWith(bytes, ascii("WEBP"), 8)) return "webp"
  if (startsWith(bytes, [0x49, 0x49, 0x2a, 0x00])) return "tiff"
  if (startsWith(bytes, [0x4d, 0x4d, 0x00, 0x2a])) return "tiff"
  if (isOffice(bytes)) return "office"
  if (isPdf(bytes, () => isText(bytes))) return "pdf"
  if (!isText(bytes)) return "unknown"
  return isMarkup(bytes) ? "markup" : "text"
}
