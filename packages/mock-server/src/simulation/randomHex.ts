import { webcrypto } from "node:crypto"
import * as Effect from "effect/Effect"
import * as Hash from "effect/Hash"
import { PCGRandom } from "effect/Utils"

/** Gives this many random hexadecimal digits. */
export type RandomHex = (digits: number) => Effect.Effect<string>

const hex = (bytes: ArrayLike<number>) =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")

/**
 * Digits nobody can guess; with a seed, the same digits each time. A mock that goes on where others left
 * off (`run` of them) must not give their ids again: its digits are those of another seed.
 */
export const makeRandomHex = (seed: number | string | undefined, run: () => number): RandomHex => {
  if (seed === undefined) {
    return (digits) => Effect.sync(() => hex(webcrypto.getRandomValues(new Uint8Array(digits / 2))))
  }
  let random: PCGRandom | undefined
  return (digits) =>
    Effect.sync(() => {
      random ??= new PCGRandom(Hash.hash(run() === 0 ? seed : `${seed} ${run()}`))
      const source = random
      return hex(Array.from({ length: digits / 2 }, () => source.integer(256)))
    })
}
