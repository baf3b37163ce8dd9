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

export type SendError =
  | CallError
  | InvalidNumber
  | DocumentMissing
  | DocumentUnreadable
  | InsufficientFunds
  | OutcomeUnknown
  | TestNumberRefused

/** Hands a fax to the service. */
export class Send extends Context.Tag("@faxingcenter/core/Send")<
  Send,
  {
    /** Accepts the whole job or none of it. Never repeated by itself: see `OutcomeUnknown`. */
    readonly send: (fax: SendFax) => Effect.Effect<Receipt, SendError>
  }
>() {}
