import * as Either from "effect/Either"
import type { Rejected } from "../FaxError.js"
import { badRequest } from "../model/badRequest.js"

const refused = (detail: string) => badRequest(undefined, detail)
const fatalUtf8 = new TextDecoder("utf-8", { fatal: true })

export const notUtf8 = refused("The body is not UTF-8 text")
export const notJson = refused(
  "The body is not valid JSON; look for a missing quote, comma or bracket"
)

/** Objects and arrays that may stand in one another. The contract has three. */
const depthLimit = 64
const tooDeep = refused(`The body is nested deeper than ${depthLimit} levels`)

export const isContainer = (value: unknown): value is { [key: string]: unknown } =>
  typeof value === "object" && value !== null

const isDeeper = (value: unknown, levels: number): boolean => {
  if (!isContainer(value)) return false
  if (levels === 0) return true
  if (Array.isArray(value)) return value.some((child) => isDeeper(child, levels - 1))
  // What was parsed has members of its own only, so no list of them is made.
  for (const name in value) if (isDeeper(value[name], levels - 1)) return true
  return false
}

/** The text of a body. A byte order mark in front is passed over, as RFC 8259 section 8.1 permits. */
export const parseText = (body: Uint8Array): Either.Either<string, Rejected> =>
  Either.try({ try: () => fatalUtf8.decode(body), catch: () => notUtf8 })

/** The value of a JSON text, if it is not nested deeper than what reads it can follow. */
export const parseJson = (text: string): Either.Either<unknown, Rejected> => {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return Either.left(notJson)
  }
  return isDeeper(value, depthLimit) ? Either.left(tooDeep) : Either.right(value)
}
