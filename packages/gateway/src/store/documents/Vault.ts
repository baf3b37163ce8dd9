import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"

/** 32 bytes for AES-256, with a name that is stored beside what it sealed. */
export interface VaultKey {
  readonly id: string
  readonly key: Redacted.Redacted<Uint8Array>
}

/** A part of a document was sealed with a key that is not there, or has been tampered with. */
export class Unreadable extends Schema.TaggedError<Unreadable>()("Unreadable", {
  content: Schema.String,
  detail: Schema.String
}) {
  override get message() {
    return `The content ${this.content} cannot be read: ${this.detail}`
  }
}

/** Bytes as they are stored, and the key that opens them. */
export interface Sealed {
  /** `null`: as it is. */
  readonly keyId: string | null
  readonly bytes: Uint8Array
}

/**
 * Encrypts documents, so that the database alone does not reveal them.
 *
 * @example
 * ```ts
 * import { layerSqlite, SimulatedLine, Vault } from "@faxingcenter/gateway"
 * import { Layer, Redacted } from "effect"
 *
 * const gatewayWith = (key: Uint8Array) =>
 *   layerSqlite("faxes.db").pipe(
 *     Layer.provide(Vault.layer([{ id: "2026", key: Redacted.make(key) }])),
 *     Layer.provide(SimulatedLine.layer())
 *   )
 * ```
 */
export class Vault extends Context.Tag("@faxingcenter/gateway/Vault")<
  Vault,
  {
    /** The key that new content is sealed with. */
    readonly current: string | null
    readonly seal: (content: string, part: number, bytes: Uint8Array) => Sealed
    readonly unseal: (
      content: string,
      part: number,
      sealed: Sealed
    ) => Effect.Effect<Uint8Array, Unreadable>
  }
>() {}

const algorithm = "aes-256-gcm"
const nonceBytes = 12
const tagBytes = 16

/** A part can be neither moved to another place nor given out as one of another document. */
const boundTo = (content: string, part: number) => Buffer.from(`${content}/${part}`)

/**
 * Seals with the first key and reads with any of them: to rotate, put a new one in front, and take an
 * old one away once nothing is sealed with it any more. Without keys, documents are stored as they are.
 *
 * @example
 * ```ts
 * import { Vault } from "@faxingcenter/gateway"
 * import { Redacted } from "effect"
 *
 * // New content is sealed with the first; what is sealed with the other can still be read.
 * const rotated = (current: Uint8Array, former: Uint8Array) =>
 *   Vault.layer([
 *     { id: "2026", key: Redacted.make(current) },
 *     { id: "2025", key: Redacted.make(former) }
 *   ])
 * ```
 */
export const layer = (keys: ReadonlyArray<VaultKey>): Layer.Layer<Vault> => {
  const wrong = keys.find(({ key }) => Redacted.value(key).length !== 32)
  if (wrong !== undefined) {
    return Layer.die(new Error(`The key ${wrong.id} does not have 32 bytes`))
  }
  const [current] = keys
  return Layer.succeed(Vault, {
    current: current?.id ?? null,
    seal: (content, part, bytes) => {
      if (current === undefined) return { keyId: null, bytes }
      const nonce = randomBytes(nonceBytes)
      const cipher = createCipheriv(algorithm, Redacted.value(current.key), nonce)
      cipher.setAAD(boundTo(content, part))
      const sealed = Buffer.concat([nonce, cipher.update(bytes), cipher.final()])
      return { keyId: current.id, bytes: Buffer.concat([sealed, cipher.getAuthTag()]) }
    },
    unseal: (content, part, { keyId, bytes }) => {
      if (keyId === null) return Effect.succeed(bytes)
      const key = keys.find(({ id }) => id === keyId)
      if (key === undefined) {
        return new Unreadable({ content, detail: `the key ${keyId} is not configured` })
      }
      return Effect.try({
        try: () => {
          const nonce = bytes.subarray(0, nonceBytes)
          const decipher = createDecipheriv(algorithm, Redacted.value(key.key), nonce)
          decipher.setAAD(boundTo(content, part))
          decipher.setAuthTag(bytes.subarray(bytes.length - tagBytes))
          const body = bytes.subarray(nonceBytes, bytes.length - tagBytes)
          return Buffer.concat([decipher.update(body), decipher.final()])
        },
        catch: () =>
          new Unreadable({ content, detail: "it was changed, or encrypted with another key" })
      })
    }
  })
}

/** Documents are stored as they are. */
export const layerPlain: Layer.Layer<Vault> = layer([])
