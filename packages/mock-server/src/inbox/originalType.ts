const startsWith = (bytes: Uint8Array, signature: string, at = 0): boolean =>
  [...signature].every((letter, index) => bytes[at + index] === letter.charCodeAt(0))

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
 * name; `undefined` when it may not. None of these types can run a script in the page's origin.
 */
export const originalType = (bytes: Uint8Array): string | undefined => {
  if (startsWith(bytes, "\x89PNG\r\n\x1a\n")) return "image/png"
  if (startsWith(bytes, "\xff\xd8\xff")) return "image/jpeg"
  if (startsWith(bytes, "GIF87a") || startsWith(bytes, "GIF89a")) return "image/gif"
  if (startsWith(bytes, "RIFF") && startsWith(bytes, "WEBP", 8)) return "image/webp"
  if (startsWith(bytes, "%PDF-")) return "application/pdf"
  return isText(bytes) ? "text/plain; charset=utf-8" : undefined
}
