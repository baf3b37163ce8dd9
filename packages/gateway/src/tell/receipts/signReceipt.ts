import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { CompactSign, importPKCS8 } from "jose"
import { DeliveryReceipt, receiptType, type SignedReceipt } from "./DeliveryReceipt.js"
import { type KeyUnusable, publicKeyOf, type SigningKey } from "./SigningKey.js"

const encode = Schema.encodeSync(Schema.parseJson(DeliveryReceipt))

/** Signs a receipt as a JWS, whose header has the key that it can be verified with. */
export const signReceipt = (
  receipt: DeliveryReceipt,
  signingKey: SigningKey
): Effect.Effect<SignedReceipt, KeyUnusable> =>
  Effect.gen(function* () {
    const { crv, kid, kty, x } = yield* publicKeyOf(signingKey)
    const jws = yield* Effect.promise(async () =>
      new CompactSign(new TextEncoder().encode(encode(receipt)))
        .setProtectedHeader({
          alg: "EdDSA",
          typ: receiptType,
          ...(kid === undefined ? {} : { kid }),
          jwk: { kty, crv, x }
        })
        .sign(await importPKCS8(Redacted.value(signingKey), "EdDSA"))
    )
    return { receipt, jws }
  })
