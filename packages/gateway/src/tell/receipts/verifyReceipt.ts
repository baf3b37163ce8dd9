import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { compactVerify, EmbeddedJWK, errors } from "jose"
import { DeliveryReceipt } from "./DeliveryReceipt.js"
import { PublicKey, thumbprint } from "./SigningKey.js"
import { verifyFirstForm } from "./verifyFirstForm.js"

/** Why a receipt is invalid. */
export class ReceiptInvalid extends Schema.TaggedError<ReceiptInvalid>()("ReceiptInvalid", {
  reason: Schema.Literal("unreadable", "changed", "other_key"),
  detail: Schema.String
}) {
  override get message() {
    return this.detail
  }
}

/** A receipt with a valid signature. */
export interface VerifiedReceipt {
  readonly receipt: DeliveryReceipt
  /** The thumbprint of the key that signed it. */
  readonly keyId: string
  /** Whether that is the key that was said to be the gateway's; without one, anybody may have signed. */
  readonly isTrusted: boolean
}

const decodeReceipt = Schema.decodeUnknown(DeliveryReceipt)
const decodeText = Schema.decodeUnknown(Schema.parseJson(DeliveryReceipt))
const decodeKey = Schema.decodeUnknown(PublicKey)

const unreadable = () =>
  new ReceiptInvalid({
    reason: "unreadable",
    detail: "This is not a delivery receipt of a gateway"
  })

const changed = () =>
  new ReceiptInvalid({
    reason: "changed",
    detail: "The signature does not match: the receipt was changed after it was signed"
  })

const readJws = (jws: string) =>
  Effect.gen(function* () {
    const { payload, protectedHeader } = yield* Effect.tryPromise({
      try: () => compactVerify(jws, EmbeddedJWK, { algorithms: ["EdDSA"] }),
      catch: (error) =>
        error instanceof errors.JWSSignatureVerificationFailed ? changed() : unreadable()
    })
    const key = yield* Effect.mapError(decodeKey(protectedHeader.jwk), unreadable)
    const text = new TextDecoder().decode(payload)
    return { key, receipt: yield* Effect.mapError(decodeText(text), unreadable) }
  })

const readFirstForm = (text: string) =>
  Effect.gen(function* () {
    const { isGenuine, key, receipt } = yield* Effect.try({
      try: () => verifyFirstForm(text),
      catch: unreadable
    })
    if (!isGenuine) return yield* changed()
    return { key, receipt: yield* Effect.mapError(decodeReceipt(receipt), unreadable) }
  })

/**
 * Checks a receipt offline: that nobody changed it since it was signed and, where the gateway's
 * public key is given, that the gateway signed it.
 *
 * @example
 * ```ts
 * import { parsePublicKey, verifyReceipt } from "@faxingcenter/gateway/receipts"
 * import { Effect } from "effect"
 *
 * const wasDelivered = (receipt: string, key: string) =>
 *   Effect.gen(function* () {
 *     const verified = yield* verifyReceipt(receipt, yield* parsePublicKey(key))
 *     return verified.receipt.status === "delivered" && verified.receipt.simulated === false
 *   }).pipe(Effect.catchTag("ReceiptInvalid", ({ reason }) => Effect.fail(reason)))
 * ```
 */
export const verifyReceipt = (
  text: string,
  trusted: PublicKey | undefined
): Effect.Effect<VerifiedReceipt, ReceiptInvalid> =>
  Effect.gen(function* () {
    const given = text.trim()
    const { key, receipt } = yield* given.startsWith("{") ? readFirstForm(given) : readJws(given)
    const keyId = yield* thumbprint(key)
    const trustedId = trusted === undefined ? undefined : yield* thumbprint(trusted)
    if (trustedId !== undefined && trustedId !== keyId) {
      return yield* new ReceiptInvalid({
        reason: "other_key",
        detail: `It was signed with the key ${keyId}, and not with ${trustedId}`
      })
    }
    return { receipt, keyId, isTrusted: trustedId !== undefined }
  })
