import { type Signature, signatureOf } from "@faxingcenter/pages/signature"

/** None of these can run a script in the page's origin. */
const shown: Partial<Record<Signature, string>> = {
  png: "image/png",
  jpeg: "image/jpeg",
  gif: "image/gif",
  webp: "image/webp",
  pdf: "application/pdf"
}

const isText = (bytes: Uint8Array): boolean => {
  const sample = bytes.subarray(0, 64 * 1024)
  if (sample.some((byte) => byte < 9 || (byte > 13 && byte < 32 && byte !== 27))) return false
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(sample, { stream: true })
    return true
  } catch {
    return false
  }
}

/**
 * The media type under which a browser may show a document, told by its content and never by its
 * name; `undefined` when it may not.
 */
export const originalType = (bytes: Uint8Array): string | undefined => {
  const signature = signatureOf(bytes)
  if (signature !== undefined) return shown[signature]
  return isText(bytes) ? "text/plain; charset=utf-8" : undefined
}
