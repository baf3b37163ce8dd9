import { Document, type FaxDraft, FaxNumber, type Receipt, Send } from "@faxingcenter/core"
import * as Effect from "effect/Effect"
import { Target } from "../Target.js"

const text = new TextEncoder()

/** A small document; faxes are its lines. */
export const letter = Document.fromBytes(
  "letter.txt",
  text.encode("Please confirm receipt of this page.\n")
)

/** Numbers outside the test block that differ in their last digits, all delivered by a simulation. */
export const manyNumbers = (count: number): ReadonlyArray<FaxNumber> =>
  Array.from({ length: count }, (_, index) =>
    FaxNumber.make(`1386234${String(index).padStart(4, "0")}`)
  )

/** Sends a letter to numbers, by default to the one that is delivered. */
export const sendLetter = (
  numbers?: ReadonlyArray<FaxNumber>,
  fax: Partial<FaxDraft> = {}
): Effect.Effect<Receipt, unknown, Send | Target> =>
  Effect.gen(function* () {
    const target = yield* Target
    return yield* Send.submit({
      recipients: (numbers ?? [target.numbers.delivered]).map((number) => ({ number })),
      documents: [letter],
      ...fax
    })
  })
