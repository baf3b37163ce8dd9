import * as Schema from "effect/Schema"
import { Span } from "../line/Span.js"
import { reading, strict } from "../strict.js"

const optional = <A, I>(schema: Schema.Schema<A, I>) => Schema.optionalWith(schema, { exact: true })

/** A fax that somebody sends to a client: the client receives it. */
export const IncomingFax = Schema.Struct({
  /** The caller's number; withheld when absent. */
  from: optional(Schema.String),
  /** The number that is called. */
  to: optional(Schema.String),
  callerName: optional(Schema.String),
  /** What the sender's machine says of itself (TSI). */
  remoteStation: optional(Schema.String),
  subaddress: optional(Schema.String),
  /** What is faxed, as anything that can be faxed. Default: nothing comes but the call. */
  document: optional(
    Schema.Union(
      Schema.Struct({ fileName: Schema.String, bytes: Schema.Uint8ArrayFromBase64 }),
      Schema.Struct({ fileName: Schema.String, text: Schema.String })
    )
  ),
  /** The call breaks off: the pages that came are kept. */
  partial: optional(Schema.Boolean),
  /** What went wrong, in the words of the line. */
  problem: optional(Schema.String),
  /** When it comes, on the client's clock. Default: at once. */
  after: optional(Span)
}).annotations({ identifier: "IncomingFax", ...strict })
export interface IncomingFax extends Schema.Schema.Type<typeof IncomingFax> {}

export const readIncoming = reading("received fax", IncomingFax)
