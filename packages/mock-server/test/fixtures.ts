import { Document, FaxNumber, Send, type SendFax } from "@faxingcenter/core"
import * as Effect from "effect/Effect"

/** A small document; its text is whatever the test wants to find again. */
export const letter = (text = "Hello") =>
  Document.fromBytes("letter.txt", new TextEncoder().encode(text))

export const faxTo = (...numbers: ReadonlyArray<string>): SendFax => ({
  recipients: numbers.map((number) => ({ number: FaxNumber.make(number) })),
  documents: [letter()]
})

export const sendTo = (...numbers: ReadonlyArray<string>) =>
  Effect.flatMap(Send, (send) => send.submit(faxTo(...numbers)))
