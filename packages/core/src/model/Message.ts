import * as Schema from "effect/Schema"
import { FaxNumber } from "./FaxNumber.js"
import { MessageId, SendId } from "./Ids.js"

/** `1`, `2`, `3` on the wire. The last two are final. */
export const MessageStatus = Schema.Literal("processing", "delivered", "failed")
export type MessageStatus = typeof MessageStatus.Type

const Count = Schema.NonNegativeInt

/** One recipient's fax. Everything that is not known yet is absent, never empty. */
export const Message = Schema.Struct({
  sendId: SendId,
  messageId: MessageId,
  faxNumber: FaxNumber,
  status: MessageStatus,
  /** When the service took it; whole seconds, with the service's own UTC offset. */
  sentOn: Schema.DateTimeZonedFromSelf,
  /** When the recipient's machine confirmed it. */
  receivedOn: Schema.optionalWith(Schema.DateTimeZonedFromSelf, { exact: true }),
  /** Calls made. */
  attempts: Schema.optionalWith(Count, { exact: true }),
  /** Pages delivered. */
  pages: Schema.optionalWith(Count, { exact: true }),
  userId: Schema.optionalWith(Schema.String, { exact: true }),
  accountId: Schema.optionalWith(Schema.String, { exact: true })
}).annotations({ identifier: "Message" })
export interface Message extends Schema.Schema.Type<typeof Message> {}

/**
 * Whether the status is final.
 *
 * @example
 * ```ts
 * import { isFinal, type Page } from "@faxingcenter/core"
 *
 * const isOver = (page: Page) => page.messages.every(isFinal)
 * ```
 */
export const isFinal = (message: { readonly status: MessageStatus }): boolean =>
  message.status !== "processing"
