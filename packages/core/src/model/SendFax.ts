import * as Arr from "effect/Array"
import * as Either from "effect/Either"
import { DocumentMissing, type Rejected } from "../FaxError.js"
import { badRequestAt } from "./badRequest.js"
import type { Document } from "./Document.js"
import type { FaxNumber } from "./FaxNumber.js"
import { textProblem } from "./textProblem.js"

/** One number to dial, with your own reference for it. */
export interface Recipient {
  readonly number: FaxNumber
  /** Yours. Revision 2014-04-03 carries it; 2014-04-09 has no place for it. */
  readonly reference?: string
}

/** A fax as a program describes it, before validation. */
export interface FaxDraft {
  /** Each is a message of its own: a number that comes twice gets the fax twice. */
  readonly recipients: ReadonlyArray<Recipient>
  /** In the order in which they are to arrive. */
  readonly documents: ReadonlyArray<Document>
  /** Yours, of the job. Revision 2014-04-03 carries it; 2014-04-09 has no place for it. */
  readonly reference?: string | undefined
}

/** How a place of a draft (`recipients[0].reference`) is called where the draft comes from. */
export type NamePlace = (place: string) => string

/** The first text that cannot be kept as it is. */
const refusalOfText = (draft: FaxDraft, nameOf: NamePlace): Rejected | undefined => {
  // A place is named only when something is wrong there: every fax passes here.
  const refused = (place: string, problem: string) =>
    badRequestAt(nameOf(place), `${nameOf(place)} ${problem}`)
  const own = textProblem(draft.reference ?? "")
  if (own) return refused("reference", own)
  for (const [index, { reference = "" }] of draft.recipients.entries()) {
    const problem = textProblem(reference)
    if (problem) return refused(`recipients[${index}].reference`, problem)
  }
  for (const [index, { fileName }] of draft.documents.entries()) {
    const problem =
      fileName === "" ? "is empty; name the file with its extension" : textProblem(fileName)
    if (problem) return refused(`documents[${index}].fileName`, problem)
  }
  return undefined
}

/**
 * A fax to send: the same documents, in order, to each recipient. There is at least one of each, no
 * document is known to be empty, and every text can be stored and sent as it is. `make` is the only way to
 * have one, so an implementation of `Send` checks none of this again.
 *
 * @example
 * ```ts
 * import { Document, FaxNumber, SendFax } from "@faxingcenter/core"
 * import { Either } from "effect"
 *
 * const checked = SendFax.make({
 *   recipients: [{ number: FaxNumber.make("018555808797") }],
 *   documents: [Document.fromBytes("hello.txt", new TextEncoder().encode("Hello fax"))]
 * })
 * const problem = Either.match(checked, { onLeft: ({ message }) => message, onRight: () => "" })
 * ```
 */
export class SendFax {
  /** Makes the type its own: nothing else is one, however it looks. */
  declare protected readonly checked: true

  private constructor(
    readonly recipients: Arr.NonEmptyReadonlyArray<Recipient>,
    readonly documents: Arr.NonEmptyReadonlyArray<Document>,
    readonly reference: string | undefined
  ) {}

  /** The fax of a draft, or the first thing that is wrong with it. */
  static make(
    draft: FaxDraft,
    nameOf: NamePlace = (place) => place
  ): Either.Either<SendFax, Rejected | DocumentMissing> {
    const { documents, recipients, reference } = draft
    if (!Arr.isNonEmptyReadonlyArray(recipients)) {
      const place = nameOf("recipients")
      return Either.left(badRequestAt(place, `${place} is empty; give at least one recipient`))
    }
    if (!Arr.isNonEmptyReadonlyArray(documents)) {
      const place = nameOf("documents")
      return Either.left(
        new DocumentMissing({
          culprit: place,
          detail: `${place} is empty; give at least one document`
        })
      )
    }
    const empty = documents.find(({ size }) => size === 0)
    if (empty !== undefined) {
      return Either.left(
        new DocumentMissing({
          culprit: empty.fileName,
          detail: `The document ${empty.fileName} is empty`
        })
      )
    }
    const refusal = refusalOfText(draft, nameOf)
    return refusal === undefined
      ? Either.right(new SendFax(recipients, documents, reference))
      : Either.left(refusal)
  }
}
