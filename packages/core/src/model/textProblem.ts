/** A NUL, or half of a pair of UTF-16 units (with `u`, those that have their other half are no surrogates). */
const unwhole = /[\0\p{Surrogate}]/u

/**
 * Why a text cannot be kept as it is, or `undefined`: UTF-8 has no half of a character (Unicode 3.9, D92), and
 * databases end a text at a NUL, or refuse it.
 */
export const textProblem = (text: string): string | undefined => {
  if (!unwhole.test(text)) return undefined
  return unwhole.exec(text)?.[0] === "\0"
    ? "has a NUL character; leave it out"
    : "has half of a character, as when an emoji is cut in the middle; give whole characters"
}
