import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { compactVerify, decodeProtectedHeader, EmbeddedJWK, errors } from "jose"
import { DeliveryReceipt } from "./DeliveryReceipt.js"
import { ReceptionReceipt, receptionReceiptType } from "./ReceptionReceipt.js"
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

/** What has a valid signature. */
interface Verified<A> {
  readonly receipt: A
  /** The thumbprint of the key that signed it. */
  readonly keyId: string
  /** Whether that is the key that was said to be the gateway's; without one, anybody may have signed. */
  readonly isTrusted: boolean
}

/** A receipt with a valid signature. */
export interface VerifiedReceipt extends Verified<DeliveryReceipt> {}

/** The receipt of a received fax with a valid signature. */
export interface VerifiedReception extends Verified<ReceptionReceipt> {}

const decodeReceipt = Schema.decodeUnknown(DeliveryReceipt)
const decodeText = Schema.decodeUnknown(Schema.parseJson(DeliveryReceipt))
const decodeReception = Schema.decodeUnknown(Schema.parseJson(ReceptionReceipt))
const decodeKey = Schema.decodeUnknown(PublicKey)

const unreadable = () =>
  new ReceiptInvalid({
    reason: "unreadable",
    detail: "This is not a receipt of a gateway"
  })

const changed = () =>
  new ReceiptInvalid({
    reason: "changed",
    detail: "The signature does not match: the receipt was changed after it was signed"
  })

const readJws = <A, E>(jws: string, decode: (text: string) => Effect.Effect<A, E>) =>
  Effect.gen(function* () {
    const { payload, protectedHeader } = yield* Effect.tryPromise({
      try: () => compactVerify(jws, EmbeddedJWK, { algorithms: ["EdDSA"] }),
      catch: (error) =>
        error instanceof errors.JWSSignatureVerificationFailed ? changed() : unreadable()
    })
    const key = yield* Effect.mapError(decodeKey(protectedHeader.jwk), unreadable)
    const text = new TextDecoder().decode(payload)
    return { key, receipt: yield* Effect.mapError(decode(text), unreadable) }
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

/** Whose signature it is, and whether that is who was meant. */
const known = <A>(
  { key, receipt }: { readonly key: PublicKey; readonly receipt: A },
  trusted: PublicKey | undefined
): Effect.Effect<Verified<A>, ReceiptInvalid> =>
  Effect.gen(function* () {
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

/**
 * Whether a text is, by what it says of itself, the receipt of a received fax.
 *
 * @example
 * ```ts
 * import { isReceptionReceipt, verifyReceipt, verifyReception } from "@faxingcenter/gateway/receipts"
 *
 * const verify = (text: string) =>
 *   isReceptionReceipt(text) ? verifyReception(text, undefined) : verifyReceipt(text, undefined)
 * ```
 */
export const isReceptionReceipt = (text: string): boolean => {
  try {
    return decodeProtectedHeader(text.trim()).typ === receptionReceiptType
  } catch {
    return false
  }
}

/**
 * Checks the receipt of a received fax offline, as `verifyReceipt` does that of a sent one.
 *
 * @example
 * ```ts
 * import { parsePublicKey, verifyReception } from "@faxingcenter/gateway/receipts"
 * import { Effect } from "effect"
 *
 * const hashOfPages = (receipt: string, key: string) =>
 *   Effect.gen(function* () {
 *     const { receipt: came } = yield* verifyReception(receipt, yield* parsePublicKey(key))
 *     return came.document?.sha256
 *   })
 * ```
 */
export const verifyReception = (
  text: string,
  trusted: PublicKey | undefined
): Effect.Effect<VerifiedReception, ReceiptInvalid> =>
  isReceptionReceipt(text)
    ? Effect.flatMap(readJws(text.trim(), decodeReception), (read) => known(read, trusted))
    : unreadable()

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
    const read = yield* given.startsWith("{") ? readFirstForm(given) : readJws(given, decodeText)
    return yield* known(read, trusted)
  })
