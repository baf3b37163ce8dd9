/** Scripts that only the large font has, which knows their letters and not how they join. */
const scripts: ReadonlyArray<readonly [name: string, letters: RegExp]> = [
  ["Devanagari", /\p{Script=Devanagari}/u],
  ["Bengali", /\p{Script=Bengali}/u],
  ["Gurmukhi", /\p{Script=Gurmukhi}/u],
  ["Gujarati", /\p{Script=Gujarati}/u],
  ["Oriya", /\p{Script=Oriya}/u],
  ["Tamil", /\p{Script=Tamil}/u],
  ["Telugu", /\p{Script=Telugu}/u],
  ["Kannada", /\p{Script=Kannada}/u],
  ["Malayalam", /\p{Script=Malayalam}/u],
  ["Sinhala", /\p{Script=Sinhala}/u],
  ["Tibetan", /\p{Script=Tibetan}/u],
  ["Myanmar", /\p{Script=Myanmar}/u],
  ["Khmer", /\p{Script=Khmer}/u],
  ["Mongolian", /\p{Script=Mongolian}/u],
  ["Syriac", /\p{Script=Syriac}/u]
]

/** Names of the scripts in a text whose letters will not join. */
export const unjoinedScripts = (text: string): ReadonlyArray<string> =>
  scripts.flatMap(([name, letters]) => (letters.test(text) ? [name] : []))
