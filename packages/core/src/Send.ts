import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type {
  CallError,
  DocumentMissing,
  DocumentUnreadable,
  InsufficientFunds,
  InvalidNumber,
  OutcomeUnknown,
  TestNumberRefused
} from "./FaxError.js"
import type { Receipt } from "./model/Receipt.js"
import type { SendFax } from "./model/SendFax.js"

/** What a send can fail with. */
export type SendError =
  | CallError
  | InvalidNumber
  | DocumentMissing
  | DocumentUnreadable
  | InsufficientFunds
  | OutcomeUnknown
  | TestNumberRefused

/**
 * Hands a fax to the service.
 *
 * @example
 * ```ts
 * import { Document, FaxNumber, Send } from "@faxingcenter/core"
 * import { Effect } from "effect"
 *
 * const program = Effect.gen(function* () {
 *   const { send } = yield* Send
 *   const { sendId } = yield* send({
 *     recipients: [{ number: FaxNumber.make("018555808797"), reference: "order 4711" }],
 *     documents: [Document.fromBytes("hello.txt", new TextEncoder().encode("Hello fax"))]
 *   })
 *   return sendId
 * })
 * ```
 */
export class Send extends Context.Tag("@faxingcenter/core/Send")<
  Send,
  {
    /** Accepts the whole job or none of it. Never repeated by itself: see `OutcomeUnknown`. */
    readonly send: (fax: SendFax) => Effect.Effect<Receipt, SendError>
  }
>() {}
