const header = "%PDF-"
/** Where readers look for the header (PDF 1.7, implementation note 13). */
const headerWithin = 1024
const headLength = 65_536

const textOf = (bytes: Uint8Array) =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1")

/** The end of a PDF, with nothing after it. */
const ends = /(startxref\s+\d+|trailer\s*<<[\s\S]*>>)\s*(%%EOF)?\s*$/

/**
 * Whether the bytes are a PDF. Its header may be late, damaged or missing: then its objects must follow to the
 * end of the file. In a text, objects must follow the header, too: a letter may speak of PDFs.
 */
export const isPdf = (bytes: Uint8Array, isText: () => boolean): boolean => {
  const head = textOf(bytes.subarray(0, headLength))
  const at = head.indexOf(header)
  const object = /\d\s+\d+\s+obj\b/
  if (at === 0) return true
  if (at !== -1 && at < headerWithin) return !isText() || object.test(head.slice(at))
  const tail = textOf(bytes.subarray(-4096))
  if (!ends.test(tail)) return false
  return at !== -1
    ? object.test(head.slice(at))
    : /^(?:[^\n\r]{0,200}[\r\n]+)?\s*\d+\s+\d+\s+obj\b/.test(head)
}

/** A PDF whose header is where readers look for it. */
export const withHeader = (bytes: Uint8Array): Uint8Array => {
  const at = textOf(bytes.subarray(0, headLength)).indexOf(header)
  if (at !== -1 && at < headerWithin) return bytes
  if (at !== -1) return bytes.subarray(at)
  return new Uint8Array(Buffer.concat([Buffer.from(`${header}1.7\n`), bytes]))
}
