import { createHmac, randomBytes } from "node:crypto"
import * as Redacted from "effect/Redacted"

const prefix = "whsec_"

/** Bytes: the specification asks for 24 to 64. */
const secretBytes = 32

/** A new key for the signatures of one client's webhooks, as that client is given it. */
export const newWebhookSecret = (): Redacted.Redacted =>
  Redacted.make(prefix + randomBytes(secretBytes).toString("base64"))

const keyOf = (secret: Redacted.Redacted): Buffer => {
  const text = Redacted.value(secret)
  return Buffer.from(text.startsWith(prefix) ? text.slice(prefix.length) : text, "base64")
}

/** What a webhook says, and what its receiver knows it by. */
export interface WebhookMessage {
  /** The same for every attempt to deliver it: receivers drop what they have seen. */
  readonly id: string
  readonly body: string
}

/**
 * The headers that prove where a webhook comes from (Standard Webhooks 1.0.0). `seconds` is the time
 * of this attempt, since 1970. While a secret is being replaced there are two, and either verifies.
 */
export const signatureHeaders = (
  secrets: ReadonlyArray<Redacted.Redacted>,
  { id, body }: WebhookMessage,
  seconds: number
) => ({
  "webhook-id": id,
  "webhook-timestamp": String(seconds),
  "webhook-signature": secrets
    .map((secret) =>
      createHmac("sha256", keyOf(secret)).update(`${id}.${seconds}.${body}`).digest("base64")
    )
    .map((signature) => `v1,${signature}`)
    .join(" ")
})
