import * as Schema from "effect/Schema"
import { ReceivedFaxId } from "./Ids.js"

const optional = <A, I>(schema: Schema.Schema<A, I>) => Schema.optionalWith(schema, { exact: true })

/**
 * A fax that was received over a line. Numbers are as the line gave them. What the line did not tell is
 * absent. It is also its own codec: encoded, times are texts of ISO 8601.
 */
export const ReceivedFax = Schema.Struct({
  receivedFaxId: ReceivedFaxId,
  /** The number that was called (DID). */
  to: optional(Schema.String),
  /** The caller's number; absent where it is withheld. */
  from: optional(Schema.String),
  callerName: optional(Schema.String),
  /** The identification (TSI) that the sender's machine gave: whatever was typed into it. */
  remoteStation: optional(Schema.String),
  /** The subaddress (SUB, T.30) that the sender asked for. */
  subaddress: optional(Schema.String),
  /** When the last page was in. */
  receivedAt: Schema.DateTimeUtc,
  /** How long the call took. */
  seconds: optional(Schema.NonNegativeInt),
  /** Pages that came. */
  pages: Schema.NonNegativeInt,
  /** The call broke off, or what came is damaged: the pages that came are kept. */
  partial: Schema.Boolean,
  /** What is wrong with it, in the words of the line. */
  problem: optional(Schema.String),
  /** Bits a second. */
  speed: optional(Schema.NonNegativeInt),
  /** How pages were coded on the line (ITU-T T.4, T.6, T.85). */
  coding: optional(Schema.Literal("MH", "MR", "MMR", "JBIG")),
  /** Whether errors were corrected (ECM, T.30 annex A). */
  errorCorrection: optional(Schema.Boolean),
  /** 98, 196 or 391 rows to the inch. */
  resolution: optional(Schema.Literal("standard", "fine", "superfine")),
  /** Dots across. */
  width: optional(Schema.NonNegativeInt),
  /** The modem or trunk that it came in by. */
  channel: optional(Schema.String),
  /** What the line calls it: the same fax always has the same. */
  remoteId: optional(Schema.String),
  /** Its pages, as a TIFF; absent when none came, or when they are no longer kept. */
  document: optional(
    Schema.Struct({
      /** Bytes. */
      size: Schema.NonNegativeInt,
      /** 64 hexadecimal digits. */
      sha256: Schema.String
    })
  ),
  read: Schema.Boolean,
  readAt: optional(Schema.DateTimeUtc)
}).annotations({ identifier: "ReceivedFax" })
export interface ReceivedFax extends Schema.Schema.Type<typeof ReceivedFax> {}

/** Which received faxes to list. All that is given must hold. */
export const ReceivedQuery = Schema.Struct({
  /** `true`: those that nobody has marked read; `false`: those that somebody has. */
  unread: optional(Schema.Boolean),
  /** The number that was called, as the line gave it. */
  to: optional(Schema.String),
  /** The caller's number, as the line gave it. */
  from: optional(Schema.String),
  since: optional(Schema.DateTimeUtcFromSelf),
  /** Not included. */
  until: optional(Schema.DateTimeUtcFromSelf),
  /** The fax after which to go on: `next` of the answer before. */
  before: optional(ReceivedFaxId),
  /** From 1 to 500; 100 when absent. */
  limit: optional(Schema.Int.pipe(Schema.between(1, 500)))
}).annotations({ identifier: "ReceivedQuery" })
export interface ReceivedQuery extends Schema.Schema.Type<typeof ReceivedQuery> {}

/** A page of received faxes, newest first. */
export const ReceivedList = Schema.Struct({
  faxes: Schema.Array(ReceivedFax),
  /** There may be older ones: give it as `before` to get them. */
  next: optional(ReceivedFaxId)
}).annotations({ identifier: "ReceivedList" })
export interface ReceivedList extends Schema.Schema.Type<typeof ReceivedList> {}

/** The formats of a received fax: all pages as TIFF or PDF, or one page as PNG. */
export const ReceivedFormat = Schema.Literal("tiff", "pdf", "png")
export type ReceivedFormat = typeof ReceivedFormat.Type

/**
 * The default file name for a received fax.
 *
 * @example
 * ```ts
 * import { ReceivedFaxId, receivedFileName } from "@faxingcenter/core"
 *
 * const id = ReceivedFaxId.make("0".repeat(32))
 * receivedFileName(id, { format: "png", page: 2 }) // "fax-00000000000000000000000000000000-2.png"
 * ```
 */
export const receivedFileName = (
  id: ReceivedFaxId,
  {
    format = "tiff",
    page = 1
  }: { readonly format?: ReceivedFormat | undefined; readonly page?: number | undefined } = {}
): string => `fax-${id}${format === "png" ? `-${page}` : ""}.${format === "tiff" ? "tif" : format}`
