import { webcrypto } from "node:crypto"
import * as Hash from "effect/Hash"
import { PCGRandom } from "effect/Utils"

/** Gives this many random hexadecimal digits, which are even in number. */
export type RandomHex = (digits: number) => string

/** Random bytes are fetched so many at a time: a call to fetch them takes longer than all that is done with them. */
const fetched = 4096

/** Digits nobody can guess. */
const unguessable = (): RandomHex => {
  const bytes = Buffer.alloc(fetched)
  let used = fetched
  return (digits) => {
    const size = digits / 2
    if (used + size > fetched) {
      webcrypto.getRandomValues(bytes)
      used = 0
    }
    used += size
    return bytes.toString("hex", used - size, used)
  }
}

/**
 * Digits nobody can guess; with a seed, the same digits each time. A mock that goes on where others left
 * off (`run` of them) must not give their ids again: its digits are those of another seed.
 */
export const makeRandomHex = (seed: number | string | undefined, run: () => number): RandomHex => {
  if (seed === undefined) return unguessable()
  let random: PCGRandom | undefined
  return (digits) => {
    random ??= new PCGRandom(Hash.hash(run() === 0 ? seed : `${seed} ${run()}`))
    const source = random
    return Buffer.from(Array.from({ length: digits / 2 }, () => source.integer(256))).toString(
      "hex"
    )
  }
}
