import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { CompactSign, importPKCS8 } from "jose"
import { DeliveryReceipt, receiptType } from "./DeliveryReceipt.js"
import { ReceptionReceipt, receptionReceiptType } from "./ReceptionReceipt.js"
import { type KeyUnusable, publicKeyOf, type SigningKey } from "./SigningKey.js"

/** What a gateway says, and its signature, which whoever has the key of the gateway can check offline. */
export interface Signed<A> {
  readonly receipt: A
  /**
   * The same as a JWS in compact form (RFC 7515), signed with Ed25519 (RFC 8037). The header has the key; whose it
   * is, the receipt cannot tell.
   */
  readonly jws: string
}

const signing =
  <A, I>(schema: Schema.Schema<A, I>, typ: string) =>
  (receipt: A, signingKey: SigningKey): Effect.Effect<Signed<A>, KeyUnusable> =>
    Effect.gen(function* () {
      const encode = Schema.encodeSync(Schema.parseJson(schema))
      const { crv, kid, kty, x } = yield* publicKeyOf(signingKey)
      const jws = yield* Effect.promise(async () =>
        new CompactSign(new TextEncoder().encode(encode(receipt)))
          .setProtectedHeader({
            alg: "EdDSA",
            typ,
            ...(kid === undefined ? {} : { kid }),
            jwk: { kty, crv, x }
          })
          .sign(await importPKCS8(Redacted.value(signingKey), "EdDSA"))
      )
      return { receipt, jws }
    })

/** Signs a receipt as a JWS, whose header has the key that it can be verified with. */
export const signReceipt = signing(DeliveryReceipt, receiptType)

/** The same for a fax that came in. */
export const signReception = signing(ReceptionReceipt, receptionReceiptType)
