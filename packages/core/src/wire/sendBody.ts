import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { DocumentUnreadable } from "../FaxError.js"
import type { Document } from "../model/Document.js"
import type { Revision } from "../model/Revision.js"
import type { Recipient, SendFax } from "../model/SendFax.js"
import { base64Length, encodeBase64, encodeBase64Into, encodeBase64Stream } from "./base64.js"

const utf8 = new TextEncoder()

/** The body of a send as bytes that are made while they are read. */
export interface SendBody {
  /** `onLast` is called before the last bytes are given: until then nobody can have a whole request. */
  readonly stream: (onLast: () => void) => Stream.Stream<Uint8Array, DocumentUnreadable>
  /** Bytes, when the size of every document is known. */
  readonly length?: number
  /** All of it at once, where it is small and every document is in memory. */
  readonly whole?: string | Uint8Array
  /** Where every document is in memory: the bytes one piece after the other, each in the place of the last. */
  readonly pieces?: (onLast: () => void) => Iterable<Uint8Array>
}

const recipientOf = (revision: Revision) => (recipient: Recipient) =>
  revision === "2014-04-09"
    ? { fax_number: recipient.number }
    : {
        send_to: recipient.number,
        ...(recipient.reference === undefined ? {} : { reference: recipient.reference })
      }

/** The content of a document, which fails when it is not as long as was said. */
const sized = (document: Document): Document["content"] =>
  document.size === undefined
    ? document.content
    : Stream.suspend(() => {
        let read = 0
        const wrongSize = () =>
          new DocumentUnreadable({
            fileName: document.fileName,
            detail: `its stated size is ${document.size} bytes, but it has ${read > (document.size ?? 0) ? "more" : read}`
          })
        return document.content.pipe(
          Stream.tap((chunk) => {
            read += chunk.length
            return read > (document.size ?? 0) ? Effect.fail(wrongSize()) : Effect.void
          }),
          Stream.concat(
            Stream.suspend(() => (read === document.size ? Stream.empty : Stream.fail(wrongSize())))
          )
        )
      })

/** A piece of a body: text, and a document whose base64 follows it. */
interface Part {
  readonly text: string
  readonly document?: Document
}

/**
 * Up to this many bytes a request is made whole before it is sent, so that it has a `Content-Length`:
 * `fetch` sends streams in chunks, which old servers and proxies answer 411.
 */
export const wholeUpTo = 1024 * 1024

/** A text of ASCII as it is, which is sent faster than bytes, and any other as UTF-8. */
export const rawText = (text: string): string | Uint8Array =>
  isAscii(text) ? text : utf8.encode(text)

const isAscii = (text: string): boolean => !/\P{ASCII}/u.test(text)

/** Bytes of all parts, where all sizes are known. */
const lengthOf = (parts: ReadonlyArray<Part>, isText: boolean): number | undefined => {
  let length = 0
  for (const { document, text } of parts) {
    length += isText ? text.length : utf8.encode(text).length
    if (document === undefined) continue
    if (document.size === undefined) return undefined
    length += base64Length(document.size)
  }
  return length
}

const wholeOf = (parts: ReadonlyArray<Part>, isText: boolean): string | Uint8Array => {
  let body = ""
  for (const { document, text } of parts) {
    body += text
    if (document?.bytes !== undefined) body += encodeBase64(document.bytes)
  }
  return isText ? body : utf8.encode(body)
}

/** Whether a document is in memory, as long as it says. */
const isHeld = ({ document }: Part): boolean =>
  document === undefined ||
  (document.bytes !== undefined && document.bytes.length === document.size)

/**
 * Bytes encoded at a time, in whole groups of three. Their base64 fills one segment for the kernel: where the far side
 * has answered and closed the connection, more in one write would fail before the answer is read.
 */
const pieceSize = 48 * 1024

const piecesOf = (parts: ReadonlyArray<Part>) =>
  function* (onLast: () => void): Iterable<Uint8Array> {
    const room = new Uint8Array(base64Length(pieceSize))
    for (const { document, text } of parts) {
      if (document === undefined) onLast()
      yield utf8.encode(text)
      const { bytes, size = 0 } = document ?? {}
      // As many as were said: those that somebody has taken away meanwhile are an error, and no shorter request.
      for (let from = 0; bytes !== undefined && from < size; from += pieceSize) {
        const piece = bytes.subarray(from, Math.min(from + pieceSize, size))
        yield room.subarray(0, encodeBase64Into(piece, room, 0))
      }
    }
  }

/**
 * The body of a send in a revision. Base64 is made as the documents are read, so no more than a
 * chunk of one is in memory.
 */
export const sendBody = (fax: SendFax, revision: Revision): SendBody => {
  const parts: Array<Part> = []
  const recipients = JSON.stringify(fax.recipients.map(recipientOf(revision)))
  let before = `{"receipients":${recipients},"documents":[`
  for (const [order, document] of fax.documents.entries()) {
    parts.push({
      text: `${before}{"file_name":${JSON.stringify(document.fileName)},"file_data":"`,
      document
    })
    before = `","order":${revision === "2014-04-09" ? order : `"${order}"`}},`
  }
  const reference =
    fax.reference === undefined || revision === "2014-04-09"
      ? ""
      : `,"reference":${JSON.stringify(fax.reference)}`
  parts.push({ text: `${before.slice(0, -1)}]${reference}}` })

  // Base64 is ASCII, and need not be looked at.
  const isText = parts.every(({ text }) => isAscii(text))
  const length = lengthOf(parts, isText)
  const held = parts.every(isHeld)
  const whole =
    held && length !== undefined && length <= wholeUpTo ? wholeOf(parts, isText) : undefined
  return {
    stream: (onLast) =>
      Stream.flatMap(Stream.fromIterable(parts), ({ document, text }) =>
        document === undefined
          ? Stream.sync(() => {
              onLast()
              return utf8.encode(text)
            })
          : Stream.concat(Stream.make(utf8.encode(text)), encodeBase64Stream(sized(document)))
      ),
    ...(length === undefined ? {} : { length }),
    ...(whole === undefined ? {} : { whole }),
    ...(whole === undefined && held ? { pieces: piecesOf(parts) } : {})
  }
}
