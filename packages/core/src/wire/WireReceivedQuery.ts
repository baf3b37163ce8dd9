import * as Schema from "effect/Schema"
import { ReceivedFaxId } from "../model/Ids.js"
import { ReceivedFormat } from "../model/ReceivedFax.js"
import { decodeParameters } from "./parameters.js"
import { PageParameter } from "./scalars.js"

const optional = <A, I>(schema: Schema.Schema<A, I>) => Schema.optionalWith(schema, { exact: true })

/** A `ReceivedQuery` in a query string. */
export const WireReceivedQuery = Schema.Struct({
  unread: optional(Schema.BooleanFromString),
  to: optional(Schema.String),
  from: optional(Schema.String),
  since: optional(Schema.DateTimeUtc),
  until: optional(Schema.DateTimeUtc),
  before: optional(ReceivedFaxId),
  limit: optional(Schema.NumberFromString.pipe(Schema.int(), Schema.between(1, 500)))
}).annotations({ identifier: "WireReceivedQuery" })

/** The parameters of a received document. */
export const WireReceivedDocumentQuery = Schema.Struct({
  format: optional(ReceivedFormat),
  page: optional(PageParameter)
}).annotations({ identifier: "WireReceivedDocumentQuery" })

/**
 * Reads the parameters of a list of received faxes, or of a document; a refusal names the one that is wrong.
 *
 * @example
 * ```ts
 * import {
 *   decodeReceivedDocumentQuery,
 *   decodeReceivedQuery,
 *   parametersOf
 * } from "@faxingcenter/core/wire"
 * import { Either } from "effect"
 *
 * const query = Either.flatMap(parametersOf("unread=true&limit=10"), decodeReceivedQuery)
 * const document = Either.flatMap(parametersOf("format=png&page=2"), decodeReceivedDocumentQuery)
 * ```
 */
export const decodeReceivedQuery = decodeParameters(WireReceivedQuery)
/** See `decodeReceivedQuery`. */
export const decodeReceivedDocumentQuery = decodeParameters(WireReceivedDocumentQuery)

/** The media type of each format. */
export const receivedContentType = {
  tiff: "image/tiff",
  pdf: "application/pdf",
  png: "image/png"
} as const satisfies Record<typeof ReceivedFormat.Type, string>
