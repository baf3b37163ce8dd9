import { createPublicKey, verify } from "node:crypto"
import * as Schema from "effect/Schema"
import { PublicKey } from "./SigningKey.js"

// Receipts were JSON with a signature beside it before they were JWS. Those that were given out stay good.

const Json = Schema.parseJson(
  Schema.Struct({
    receipt: Schema.Record({ key: Schema.String, value: Schema.Unknown }),
    key: PublicKey,
    signature: Schema.String
  })
)
const decode = Schema.decodeUnknownSync(Json)

/** RFC 8785: members in the order of their names, nothing between tokens. */
const canonical = (value: unknown): string => {
  if (typeof value !== "object" || value === null) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`
  const members = Object.entries(value)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`)
  return `{${members.join(",")}}`
}

/** Nothing that `JSON.parse` would drop, as it does the first of two members of one name. */
const isWhole = (text: string) =>
  text.replaceAll(/("(?:[^"\\]|\\.)*")|\s+/g, "$1") === JSON.stringify(JSON.parse(text))

/** What such a text says, and whether the key in it signed that. Throws on what is none. */
export const verifyFirstForm = (text: string) => {
  const { key, receipt, signature } = decode(text)
  if (!isWhole(text)) throw new Error("not as a gateway wrote it")
  const { crv, kty, x } = key
  const isGenuine = verify(
    null,
    Buffer.from(canonical(receipt)),
    createPublicKey({ key: { crv, kty, x }, format: "jwk" }),
    Buffer.from(signature, "base64url")
  )
  return { key, receipt, isGenuine }
}
