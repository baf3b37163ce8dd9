import * as HelpDoc from "@effect/cli/HelpDoc"
import * as Span from "@effect/cli/HelpDoc/Span"
import * as ValidationError from "@effect/cli/ValidationError"

/** What is wrong with a command line, for `@effect/cli` to carry. */
export const invalid = (message: string): ValidationError.ValidationError =>
  ValidationError.invalidValue(HelpDoc.p(message))

/** The words that were put into it, without the colours and line breaks of its own printing. */
export const messageOf = ({ error }: ValidationError.ValidationError): string => {
  const span = HelpDoc.getSpan(error)
  return Span.isText(span) ? span.value : HelpDoc.toAnsiText(error)
}
