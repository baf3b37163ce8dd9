import { createHash, randomBytes, scrypt, timingSafeEqual } from "node:crypto"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"

/** 2^15 blocks of 8 KB: 32 MB and some 80 ms a guess. */
const cost = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 }
const length = 32

const derive = (secret: string, salt: Buffer): Effect.Effect<Buffer> =>
  Effect.async((resume) => {
    scrypt(secret, salt, length, cost, (error, key) =>
      resume(error === null ? Effect.succeed(key) : Effect.die(error))
    )
  })

/** What is stored of a client's secret: it takes long to try one, and nobody can read it back. */
export const hashSecret = Effect.fn("secrets.hash")(function* (secret: Redacted.Redacted) {
  const salt = randomBytes(16)
  const key = yield* derive(Redacted.value(secret), salt)
  return `scrypt:${salt.toString("hex")}:${key.toString("hex")}`
})

/** The hash of a secret that nobody has: to try it takes as long as that of a client. */
export const noSecret = Effect.sync(
  () => `scrypt:${randomBytes(16).toString("hex")}:${randomBytes(length).toString("hex")}`
)

export const isSecret = Effect.fn("secrets.check")(function* (
  secret: Redacted.Redacted,
  stored: string
) {
  const [, salt = "", hash = ""] = stored.split(":")
  const key = yield* derive(Redacted.value(secret), Buffer.from(salt, "hex"))
  const expected = Buffer.from(hash, "hex")
  return expected.length === key.length && timingSafeEqual(expected, key)
})

/** What is stored of a token, which is too random to be guessed. */
export const hashToken = (token: Redacted.Redacted): string =>
  createHash("sha256").update(Redacted.value(token)).digest("hex")

export const newClientId = Effect.sync(() => randomBytes(8).toString("hex"))

export const newSecret = Effect.sync(() => Redacted.make(randomBytes(24).toString("base64url")))

/** As long as the service's own: 44 hexadecimal digits. */
export const newToken = Effect.sync(() => Redacted.make(randomBytes(22).toString("hex")))
