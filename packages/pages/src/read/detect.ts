import { isPdf } from "../integrity/pdf/isPdf.js"
import { decodeText } from "../text/decodeText.js"
import { unmarkedUtf16 } from "../text/readText.js"
import { signatureOf } from "./signatureOf.js"

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

const startsWith = (bytes: Uint8Array, signature: ReadonlyArray<number>) =>
  signature.every((byte, index) => bytes[index] === byte)

/** Office documents: ZIP with an OOXML or OpenDocument member first, the older compound file, RTF. */
const isOffice = (bytes: Uint8Array) => {
  if (startsWith(bytes, [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])) return true
  if (startsWith(bytes, [0x7b, 0x5c, 0x72, 0x74, 0x66])) return true
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
  const signature = signatureOf(bytes)
  if (signature !== undefined && signature !== "utf16") return signature
  if (isOffice(bytes)) return "office"
  const readsAsText = signature === "utf16" || isText(bytes)
  if (isPdf(bytes, () => readsAsText)) return "pdf"
  if (!readsAsText) return "unknown"
  return isMarkup(bytes) ? "markup" : "text"
}
