import * as Predicate from "effect/Predicate"
import { Rejected } from "../FaxError.js"

/** That a member of what a plain JavaScript program gave is missing, or of the wrong kind. */
const wrongMember = (place: string, what: string): Rejected =>
  new Rejected({ status: 400, title: "Bad Request", culprit: place, detail: `${place} ${what}` })

/** The members that are there, for one who misspelled another. */
const has = (value: unknown): string =>
  Predicate.isRecord(value) ? ` (it has ${Object.keys(value).join(", ") || "no members"})` : ""

const opens = (data: unknown): boolean =>
  data instanceof Uint8Array ||
  data instanceof ArrayBuffer ||
  data instanceof Blob ||
  Predicate.isFunction(data) ||
  Predicate.hasProperty(data, "getReader") ||
  Predicate.hasProperty(data, Symbol.asyncIterator)

const problemOfRecipient = (to: unknown, place: string): Rejected | undefined => {
  if (typeof to === "string") return undefined
  const number = Predicate.hasProperty(to, "number") ? to.number : undefined
  return typeof number === "string"
    ? undefined
    : wrongMember(`${place}.number`, `must be a string${has(to)}`)
}

const problemOfDocument = (document: unknown, place: string): Rejected | undefined => {
  if (document instanceof Blob) {
    return "name" in document && typeof document.name === "string"
      ? undefined
      : wrongMember(place, "is a Blob without a name; give a File, or { name, data }")
  }
  if (!Predicate.isRecord(document)) {
    return wrongMember(place, "must be a File, { name, data } or { path }")
  }
  const { data, name, path } = document
  if (data === undefined && path !== undefined) {
    return typeof path === "string" ? undefined : wrongMember(`${place}.path`, "must be a string")
  }
  if (typeof name !== "string")
    return wrongMember(`${place}.name`, `must be a string${has(document)}`)
  return opens(data)
    ? undefined
    : wrongMember(
        `${place}.data`,
        `must be bytes, a Blob, a stream, or a function that opens one${has(document)}`
      )
}

const firstIn = (
  list: unknown,
  name: string,
  problemOf: (value: unknown, place: string) => Rejected | undefined
): Rejected | undefined => {
  const values: ReadonlyArray<unknown> = Array.isArray(list) ? list : [list]
  for (const [index, value] of values.entries()) {
    const found = problemOf(value, Array.isArray(list) ? `${name}[${index}]` : name)
    if (found !== undefined) return found
  }
  return undefined
}

/** The first member of a fax that is missing or of the wrong kind. */
export const problemOfFax = (fax: unknown): Rejected | undefined => {
  if (!Predicate.isRecord(fax)) return wrongMember("fax", "must be an object with to and documents")
  if (fax.to === undefined) return wrongMember("to", `is missing${has(fax)}`)
  if (fax.documents === undefined) return wrongMember("documents", `is missing${has(fax)}`)
  return (
    firstIn(fax.to, "to", problemOfRecipient) ??
    firstIn(fax.documents, "documents", problemOfDocument)
  )
}
