import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { CallError, NotFound } from "./FaxError.js"
import type { Document } from "./model/Document.js"
import type { ReceivedFaxId } from "./model/Ids.js"
import type {
  ReceivedFax,
  ReceivedFormat,
  ReceivedList,
  ReceivedQuery
} from "./model/ReceivedFax.js"

/** The errors of calls about received faxes. */
export type ReceiveError = CallError | NotFound

/** The format of a received fax. */
export interface ReceivedDocumentOptions {
  /** Default `tiff`. */
  readonly format?: ReceivedFormat | undefined
  /** Which page as `png`, from 1; 1 when absent. */
  readonly page?: number | undefined
}

/**
 * The faxes received for a client. FaxingCenter itself has none; a gateway with a line has.
 *
 * @example
 * ```ts
 * import { Document, Receive } from "@faxingcenter/core"
 * import { Effect } from "effect"
 *
 * const newestAsPdf = Effect.gen(function* () {
 *   const receive = yield* Receive
 *   const { faxes } = yield* receive.list({ unread: true, limit: 1 })
 *   const [fax] = faxes
 *   if (fax === undefined) return undefined
 *   const document = yield* receive.document(fax.receivedFaxId, { format: "pdf" })
 *   return yield* Document.readBytes(document)
 * })
 * ```
 */
export class Receive extends Context.Tag("@faxingcenter/core/Receive")<
  Receive,
  {
    /** The newest first. */
    readonly list: (query?: ReceivedQuery) => Effect.Effect<ReceivedList, CallError>
    readonly get: (id: ReceivedFaxId) => Effect.Effect<ReceivedFax, ReceiveError>
    /**
     * Its pages. `NotFound` when none came, or when they are no longer kept; `Rejected` for a page that it does
     * not have, and when it is too damaged for the format: as `tiff` it can always be had.
     */
    readonly document: (
      id: ReceivedFaxId,
      options?: ReceivedDocumentOptions
    ) => Effect.Effect<Document, ReceiveError>
    /** Marks it as read, or with `false` as unread. */
    readonly markRead: (
      id: ReceivedFaxId,
      read?: boolean
    ) => Effect.Effect<ReceivedFax, ReceiveError>
    /** Deletes it with its pages, for good. */
    readonly remove: (id: ReceivedFaxId) => Effect.Effect<void, ReceiveError>
    /** Announces it again, to event streams and webhooks, as if it had just come. */
    readonly redeliver: (id: ReceivedFaxId) => Effect.Effect<ReceivedFax, ReceiveError>
  }
>() {}
