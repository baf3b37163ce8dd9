import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import type {
  CallError,
  DocumentMissing,
  DocumentUnreadable,
  InsufficientFunds,
  InvalidNumber,
  OutcomeUnknown,
  TestNumberRefused
} from "./FaxError.js"
import type { IdempotencyKey } from "./model/IdempotencyKey.js"
import type { Receipt } from "./model/Receipt.js"
import { type FaxDraft, SendFax } from "./model/SendFax.js"

/**
 * The idempotency key of the current send. A gateway that has seen the key returns the first result
 * instead of sending again. FaxingCenter itself knows of no such keys. The client sends it as
 * `Idempotency-Key`.
 *
 * @example
 * ```ts
 * import { CurrentIdempotencyKey, type FaxDraft, type IdempotencyKey, Send } from "@faxingcenter/core"
 * import { Effect } from "effect"
 *
 * // For a client of a gateway alone: there it is safe to send again what got no answer.
 * const sendOnce = (fax: FaxDraft, key: IdempotencyKey) =>
 *   Send.submit(fax).pipe(
 *     Effect.retry({ times: 3, while: (error) => error._tag === "FaxError.OutcomeUnknown" }),
 *     Effect.provideService(CurrentIdempotencyKey, key)
 *   )
 * ```
 */
export class CurrentIdempotencyKey extends Context.Reference<CurrentIdempotencyKey>()(
  "@faxingcenter/core/CurrentIdempotencyKey",
  { defaultValue: (): IdempotencyKey | undefined => undefined }
) {}

/** The errors of a send. */
export type SendError =
  | CallError
  | InvalidNumber
  | DocumentMissing
  | DocumentUnreadable
  | InsufficientFunds
  | OutcomeUnknown
  | TestNumberRefused

/**
 * Sends a fax. `Send.submit` checks a draft and submits it; an implementation is given the checked fax.
 *
 * @example
 * ```ts
 * import { Document, FaxNumber, Send } from "@faxingcenter/core"
 * import { Effect } from "effect"
 *
 * const program = Effect.gen(function* () {
 *   const { sendId } = yield* Send.submit({
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
    readonly submit: (fax: SendFax) => Effect.Effect<Receipt, SendError>
  }
>() {
  /** Checks a draft and submits it. */
  static readonly submit = (fax: FaxDraft): Effect.Effect<Receipt, SendError, Send> => {
    const checked = SendFax.make(fax)
    return Either.isLeft(checked)
      ? Effect.fail(checked.left)
      : Effect.flatMap(Send, (service) => service.submit(checked.right))
  }
}
