import { expect, it } from "@effect/vitest"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import { Document, type FaxDraft, FaxNumber, IdempotencyKey, SendFax } from "../src/index.js"
import { decodeSend } from "../src/wire/index.js"

const number = FaxNumber.make("13862345678")
const letter = Document.fromBytes("letter.txt", new TextEncoder().encode("Hello"))
const draft: FaxDraft = { recipients: [{ number }], documents: [letter] }

const refusalOf = (change: Partial<FaxDraft>) =>
  Either.match(SendFax.make({ ...draft, ...change }), {
    onLeft: ({ _tag, culprit }) => [_tag, culprit],
    onRight: () => "taken"
  })

it("is made of at least one recipient and document, with their references", () => {
  const given = { ...draft, recipients: [{ number, reference: "ours" }], reference: "order 4711" }
  expect(SendFax.make(given)).toMatchObject({ right: given })
})

it("has no part that could not be sent or kept", () => {
  expect(refusalOf({ recipients: [] })).toEqual(["FaxError.Rejected", "recipients"])
  expect(refusalOf({ documents: [] })).toEqual(["FaxError.DocumentMissing", "documents"])
  const empty = Document.fromBytes("empty.pdf", new Uint8Array())
  expect(refusalOf({ documents: [letter, empty] })).toEqual([
    "FaxError.DocumentMissing",
    "empty.pdf"
  ])
})

it.each(["Order for Ann \ud83d", "a\0b"])("has whole texts alone, so not %j", (text) => {
  expect(refusalOf({ reference: text })).toEqual(["FaxError.Rejected", "reference"])
  expect(refusalOf({ recipients: [{ number }, { number, reference: text }] })).toEqual([
    "FaxError.Rejected",
    "recipients[1].reference"
  ])
  expect(refusalOf({ documents: [{ ...letter, fileName: text }] })).toEqual([
    "FaxError.Rejected",
    "documents[0].fileName"
  ])
})

const wire = (change: object) => {
  const document = { file_name: "a.txt", file_data: "aGk=", order: 0 }
  const body = { receipients: [{ fax_number: "13862345678" }], documents: [document], ...change }
  return Either.match(decodeSend(body), {
    onLeft: ({ message }) => message,
    onRight: ({ fax }) => fax.documents.map(({ fileName }) => fileName)
  })
}

it("is refused in the words of the wire when it comes from there", () => {
  expect(wire({ receipients: [] })).toContain("receipients is empty")
  expect(wire({ documents: [] })).toContain("documents is empty")
  const name = { file_name: "\ud83d", file_data: "aGk=", order: 0 }
  expect(wire({ documents: [name] })).toContain("documents[0].file_name has half of a character")
})

it("has the documents of the wire by their order, of which each has its own", () => {
  const document = (order: number) => ({ file_name: `${order}.txt`, file_data: "aGk=", order })
  expect(wire({ documents: [document(5), document(0), document(2)] })).toEqual([
    "0.txt",
    "2.txt",
    "5.txt"
  ])
  expect(wire({ documents: [document(1), document(1)] })).toContain("Two documents have order 1")
})

it("has one rule for the key of a send", () => {
  const is = Schema.is(IdempotencyKey)
  expect(["a", "order-4711", "~".repeat(255)].every((key) => is(key))).toBe(true)
  expect(["", "two words", "ключ", "a\n", "a".repeat(256)].some((key) => is(key))).toBe(false)
})
