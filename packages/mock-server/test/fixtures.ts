import { Document, type FaxDraft, FaxNumber, Send } from "@faxingcenter/core"

/** A small document; its text is whatever the test wants to find again. */
const letter = (text = "Hello") => Document.fromBytes("letter.txt", new TextEncoder().encode(text))

export const faxTo = (...numbers: ReadonlyArray<string>): FaxDraft => ({
  recipients: numbers.map((number) => ({ number: FaxNumber.make(number) })),
  documents: [letter()]
})

export const sendTo = (...numbers: ReadonlyArray<string>) => Send.submit(faxTo(...numbers))
