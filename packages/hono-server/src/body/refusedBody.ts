import type { FaxError } from "@faxingcenter/core"
import { badRequestAt } from "@faxingcenter/core/wire"
import * as ParseResult from "effect/ParseResult"

/** Mistakes that are told of at once: a body may have any number. */
const maxProblems = 5

const placeOf = (path: ReadonlyArray<PropertyKey>): string =>
  path.reduce<string>((place, step) => {
    if (typeof step === "number") return `${place}[${step}]`
    return place === "" ? String(step) : `${place}.${String(step)}`
  }, "")

/** The refusal of a body that is not of the wanted kind: where, and what is wrong there. */
export const refusedBody = (error: ParseResult.ParseError): FaxError.Rejected => {
  const mistakes = ParseResult.ArrayFormatter.formatErrorSync(error).map(({ message, path }) => {
    const place = placeOf(path)
    const what = message.startsWith("is unexpected") ? "is unknown" : message
    const isSentence = /^(is|has|must|needs) /.test(what)
    return { place, text: `${place || "The body"}${isSentence ? "" : ":"} ${what}` }
  })
  const told = [...new Set(mistakes.map(({ text }) => text))].slice(0, maxProblems)
  return badRequestAt(mistakes[0]?.place ?? "", told.join("; "))
}
