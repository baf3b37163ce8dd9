/** What JSON can say. */
export type Json =
  | string
  | number
  | boolean
  | null
  | ReadonlyArray<Json>
  | { readonly [member: string]: Json }

const isArray = (value: Json): value is ReadonlyArray<Json> => Array.isArray(value)

/**
 * The one way to write a value that everybody who signs or verifies it agrees on (RFC 8785): members
 * in the order of their names' UTF-16 units, nothing between tokens, numbers and strings as
 * ECMAScript writes them.
 */
export const canonicalJson = (value: Json): string => {
  if (value === null || typeof value !== "object") return JSON.stringify(value)
  if (isArray(value)) return `[${value.map(canonicalJson).join(",")}]`
  const members = Object.entries(value)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`)
  return `{${members.join(",")}}`
}
