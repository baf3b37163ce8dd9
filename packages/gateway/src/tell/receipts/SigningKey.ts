import { createPrivateKey, createPublicKey, generateKeyPairSync } from "node:crypto"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { calculateJwkThumbprint } from "jose"

const optional = <A, I>(schema: Schema.Schema<A, I>) => Schema.optionalWith(schema, { exact: true })

/** An Ed25519 public key as RFC 8037 writes it. */
export const PublicKey = Schema.Struct({
  kty: Schema.Literal("OKP"),
  crv: Schema.Literal("Ed25519"),
  /** 32 bytes in base64url. */
  x: Schema.String.pipe(Schema.pattern(/^[\w-]{43}$/)),
  /** Its thumbprint, by which signatures name it. */
  kid: optional(Schema.String),
  alg: optional(Schema.String),
  use: optional(Schema.String)
}).annotations({ identifier: "PublicKey" })
export interface PublicKey extends Schema.Schema.Type<typeof PublicKey> {}

/** The text is not a key of the required kind. */
export class KeyUnusable extends Schema.TaggedError<KeyUnusable>()("KeyUnusable", {
  detail: Schema.String
}) {
  override get message() {
    return this.detail
  }
}

/** A name for a key that only this key has (RFC 7638). */
export const thumbprint = ({ crv, kty, x }: PublicKey): Effect.Effect<string> =>
  Effect.promise(() => calculateJwkThumbprint({ crv, kty, x }))

const decodeJwk = Schema.decodeUnknown(PublicKey)

const unusable = () =>
  new KeyUnusable({ detail: "This is not an Ed25519 key, as PEM or as a JSON Web Key" })

/**
 * A public key from PEM, or from a JSON Web Key, alone or the first of a set.
 *
 * @example
 * ```ts
 * import { parsePublicKey } from "@faxingcenter/gateway/receipts"
 * import { Effect } from "effect"
 *
 * // The name of the key, if it has one, to be compared with what its keeper says on the telephone.
 * const nameOf = (jwk: string) => Effect.map(parsePublicKey(jwk), ({ kid }) => kid)
 * ```
 */
export const parsePublicKey = (text: string): Effect.Effect<PublicKey, KeyUnusable> =>
  Effect.try((): unknown => {
    if (!text.trimStart().startsWith("{")) return createPublicKey(text).export({ format: "jwk" })
    const json: unknown = JSON.parse(text)
    return typeof json === "object" && json !== null && "keys" in json && Array.isArray(json.keys)
      ? json.keys[0]
      : json
  }).pipe(Effect.flatMap(decodeJwk), Effect.mapError(unusable))

/** What receipts are signed with: PKCS#8 in PEM. */
export type SigningKey = Redacted.Redacted

export const newSigningKey = (): SigningKey =>
  Redacted.make(
    generateKeyPairSync("ed25519", {
      privateKeyEncoding: { type: "pkcs8", format: "pem" },
      publicKeyEncoding: { type: "spki", format: "pem" }
    }).privateKey
  )

/** With the names that tools look it up by. */
export const publicKeyOf = (key: SigningKey): Effect.Effect<PublicKey, KeyUnusable> =>
  Effect.gen(function* () {
    const own = yield* Effect.try({
      try: () => createPublicKey(createPrivateKey(Redacted.value(key))).export({ format: "jwk" }),
      catch: unusable
    }).pipe(Effect.flatMap(decodeJwk), Effect.mapError(unusable))
    return { ...own, kid: yield* thumbprint(own), alg: "EdDSA", use: "sig" }
  })
