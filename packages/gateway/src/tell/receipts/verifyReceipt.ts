import { createPublicKey, verify } from "node:crypto"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { canonicalJson, type Json } from "./canonicalJson.js"
import { type DeliveryReceipt, SignedReceipt } from "./DeliveryReceipt.js"
import { doubledMember } from "./doubledMember.js"
import { type PublicKey, thumbprint } from "./SigningKey.js"

/** Why a receipt proves nothing. */
export class ReceiptInvalid extends Schema.TaggedError<ReceiptInvalid>()("ReceiptInvalid", {
  reason: Schema.Literal("unreadable", "changed", "other_key"),
  detail: Schema.String
}) {
  override get message() {
    return this.detail
  }
}

/** A receipt whose signature holds. */
export interface VerifiedReceipt {
  readonly receipt: DeliveryReceipt
  /** The thumbprint of the key that signed it. */
  readonly keyId: string
  /** Whether that is the key that was said to be the gateway's; without one, anybody may have signed. */
  readonly isTrusted: boolean
}

const JsonValue: Schema.Schema<Json> = Schema.suspend(() =>
  Schema.Union(
    Schema.String,
    Schema.JsonNumber,
    Schema.Boolean,
    Schema.Null,
    Schema.Array(JsonValue),
    Schema.Record({ key: Schema.String, value: JsonValue })
  )
)

// What was signed is what stands in the file, members included that this version does not know.
const Signed = Schema.Struct({ ...SignedReceipt.fields, receipt: JsonValue })
const decodeSigned = Schema.decodeUnknown(Schema.parseJson(Signed))
const decodeReceipt = Schema.decodeUnknown(SignedReceipt.fields.receipt)

const unreadable = () =>
  new ReceiptInvalid({
    reason: "unreadable",
    detail: "This is not a delivery receipt of a gateway"
  })

/**
 * Checks a receipt offline: that nobody changed it since it was signed and, where the gateway's
 * public key is given, that the gateway signed it.
 *
 * @example
 * ```ts
 * import { parsePublicKey, verifyReceipt } from "@faxingcenter/gateway"
 * import { Effect } from "effect"
 *
 * const wasDelivered = (receipt: string, key: string) =>
 *   Effect.gen(function* () {
 *     const verified = yield* verifyReceipt(receipt, yield* parsePublicKey(key))
 *     return verified.receipt.status === "delivered"
 *   }).pipe(Effect.catchTag("ReceiptInvalid", ({ reason }) => Effect.fail(reason)))
 * ```
 */
export const verifyReceipt = (
  text: string,
  trusted: PublicKey | undefined
): Effect.Effect<VerifiedReceipt, ReceiptInvalid> =>
  Effect.gen(function* () {
    const { key, receipt, signature } = yield* Effect.mapError(decodeSigned(text), unreadable)
    const doubled = doubledMember(text)
    if (doubled !== undefined) {
      return yield* new ReceiptInvalid({
        reason: "unreadable",
        detail: `The member ${doubled} stands twice in it, so that it says two things`
      })
    }
    const isGenuine = yield* Effect.try({
      try: () =>
        verify(
          null,
          Buffer.from(canonicalJson(receipt)),
          createPublicKey({ key: { ...key }, format: "jwk" }),
          Buffer.from(signature, "base64url")
        ),
      catch: unreadable
    })
    if (!isGenuine) {
      return yield* new ReceiptInvalid({
        reason: "changed",
        detail: "The signature does not fit: the receipt was changed after it was signed"
      })
    }
    const keyId = thumbprint(key)
    if (trusted !== undefined && thumbprint(trusted) !== keyId) {
      return yield* new ReceiptInvalid({
        reason: "other_key",
        detail: `It was signed with the key ${keyId}, and not with ${thumbprint(trusted)}`
      })
    }
    return {
      receipt: yield* Effect.mapError(decodeReceipt(receipt), unreadable),
      keyId,
      isTrusted: trusted !== undefined
    }
  })
