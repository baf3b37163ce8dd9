import { webcrypto } from "node:crypto"
import { Effect, Random } from "effect"

/** Gives this many random hexadecimal digits. */
export type RandomHex = (digits: number) => Effect.Effect<string>

const hex = (bytes: ArrayLike<number>) =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")

/** Digits nobody can guess; with a seed, the same digits each time. */
export const makeRandomHex = (seed?: number | string): RandomHex => {
  if (seed === undefined) {
    return (digits) => Effect.sync(() => hex(webcrypto.getRandomValues(new Uint8Array(digits / 2))))
  }
  const random = Random.make(seed)
  return (digits) =>
    Effect.map(Effect.replicateEffect(random.nextIntBetween(0, 256), digits / 2), hex)
}
