import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { DocumentMissing, InvalidNumber, type Rejected } from "../FaxError.js"
import { badRequestAt } from "../model/badRequest.js"
import type { Document, Source } from "../model/Document.js"
import { FaxNumber, faxNumberProblem } from "../model/FaxNumber.js"
import { inOrder } from "../model/inOrder.js"
import type { Revision } from "../model/Revision.js"
import { type FaxDraft, type Recipient, SendFax } from "../model/SendFax.js"
import { type Base64Problem, base64Problems } from "./Base64Decoder.js"
import { decodeBase64 } from "./base64.js"
import { members } from "./members.js"
import { isShape, misfitOf, type Shape, type ShapedDocument } from "./SendShape.js"

/** The data of a document that was decoded while the body arrived, in the place of its base64. */
export class DecodedData {
  constructor(
    readonly size: number,
    readonly source: Source & Pick<Document, "bytes">,
    /** Why its base64 is none. */
    readonly problem?: Base64Problem
  ) {}
}

const Order = Schema.Union(Schema.Number, Schema.String).annotations({
  jsonSchema: {
    anyOf: [
      { type: "string", pattern: "^\\d+$" },
      { type: "integer", minimum: 0 }
    ],
    description:
      "The position of the document, from 0: a string in 2014-04-03, a number in 2014-04-09"
  }
})

/** The body of `POST /api/rest/fax/send` in revision 2014-04-03, as a server documents it. */
export const WireSend20140403 = Schema.Struct({
  receipients: Schema.NonEmptyArray(
    Schema.Struct({
      send_to: FaxNumber,
      reference: Schema.optionalWith(Schema.String, { exact: true })
    })
  ),
  documents: Schema.NonEmptyArray(
    Schema.Struct({
      file_name: Schema.NonEmptyString,
      file_data: Schema.NonEmptyString.annotations({
        jsonSchema: { type: "string", minLength: 1, contentEncoding: "base64" }
      }),
      order: Order
    })
  ),
  reference: Schema.optionalWith(Schema.String, { exact: true })
}).annotations({ identifier: "WireSend20140403" })

/** The body of `POST /api/rest/fax/send` in revision 2014-04-09, as a server documents it. */
export const WireSend20140409 = Schema.Struct({
  receipients: Schema.NonEmptyArray(Schema.Struct({ fax_number: FaxNumber })),
  documents: WireSend20140403.fields.documents
}).annotations({ identifier: "WireSend20140409" })

/** A send as a server reads it, with the revision that it is to be answered in. */
export interface DecodedSend {
  readonly revision: Revision
  readonly fax: SendFax
}

/** Why the body of a send is not taken. */
export type SendRefusal = InvalidNumber | DocumentMissing | Rejected

const referenceOf = (value: Shape["reference"]): { readonly reference?: string } =>
  value == null ? {} : { reference: String(value) }

const { number: keyOf } = members.send

const revisionOf = (recipients: Shape["receipients"]): Either.Either<Revision, SendRefusal> => {
  let found: Revision | undefined
  for (const [index, recipient] of recipients.entries()) {
    const isFirst = recipient[keyOf["2014-04-03"]] !== undefined
    const isLater = recipient[keyOf["2014-04-09"]] !== undefined
    if (isFirst && isLater) {
      const place = `receipients[${index}]`
      return Either.left(
        badRequestAt(place, `${place} has both send_to and fax_number; give one of them`)
      )
    }
    if (!isFirst && !isLater) continue
    const revision = isFirst ? "2014-04-03" : "2014-04-09"
    if (found !== undefined && found !== revision) {
      const place = `receipients[${index}]`
      return Either.left(
        badRequestAt(
          place,
          `${place} uses ${keyOf[revision]} and an earlier recipient ${keyOf[found]}; use one revision throughout a request`
        )
      )
    }
    found = revision
  }
  return Either.right(found ?? "2014-04-03")
}

const recipientOf = (
  recipient: Shape["receipients"][number],
  index: number,
  revision: Revision
): Either.Either<Recipient, SendRefusal> => {
  const key = keyOf[revision]
  const number = String(recipient[key] ?? "")
  const problem = faxNumberProblem(number)
  if (problem !== undefined) {
    return Either.left(
      new InvalidNumber({
        culprit: number,
        detail: `the number ${problem}`,
        place: `/receipients/${index}/${key}`
      })
    )
  }
  return Either.right({ number: FaxNumber.make(number), ...referenceOf(recipient.reference) })
}

const orderOf = (document: ShapedDocument, index: number): Either.Either<number, SendRefusal> => {
  const order = document.order
  const value = Number(order)
  if (order != null && Number.isSafeInteger(value) && value >= 0 && /^\d+$/.test(String(order))) {
    return Either.right(value)
  }
  const place = `documents[${index}].order`
  return Either.left(
    order === undefined || order === null || order === ""
      ? badRequestAt(place, `${place} is missing; number the documents from 0`)
      : badRequestAt(place, `${place} is not a whole number from 0`)
  )
}

const contentOf = (
  document: ShapedDocument,
  index: number
): Either.Either<Source & Pick<Document, "size" | "bytes">, SendRefusal> => {
  const data = document.file_data
  const missing = (detail: string) =>
    Either.left(
      new DocumentMissing({
        culprit: document.file_name ?? `documents[${index}]`,
        detail,
        place: `/documents/${index}/file_data`
      })
    )
  const notBase64 = (problem: Base64Problem) =>
    missing(`file_data is not base64: it ${base64Problems[problem]}`)
  if (data instanceof DecodedData) {
    const { problem, size, source } = data
    if (problem !== undefined) return notBase64(problem)
    return size === 0 ? missing("the document has no data") : Either.right({ size, ...source })
  }
  if (data === undefined || data === null || data === "") return missing("the document has no data")
  if (typeof data !== "string") return missing("file_data is not a string; give the file as base64")
  const decoded = decodeBase64(data)
  if (Either.isLeft(decoded)) return notBase64(decoded.left)
  const bytes = decoded.right
  return bytes.length === 0
    ? missing("the document has no data")
    : Either.right({ size: bytes.length, content: Stream.make(bytes), bytes })
}

const documentOf = (
  document: ShapedDocument,
  index: number
): Either.Either<Document & { readonly order: number }, SendRefusal> => {
  const fileName = document.file_name
  if (fileName === undefined || fileName === null || fileName === "") {
    const place = `documents[${index}].file_name`
    return Either.left(badRequestAt(place, `${place} is missing; name the file with its extension`))
  }
  return Either.flatMap(orderOf(document, index), (order) =>
    Either.map(contentOf(document, index), (content) => ({ fileName, order, ...content }))
  )
}

const recipientsOf = (recipients: Shape["receipients"], revision: Revision) =>
  Either.all(recipients.map((recipient, index) => recipientOf(recipient, index, revision)))

const documentsOf = (
  shaped: ReadonlyArray<ShapedDocument>
): Either.Either<FaxDraft["documents"], SendRefusal> =>
  Either.flatMap(Either.all(shaped.map(documentOf)), inOrder)

/** Places as the wire calls them. */
const wirePlace = (place: string) =>
  place.replace(/^recipients/, "receipients").replace(/\.fileName$/, ".file_name")

const shapeOf = (json: unknown): Either.Either<Shape, SendRefusal> => {
  if (isShape(json)) return Either.right(json)
  const place = misfitOf(json) ?? ""
  return Either.left(
    place === ""
      ? badRequestAt("", "The body is not a JSON object with receipients and documents")
      : badRequestAt(place, `${place} is missing or has the wrong type`)
  )
}

/**
 * Reads the parsed body of a send, in the revision that its recipient key tells. The first mistake
 * is the answer: an invalid number (100), a document without data (110), or a request of another shape.
 *
 * @example
 * ```ts
 * import { decodeSend, parseJson, parseText } from "@faxingcenter/core/wire"
 * import { Either } from "effect"
 *
 * // The fax in the body of a send, and the revision that it is written in.
 * const faxIn = (body: Uint8Array) =>
 *   parseText(body).pipe(Either.flatMap(parseJson), Either.flatMap(decodeSend))
 * ```
 */
export const decodeSend = (json: unknown): Either.Either<DecodedSend, SendRefusal> =>
  Either.flatMap(shapeOf(json), (shape) =>
    Either.flatMap(revisionOf(shape.receipients), (revision) =>
      Either.flatMap(recipientsOf(shape.receipients, revision), (recipients) =>
        Either.flatMap(documentsOf(shape.documents ?? []), (documents) =>
          Either.map(
            SendFax.make({ recipients, documents, ...referenceOf(shape.reference) }, wirePlace),
            (fax) => ({ revision, fax })
          )
        )
      )
    )
  )
