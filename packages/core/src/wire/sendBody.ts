import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { DocumentUnreadable } from "../FaxError.js"
import type { Document } from "../model/Document.js"
import type { Revision } from "../model/Revision.js"
import type { Recipient, SendFax } from "../model/SendFax.js"
import { base64Length, encodeBase64Stream } from "./base64.js"

/** The body of a send as bytes that are made while they are read. */
export interface SendBody {
  /** `onLast` is called before the last bytes are given: until then nobody can have a whole request. */
  readonly stream: (onLast: () => void) => Stream.Stream<Uint8Array, DocumentUnreadable>
  /** Bytes, when the size of every document is known. */
  readonly length?: number
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
            detail: `it was said to have ${document.size} bytes, but has ${read > (document.size ?? 0) ? "more" : read}`
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

/**
 * The body of a send in a revision. Base64 is made as the documents are read, so no more than a
 * chunk of one is in memory.
 *
 * @example
 * ```ts
 * import type { SendFax } from "@faxingcenter/core"
 * import { sendBody } from "@faxingcenter/core/wire"
 * import { Stream } from "effect"
 *
 * const bodyOf = (fax: SendFax) => {
 *   const { length, stream } = sendBody(fax, "2014-04-03")
 *   return { length, body: Stream.toReadableStream(stream(() => console.log("all of it has left"))) }
 * }
 * ```
 */
export const sendBody = (fax: SendFax, revision: Revision): SendBody => {
  const text = new TextEncoder()
  const parts: Array<{ readonly text: Uint8Array; readonly document?: Document }> = []
  const recipients = JSON.stringify(fax.recipients.map(recipientOf(revision)))
  let before = `{"receipients":${recipients},"documents":[`
  for (const [order, document] of fax.documents.entries()) {
    parts.push({
      text: text.encode(`${before}{"file_name":${JSON.stringify(document.fileName)},"file_data":"`),
      document
    })
    before = `","order":${revision === "2014-04-09" ? order : `"${order}"`}},`
  }
  const reference =
    fax.reference === undefined || revision === "2014-04-09"
      ? ""
      : `,"reference":${JSON.stringify(fax.reference)}`
  parts.push({ text: text.encode(`${before.slice(0, -1)}]${reference}}`) })

  const lengths = parts.map(({ document, text }) =>
    document === undefined
      ? text.length
      : document.size === undefined
        ? undefined
        : text.length + base64Length(document.size)
  )
  const length = lengths.reduce((sum, part) =>
    sum === undefined || part === undefined ? undefined : sum + part
  )
  return {
    stream: (onLast) =>
      Stream.flatMap(Stream.fromIterable(parts), ({ document, text }) =>
        document === undefined
          ? Stream.sync(() => {
              onLast()
              return text
            })
          : Stream.concat(Stream.make(text), encodeBase64Stream(sized(document)))
      ),
    ...(length === undefined ? {} : { length })
  }
}
