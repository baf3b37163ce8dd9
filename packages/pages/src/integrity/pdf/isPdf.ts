const header = "%PDF-"
/** Where readers look for the header (PDF 1.7, implementation note 13). */
const headerWithin = 1024
const headLength = 65_536

const textOf = (bytes: Uint8Array) =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1")

/** The end of a PDF, with nothing after it. */
const ends = /(startxref\s+\d+|trailer\s*<<[\s\S]*>>)\s*(%%EOF)?\s*$/

const object = /\d\s+\d+\s+obj\b/
/** An object at once, or after one line, which was the header. */
const beginsWithObject = /^(?:[^\n\r]{0,200}[\r\n])?\s*\d+\s+\d+\s+obj\b/
const between = /^(?:\s|%[^\r\n]*)*/
/** What follows an object, also where the head ends in the midst of it. */
const next = /^(?:\d+\s+\d+\s+obj\b|xref\b|trailer\b|startxref\b|[\d\s]*o?b?$)/
const mark = /\b(?:\d+\s+\d+\s+obj|endobj)\b/

/** Whether a file without a header begins with an object, or in the midst of one, and each is followed by the next. */
export const hasObjects = (head: string): boolean => {
  const isCut = head.startsWith("endobj", head.search(mark))
  if (!isCut && !beginsWithObject.test(head)) return false
  const [, ...after] = head.split(/\bendobj\b/)
  const follows = after.every((rest) => next.test(rest.replace(between, "")))
  return after.length > 0 && follows && /%%EOF\s*$|^(?![\s\S]*%%EOF)/.test(after.at(-1) ?? "")
}

/**
 * Whether the bytes are a PDF. Its header may be late, damaged or missing: then its objects must follow one another, or
 * to the end of the file. In a text, objects must follow the header, too: a letter may speak of PDFs.
 */
export const isPdf = (bytes: Uint8Array, isText: () => boolean): boolean => {
  const head = textOf(bytes.subarray(0, headLength))
  const at = head.indexOf(header)
  if (at === 0) return true
  if (at !== -1 && at < headerWithin) return !isText() || object.test(head.slice(at))
  if (at === -1 && hasObjects(head)) return true
  const tail = textOf(bytes.subarray(-4096))
  if (!ends.test(tail)) return false
  if (at !== -1) return object.test(head.slice(at))
  return beginsWithObject.test(head) || head.search(mark) === -1
}

/** A PDF whose header is where readers look for it. */
export const withHeader = (bytes: Uint8Array): Uint8Array => {
  const at = textOf(bytes.subarray(0, headLength)).indexOf(header)
  if (at !== -1 && at < headerWithin) return bytes
  if (at !== -1) return bytes.subarray(at)
  return new Uint8Array(Buffer.concat([Buffer.from(`${header}1.7\n`), bytes]))
}
