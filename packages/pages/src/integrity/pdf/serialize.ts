import { isArray, isDict, Name, Ref, Stream, Text, type Value } from "./values.js"

const nameOf = (name: string) =>
  `/${name.replace(/[^A-Za-z0-9_.+-]/g, (character) => `#${character.charCodeAt(0).toString(16).padStart(2, "0")}`)}`

/** A value as it is written in a file (ISO 32000, 7.3). */
export const serialize = (value: Value): string => {
  if (value === null || typeof value === "boolean" || typeof value === "number")
    return String(value)
  if (value instanceof Name) return nameOf(value.name)
  if (value instanceof Text) return `<${Buffer.from(value.bytes).toString("hex")}>`
  if (value instanceof Ref) return `${value.number} ${value.generation} R`
  if (value instanceof Stream) return "null"
  if (isArray(value)) return `[${value.map(serialize).join(" ")}]`
  if (!isDict(value)) return "null"
  return `<<${[...value].map(([key, member]) => `${nameOf(key)} ${serialize(member)}`).join("")}>>`
}
