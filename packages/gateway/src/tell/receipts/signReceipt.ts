import { sign } from "node:crypto"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { canonicalJson } from "./canonicalJson.js"
import { DeliveryReceipt, type SignedReceipt } from "./DeliveryReceipt.js"
import { type KeyUnusable, publicKeyOf, type SigningKey } from "./SigningKey.js"

const encode = Schema.encodeSync(DeliveryReceipt)

export const signReceipt = (
  receipt: DeliveryReceipt,
  signingKey: SigningKey
): Effect.Effect<SignedReceipt, KeyUnusable> =>
  Effect.map(publicKeyOf(signingKey), (key) => ({
    receipt,
    key,
    signature: sign(
      null,
      Buffer.from(canonicalJson(encode(receipt))),
      Redacted.value(signingKey)
    ).toString("base64url")
  }))
