import { isPdf } from "../integrity/pdf/isPdf.js"
import { readText } from "../text/readText.js"
import { isReadable } from "../text/terminalCodes.js"
import { foreign } from "./foreign.js"
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
  /** Nothing that can be faxed: `detail` says what it is, and what to do. */
  | { readonly detail: string }

const startsWith = (bytes: Uint8Array, signature: ReadonlyArray<number>) =>
  signature.every((byte, index) => bytes[index] === byte)

const latin1 = new TextDecoder("latin1")

/** Office documents: ZIP with an OOXML or OpenDocument member first, the older compound file, RTF. */
const isOffice = (bytes: Uint8Array) => {
  if (startsWith(bytes, [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])) return true
  if (startsWith(bytes, [0x7b, 0x5c, 0x72, 0x74, 0x66])) return true
  if (!startsWith(bytes, [0x50, 0x4b, 0x03, 0x04])) return false
  const head = latin1.decode(bytes.subarray(26, 4096))
  return (
    /\[Content_Types\]\.xml|word\/|xl\/|ppt\/|_rels\/|mimetypeapplication\/vnd\.oasis/.test(head) &&
    // XPS is packed as they are. Its directory, at the end, names all its members.
    !/\.fdseq|\.fpage/.test(head + latin1.decode(bytes.subarray(-8192)))
  )
}

/** What a document begins with tells what it is; whoever reads it looks at the rest. */
const looked = 8192

export const detect = (bytes: Uint8Array): Kind => {
  const signature = signatureOf(bytes)
  if (signature !== undefined && signature !== "utf16") return signature
  if (isOffice(bytes)) return "office"
  const { text } = readText(bytes.subarray(0, looked))
  const readsAsText = isReadable(text)
  if (isPdf(bytes, () => readsAsText)) return "pdf"
  const other = foreign(bytes, text)
  if (other !== undefined) return { detail: `it is ${other.what}; ${other.cure}` }
  return readsAsText
    ? "text"
    : { detail: "it is not PDF, TIFF, PNG, JPEG, WebP, GIF or plain text; save it as PDF" }
}
