import { type Document, type FaxNumber, Send, searchAll } from "@faxingcenter/core"
import { Array as Arr, DateTime, Effect, Either, Option, Random, Stream } from "effect"
import type { Begun, Journal } from "./Journal.js"

/** Recipients of one send. The document is uploaded once for all of them. */
const batchSize = 100
/** Sends at once. */
const concurrency = 2

/** The job that a batch became, if the service has it: any of its numbers, from when it was begun. */
const find = Effect.fn("find")(function* ({ at, numbers }: Begun) {
  const [number] = numbers
  if (number === undefined) return Option.none()
  const from = DateTime.subtract(at, { seconds: 1 })
  const to = DateTime.add(yield* DateTime.now, { seconds: 1 })
  const found = yield* Stream.runHead(searchAll({ from, to, number }))
  return Option.map(found, ({ sendId }) => sendId)
})

/** Finds out what became of a batch whose end is not known, and writes it down. */
const settle = Effect.fn("settle")(function* (journal: Journal, begun: Begun) {
  const { batch } = begun
  yield* Option.match(yield* find(begun), {
    onNone: () => journal.write({ state: "not sent", batch }),
    onSome: (sendId) => journal.write({ state: "accepted", batch, sendId })
  })
})

const sendBatch = Effect.fn("sendBatch")(function* (
  journal: Journal,
  document: Document.Document,
  numbers: ReadonlyArray<FaxNumber>
) {
  const batch = (yield* Random.nextIntBetween(0, 2 ** 48)).toString(36)
  const begun: Begun = { state: "begun", batch, numbers, at: yield* DateTime.now }
  yield* journal.write(begun)
  const recipients = numbers.map((number) => ({ number }))
  const sent = yield* Effect.either(Send.submit({ recipients, documents: [document] }))
  if (Either.isRight(sent)) {
    return yield* journal.write({ state: "accepted", batch, sendId: sent.right.sendId })
  }
  const error = sent.left
  if (error._tag === "FaxError.OutcomeUnknown") {
    // The answer was lost, the fax perhaps not. It is looked for, never sent again blindly.
    return yield* settle(journal, begun)
  }
  const refused =
    error._tag === "FaxError.InvalidNumber"
      ? numbers.find((number) => number === error.culprit)
      : undefined
  if (refused === undefined) return yield* error
  // One number that is refused keeps the whole batch from being sent: the rest goes without it.
  yield* journal.write({ state: "not sent", batch, refused })
})

/** Sends a document to all numbers that do not have it yet. Can be ended at any time, and run again. */
export const broadcast = Effect.fn("broadcast")(function* (
  journal: Journal,
  document: Document.Document,
  numbers: ReadonlyArray<FaxNumber>
) {
  yield* Effect.forEach(journal.open(), (begun) => settle(journal, begun))
  const left = () =>
    numbers.filter((number) => !journal.accepted().has(number) && !journal.refused().has(number))
  while (left().length > 0) {
    yield* Effect.forEach(
      Arr.chunksOf(left(), batchSize),
      (batch) => sendBatch(journal, document, batch),
      { concurrency, discard: true }
    )
  }
})
