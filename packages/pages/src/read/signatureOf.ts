/** What the first bytes of a document say that it is. */
export type Signature = "pdf" | "tiff" | "png" | "jpeg" | "webp" | "gif" | "utf16"

const signatures: ReadonlyArray<readonly [Signature, beginning: string, then?: string]> = [
  ["png", "\x89PNG\r\n\x1a\n"],
  ["jpeg", "\xff\xd8\xff"],
  ["gif", "GIF87a"],
  ["gif", "GIF89a"],
  ["webp", "RIFF", "WEBP"],
  ["tiff", "II*\0"],
  ["tiff", "MM\0*"],
  ["pdf", "%PDF-"],
  ["utf16", "\xff\xfe"],
  ["utf16", "\xfe\xff"]
]

const startsWith = (bytes: Uint8Array, text: string, at = 0): boolean => {
  for (let index = 0; index < text.length; index++) {
    if (bytes[at + index] !== text.charCodeAt(index)) return false
  }
  return true
}

/**
 * What a document is by its first bytes, whatever its name says; `undefined` for those that need a closer look, as
 * text does. `utf16` is text with a mark of its byte order.
 *
 * @example
 * ```ts
 * import { signatureOf } from "@faxingcenter/pages/signature"
 *
 * const isPicture = (bytes: Uint8Array) =>
 *   ["png", "jpeg", "gif", "webp"].includes(signatureOf(bytes) ?? "")
 * ```
 */
export const signatureOf = (bytes: Uint8Array): Signature | undefined =>
  signatures.find(
    ([, beginning, then]) =>
      startsWith(bytes, beginning) && (then === undefined || startsWith(bytes, then, 8))
  )?.[0]
