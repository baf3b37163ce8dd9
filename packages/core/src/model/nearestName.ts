/** How many letters to change, or neighbours to swap, to make one word of the other. */
const distance = (one: string, other: string): number => {
  let before: ReadonlyArray<number> = []
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (const [i, letter] of [...one].entries()) {
    const next = [i + 1]
    for (let j = 1; j <= other.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (letter === other[j - 1] ? 0 : 1)
      const swapped =
        i > 0 && j > 1 && letter === other[j - 2] && one[i - 1] === other[j - 1]
          ? (before[j - 2] ?? 0) + 1
          : replaced
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, replaced, swapped))
    }
    before = row
    row = next
  }
  return row[other.length] ?? 0
}

/**
 * The name that was probably meant by a misspelt one, if one is near enough.
 *
 * @example
 * ```ts
 * import { nearestName } from "@faxingcenter/core/wire"
 *
 * console.log(nearestName("serach", ["send", "status", "search"])) // search
 * ```
 */
export const nearestName = (word: string, candidates: Iterable<string>): string | undefined => {
  const near = [...candidates]
    .map((candidate) => ({
      candidate,
      far:
        candidate.startsWith(word) && word.length > 1
          ? 1
          : distance(word.toLowerCase(), candidate.toLowerCase())
    }))
    .filter(({ candidate, far }) => far <= Math.max(1, Math.floor(candidate.length / 3)))
    .sort((one, other) => one.far - other.far)
  return near[0]?.candidate
}
