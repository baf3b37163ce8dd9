import * as Either from "effect/Either"
import { expect, it } from "vitest"
import { FaxError } from "../../src/index.js"
import { toError } from "../../src/promise/toError.js"
import {
  badRequestAt,
  decodeSearchQuery,
  decodeSend,
  decodeStatusQuery,
  errorOfAnswer,
  parametersOf,
  problemOf
} from "../../src/wire/index.js"

const data = "SGVsbG8="
const to = "13862345678"
const file = { file_name: "a.pdf", file_data: data, order: 0 }
const other = { ...file, order: 1 }
const fax = { receipients: [{ send_to: to }], documents: [file] }
const half = "\ud800"

const send = (body: object) => Either.flip(decodeSend({ ...fax, ...body }))
const search = (query: string) =>
  Either.flip(Either.flatMap(parametersOf(query), decodeSearchQuery))
const status = (query: string) =>
  Either.flip(Either.flatMap(parametersOf(query), decodeStatusQuery))
const days = "from_date=04/01/2014&to_date=04/30/2014"

type Case = readonly [what: string, Either.Either<FaxError.FaxError, unknown>, string, string]

/** Every place where a server of the contract refuses a request: in the request, and as the caller wrote it. */
const refused: ReadonlyArray<Case> = [
  ["no recipients", send({ receipients: "x" }), "/receipients", "to"],
  ["an empty list", send({ receipients: [] }), "/receipients", "to"],
  ["a recipient that is none", send({ receipients: [1] }), "/receipients/0", "to[0]"],
  ["two keys", send({ receipients: [{ send_to: to, fax_number: to }] }), "/receipients/0", "to[0]"],
  [
    "two revisions",
    send({ receipients: [{ send_to: to }, { fax_number: to }] }),
    "/receipients/1",
    "to[1]"
  ],
  ["a number", send({ receipients: [{ send_to: "1a" }] }), "/receipients/0/send_to", "to[0]"],
  [
    "a number of the other revision",
    send({ receipients: [{ fax_number: to }, { fax_number: "" }] }),
    "/receipients/1/fax_number",
    "to[1]"
  ],
  [
    "a number of another kind",
    send({ receipients: [{ send_to: {} }] }),
    "/receipients/0/send_to",
    "to[0]"
  ],
  [
    "a recipient's reference",
    send({ receipients: [{ send_to: to, reference: half }] }),
    "/receipients/0/reference",
    "to[0].reference"
  ],
  ["a reference", send({ reference: half }), "/reference", "reference"],
  ["documents that are none", send({ documents: 1 }), "/documents", "documents"],
  ["a document that is none", send({ documents: [1] }), "/documents/0", "documents[0]"],
  ["an order twice", send({ documents: [file, file] }), "/documents", "documents"],
  [
    "an order",
    send({ documents: [file, { ...other, order: "x" }] }),
    "/documents/1/order",
    "documents[1].order"
  ],
  [
    "a name",
    send({ documents: [{ ...file, file_name: "" }] }),
    "/documents/0/file_name",
    "documents[0].name"
  ],
  [
    "a name that cannot be kept",
    send({ documents: [file, { ...other, file_name: half }] }),
    "/documents/1/file_name",
    "documents[1].name"
  ],
  [
    "data",
    send({ documents: [file, { ...other, file_data: "!" }] }),
    "/documents/1/file_data",
    "documents[1]"
  ],
  ["the range", search("from_date=04/30/2014&to_date=04/01/2014"), "/from_date", "from"],
  ["the beginning", search("from_date=x&to_date=04/01/2014"), "/from_date", "from"],
  ["the end", search("from_date=04/01/2014"), "/to_date", "to"],
  ["the number searched for", search(`${days}&fax_number=x`), "/fax_number", "number"],
  ["the status searched for", search(`${days}&status=9`), "/status", "status"],
  ["a page of a search", search(`${days}&p=0`), "/p", "page"],
  ["a user twice", search(`${days}&user_id=1&user_id=2`), "/user_id", "userId"],
  ["a job", status("sid=x"), "/sid", "sendId"],
  ["a message", status("mid=x"), "/mid", "messageId"],
  ["a page of a status", status(`sid=${"0".repeat(32)}&p=x`), "/p", "page"]
]

const answered = (error: FaxError.FaxError) => {
  const { body, status } = problemOf(error)
  return toError(errorOfAnswer({ status, body: JSON.stringify(body), now: 0 }))
}

it.each(refused)(
  "%s is told where the caller wrote it, beside its pointer",
  (_, error, pointer, place) => {
    const told = answered(Either.getOrThrow(error))
    expect(told).toMatchObject({ place, pointer })
    expect(told.message).toContain(`(${place})`)
  }
)

// What only a gateway's own send has.
it.each([
  ["/recipients", "to"],
  ["/recipients/2/faxNumber", "to[2]"],
  ["/recipients/0/reference", "to[0].reference"],
  ["/documents/1/fileName", "documents[1].name"],
  ["/documents/1/data", "documents[1].data"],
  ["/window/zone", "window.zone"],
  ["/sendAt", "sendAt"]
])("%s of a gateway is %s", (pointer, place) => {
  const error = badRequestAt(pointer, "is wrong")
  expect(answered(error)).toMatchObject({ place, pointer, message: `is wrong (${place})` })
})

// Servers that give no pointers.
it.each([
  ["documents[0].file_name", "/documents/0/file_name", "documents[0].name"],
  ["/receipients/0", "/receipients/0", "to[0]"],
  ["from_date", "/from_date", "from"],
  ["p", "/p", "page"],
  ["a.pdf", undefined, undefined],
  ["13862345678", undefined, undefined],
  ["", undefined, undefined]
])("the culprit '%s' of a server without pointers is at %s", (culprit, pointer, place) => {
  const error = new FaxError.Rejected({ status: 400, title: "Bad Request", detail: "No", culprit })
  const told = answered(error)
  const about = place ?? culprit
  expect(told).toMatchObject({ place, pointer, message: about === "" ? "No" : `No (${about})` })
})
