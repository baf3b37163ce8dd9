import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { CallError, NotFound } from "./FaxError.js"
import type { MessageId, SendId } from "./model/Ids.js"
import type { Message } from "./model/Message.js"
import type { Page } from "./model/Page.js"

/** The errors of a status request. */
export type StatusError = CallError | NotFound

/**
 * Reports the status of faxes.
 *
 * @example
 * ```ts
 * import { type MessageId, Status } from "@faxingcenter/core"
 * import { Effect } from "effect"
 *
 * const pagesOf = (messageId: MessageId) =>
 *   Effect.gen(function* () {
 *     const status = yield* Status
 *     const { pages = 0 } = yield* status.ofMessage(messageId)
 *     return pages
 *   })
 * ```
 */
export class Status extends Context.Tag("@faxingcenter/core/Status")<
  Status,
  {
    /** The messages of a job, in the order of its recipients, 100 to a page (from 1). */
    readonly ofSend: (sendId: SendId, page?: number) => Effect.Effect<Page, StatusError>
    /** One message; with `sendId`, only if it belongs to that job. */
    readonly ofMessage: (
      messageId: MessageId,
      sendId?: SendId
    ) => Effect.Effect<Message, StatusError>
  }
>() {}
