import { describe, expect, it } from "@effect/vitest"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as FastCheck from "effect/FastCheck"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import {
  Document,
  type FaxDraft,
  FaxError,
  FaxNumber,
  Message,
  Page,
  Receipt,
  Revision,
  SendFax
} from "../src/index.js"
import {
  decodeSend,
  errorOfAnswer,
  pagerOf,
  problemOf,
  receiptOf,
  WirePage,
  WireProblem,
  WireSearchQuery,
  WireToken,
  writePage
} from "../src/wire/index.js"
import { sendBody } from "../src/wire/sendBody.js"
import { WireBoundary, WireInstant } from "../src/wire/WireInstant.js"
import { WireReceipt } from "../src/wire/WireReceipt.js"
import { fixture, parsed } from "./fixtures.js"

const sendId = "0a1b2c3d4e5f60718293a4b5c6d7e8f9"
const revisions = Revision.literals

const fax = {
  recipients: [
    { number: FaxNumber.make("018555808797"), reference: "first of two" },
    { number: FaxNumber.make("13862345678") }
  ],
  documents: [
    Document.fromBytes("hello.txt", new TextEncoder().encode("Hello fax")),
    Document.fromStream("bytes.bin", Stream.make(Uint8Array.of(0), Uint8Array.of(255, 16)))
  ],
  reference: "order 4711"
}

const bodyOf = (revision: Revision, what: FaxDraft = fax) =>
  Effect.flatMap(SendFax.make(what), (checked) =>
    sendBody(checked, revision)
      .stream(() => {})
      .pipe(Stream.decodeText(), Stream.mkString)
  )

const encodeReceipt = {
  "2014-04-03": Schema.encodeSync(receiptOf["2014-04-03"]),
  "2014-04-09": Schema.encodeSync(receiptOf["2014-04-09"])
}

describe("send", () => {
  for (const revision of revisions) {
    it.effect(`a client of ${revision} writes the contract's request`, () =>
      Effect.map(bodyOf(revision), (body) => {
        expect(JSON.parse(body)).toEqual(parsed(`send.${revision}.request`))
      })
    )

    it.effect(`a server reads the request of ${revision} and knows its revision`, () =>
      Effect.gen(function* () {
        const decoded = yield* decodeSend(parsed(`send.${revision}.request`))
        expect(decoded.revision).toBe(revision)
        expect(decoded.fax.recipients.map(({ number }) => number)).toEqual([
          "018555808797",
          "13862345678"
        ])
        const contents = yield* Effect.forEach(decoded.fax.documents, Document.readBytes)
        expect(contents.map((bytes) => [...bytes])).toEqual([
          [...new TextEncoder().encode("Hello fax")],
          [0, 255, 16]
        ])
        if (revision === "2014-04-03") {
          expect(decoded.fax.reference).toBe("order 4711")
          expect(decoded.fax.recipients[0]?.reference).toBe("first of two")
        }
      })
    )

    it(`the answer of ${revision} is read by a client and written by a server`, () => {
      const json = parsed(`send.${revision}.answer`)
      const receipt = Schema.decodeUnknownSync(WireReceipt)(json)
      expect(receipt).toEqual({
        sendId,
        messages: [
          { messageId: "1".repeat(32), faxNumber: "018555808797", status: "processing" },
          { messageId: "2".repeat(32), faxNumber: "13862345678", status: "processing" }
        ],
        documentCount: 2
      })
      expect(encodeReceipt[revision](receipt)).toEqual(json)
    })

    it.prop(`any receipt survives the wire of ${revision}`, [Receipt], ([receipt]) => {
      const json = JSON.stringify(encodeReceipt[revision](receipt))
      expect(Schema.decodeSync(Schema.parseJson(WireReceipt))(json)).toEqual(receipt)
    })

    it.effect.prop(
      `any fax survives the wire of ${revision}`,
      {
        numbers: FastCheck.array(FastCheck.stringMatching(/^[1-9]\d{6,14}$/), { minLength: 1 }),
        names: FastCheck.array(FastCheck.string({ minLength: 1, unit: "grapheme" }), {
          minLength: 1,
          maxLength: 4
        }),
        bytes: FastCheck.uint8Array({ minLength: 1, maxLength: 2000 }),
        cut: FastCheck.nat(2000),
        reference: FastCheck.string()
      },
      ({ bytes, cut, names, numbers, reference }) =>
        Effect.gen(function* () {
          const recipients = numbers.map((number) => ({ number: FaxNumber.make(number) }))
          const documents = names.map((name) =>
            Document.fromStream(name, Stream.make(bytes.slice(0, cut), bytes.slice(cut)))
          )
          const body = yield* bodyOf(revision, { recipients, documents, reference })
          const decoded = yield* decodeSend(JSON.parse(body))
          expect(decoded.revision).toBe(revision)
          expect(decoded.fax.recipients).toEqual(recipients)
          expect(decoded.fax.documents.map(({ fileName }) => fileName)).toEqual(names)
          expect(yield* Effect.forEach(decoded.fax.documents, Document.readBytes)).toEqual(
            names.map(() => bytes)
          )
        })
    )
  }

  it("tolerates extra members, such as the links of an earlier draft", () => {
    const json = { ...Object(parsed("send.2014-04-09.answer")), _links: { self: { href: "/x" } } }
    expect(Schema.decodeUnknownSync(WireReceipt)(json).sendId).toBe(sendId)
  })

  it.effect("knows its length beforehand when it knows the documents' sizes", () =>
    Effect.gen(function* () {
      const known = { ...fax, documents: fax.documents.slice(0, 1) }
      for (const revision of revisions) {
        const body = sendBody(yield* SendFax.make(known), revision)
        const text = yield* bodyOf(revision, known)
        expect(body.length).toBe(new TextEncoder().encode(text).length)
        expect(sendBody(yield* SendFax.make(fax), revision).length).toBeUndefined()
      }
    })
  )

  it.effect("a document that is not as long as was said is never sent whole", () =>
    Effect.gen(function* () {
      for (const size of [2, 4]) {
        const document = Document.fromStream("x", Stream.make(Uint8Array.of(1, 2, 3)), { size })
        const error = yield* Effect.flip(bodyOf("2014-04-03", { ...fax, documents: [document] }))
        expect(error._tag).toBe("FaxError.DocumentUnreadable")
      }
    })
  )
})

describe("status and search", () => {
  it("reads and writes the contract's answer", () => {
    const page = Schema.decodeUnknownSync(WirePage)(parsed("status.answer"))
    const [processing, delivered] = page.messages
    expect(processing).toEqual({
      sendId,
      messageId: "1".repeat(32),
      faxNumber: "018555808797",
      status: "processing",
      sentOn: DateTime.unsafeMakeZoned("2014-04-08T21:26:25Z", { timeZone: -4 * 3_600_000 })
    })
    expect(delivered).toMatchObject({ status: "delivered", attempts: 1, pages: 2 })
    expect(Schema.encodeSync(WirePage)(page)).toEqual(parsed("status.answer"))
  })

  it("accepts numbers for strings, nulls and missing members", () => {
    const json = JSON.parse(fixture("status.answer"))
    Object.assign(json.results[1], { status: 2, attempts: 1, pages: 2, user_id: 7, extra: {} })
    json.results[0].received_on = null
    delete json.results[0].attempts
    json.pager = { ...json.pager, pageCount: "1", _links: {}, firstItemNumber: undefined }
    const page = Schema.decodeUnknownSync(WirePage)(json)
    expect(page.messages[1]).toMatchObject({ status: "delivered", attempts: 1, userId: "7" })
    expect("attempts" in (page.messages[0] ?? {})).toBe(false)
  })

  const wholeSecond = FastCheck.integer({ min: 0, max: 4_102_444_799 })
  const instant = FastCheck.tuple(wholeSecond, FastCheck.integer({ min: -56, max: 56 })).map(
    ([seconds, quarters]) =>
      DateTime.unsafeMakeZoned(seconds * 1000, { timeZone: quarters * 900_000 })
  )
  const message = FastCheck.record(
    {
      sendId: FastCheck.constant(sendId),
      messageId: FastCheck.stringMatching(/^[0-9a-f]{32}$/),
      faxNumber: FastCheck.constant("018555808797"),
      status: FastCheck.constantFrom("processing", "delivered", "failed"),
      sentOn: instant,
      receivedOn: instant,
      attempts: FastCheck.nat(),
      pages: FastCheck.nat(),
      userId: FastCheck.constantFrom("7", "someone"),
      accountId: FastCheck.constantFrom("8")
    },
    { requiredKeys: ["sendId", "messageId", "faxNumber", "status", "sentOn"] }
  )

  it.prop("any page survives the wire", [FastCheck.array(message)], ([messages]) => {
    const page = Schema.validateSync(Page)({ messages, pager: pagerOf(messages.length, 1) })
    const json = JSON.stringify(Schema.encodeSync(WirePage)(page))
    expect(Schema.decodeSync(Schema.parseJson(WirePage))(json)).toEqual(page)
    expect(JSON.parse(JSON.stringify(writePage(page)))).toEqual(JSON.parse(json))
  })

  it.prop("any instant survives the wire with its offset", [instant], ([moment]) => {
    const text = Schema.encodeSync(WireInstant)(moment)
    expect(text).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/)
    expect(Schema.decodeSync(WireInstant)(text)).toEqual(moment)
  })

  it("a pager covers all items exactly once", () => {
    for (const total of [0, 1, 99, 100, 101, 250]) {
      const { pageCount } = pagerOf(total, 1)
      const items = Array.from({ length: pageCount }, (_, index) => pagerOf(total, index + 1))
      expect(items.reduce((sum, pager) => sum + pager.currentItemCount, 0)).toBe(total)
      for (const [index, pager] of items.entries()) {
        expect(pager.current).toBe(index + 1)
        if (total > 0) expect(pager.firstItemNumber).toBe(index * 100 + 1)
      }
    }
  })
})

describe("dates", () => {
  const at = (text: string, end: "from" | "to") =>
    DateTime.formatIso(Schema.decodeSync(WireBoundary(end))(text))

  it("takes every form that clients send", () => {
    expect(at("2014-01-30T00:00:00-5:00", "from")).toBe("2014-01-30T05:00:00.000Z")
    expect(at("2014-04-08T17:26:25-04:00", "from")).toBe("2014-04-08T21:26:25.000Z")
    expect(at("2014-04-08T17:26:25Z", "to")).toBe("2014-04-08T17:26:25.000Z")
    expect(at("2014-04-08T17:26:25 02:00", "to")).toBe("2014-04-08T15:26:25.000Z")
    expect(at("04/01/2014", "from")).toBe("2014-04-01T00:00:00.000Z")
    expect(at("04/30/2014", "to")).toBe("2014-04-30T23:59:59.000Z")
  })

  it("refuses what is no date", () => {
    const bad = [
      "",
      "yesterday",
      "30/04/2014",
      "02/29/2014",
      "2014-02-30T00:00:00Z",
      "2014-04-08T24:00:00Z"
    ]
    const worse = ["2014-04-08T17:26:25", "2014-04-08T17:26:25-15:00", "2014-13-01", "1396972800"]
    for (const text of [...bad, ...worse]) {
      expect(Either.isLeft(Schema.decodeEither(WireBoundary("from"))(text)), text).toBe(true)
    }
  })

  it("writes a query in the contract's names", () => {
    const query = {
      from: DateTime.unsafeMake("2014-04-01T00:00:00Z"),
      to: DateTime.unsafeMake("2014-04-30T23:59:59Z"),
      number: FaxNumber.make("13862345678"),
      status: "delivered" as const,
      page: 2
    }
    const wire = {
      from_date: "2014-04-01T00:00:00Z",
      to_date: "2014-04-30T23:59:59Z",
      fax_number: "13862345678",
      status: "2",
      p: "2"
    } as const
    expect(Schema.encodeSync(WireSearchQuery)(query)).toEqual(wire)
    expect(Schema.decodeSync(WireSearchQuery)(wire)).toEqual(query)
  })
})

describe("oauth", () => {
  it("reads and writes the contract's answer, and tolerates an earlier draft's scope", () => {
    const json = parsed("oauth.answer")
    const token = Schema.decodeUnknownSync(WireToken)({ ...Object(json), scope: null })
    expect(Schema.encodeSync(WireToken)(token)).toEqual(json)
    expect(JSON.stringify(token)).not.toContain("5f0cb1d1")
  })
})

describe("errors", () => {
  const answer = (status: number, body: string) => errorOfAnswer({ status, body, now: 0 })
  const all = [
    ...Array.from({ length: 18 }, (_, index) => 400 + index),
    ...[422, 423, 424, 425, 426, 428, 429, 431],
    ...Array.from({ length: 9 }, (_, index) => 500 + index),
    511
  ]

  it("the contract's problem is an invalid number, and is written for one", () => {
    const error = answer(406, fixture("problem.invalid-number"))
    expect(error).toMatchObject({ _tag: "FaxError.InvalidNumber", culprit: "12ab" })
    const { errors, ...body } = problemOf(
      new FaxError.InvalidNumber({
        culprit: "12ab",
        detail: "the number has letters",
        place: "/receipients/0/send_to"
      })
    ).body
    expect(body).toEqual(parsed("problem.invalid-number"))
    expect(errors).toEqual([
      { pointer: "/receipients/0/send_to", detail: "the number has letters" }
    ])
  })

  it("every status of the contract is one typed error, whatever its body", () => {
    const bodies = [
      "",
      "null",
      "[]",
      "<html>busy</html>",
      "{",
      '{"title":7,"code":"x","errors":3}',
      '"text"'
    ]
    for (const status of all) {
      const tags = new Set(bodies.map((body) => answer(status, body)._tag))
      expect([status, ...tags]).toHaveLength(2)
    }
    const tagOf = (status: number) => answer(status, "")._tag
    expect(all.map((status) => [status, tagOf(status)])).toMatchSnapshot()
  })

  it.prop(
    "no answer at all makes reading an error fail",
    [
      FastCheck.integer({ min: 100, max: 999 }),
      FastCheck.oneof(FastCheck.string(), FastCheck.json())
    ],
    ([status, body]) => {
      const error = answer(status, body)
      expect(error.message.length).toBeGreaterThan(0)
    }
  )

  it("an excerpt is bounded, and holds nothing as long as a token or a document", () => {
    const body = `<p>token 5f0cb1d1d5a2f8c3b6e7a9d0c4e2f1a3b5c7d9e10f21 ${"word ".repeat(1000)}</p>`
    const error = answer(302, body)
    expect(error._tag).toBe("FaxError.UnexpectedAnswer")
    expect(error.message).not.toContain("5f0cb1d1")
    expect(error.message.length).toBeLessThan(450)
  })

  it.prop(
    "what a server says of an error is what a client reads",
    [FastCheck.string(), FastCheck.string()],
    ([culprit, detail]) => {
      const { body, status } = problemOf(new FaxError.InvalidNumber({ culprit, detail }))
      const json = JSON.stringify(Schema.encodeSync(WireProblem)(body))
      expect(answer(status, json)).toMatchObject({ _tag: "FaxError.InvalidNumber", culprit })
    }
  )
})

describe("the model", () => {
  it.prop("what a message schema makes, it accepts", [FaxNumber], ([number]) => {
    expect(Schema.is(FaxNumber)(number)).toBe(true)
  })

  it("says what is wrong with a number", () => {
    const bad = [
      "",
      "abc",
      "1234",
      "+0123456",
      "1".repeat(16),
      `0${"1".repeat(19)}`,
      "+",
      "12 345",
      "++1234567"
    ]
    for (const number of bad) {
      const result = Schema.decodeUnknownEither(FaxNumber)(number)
      expect(Either.isLeft(result), number).toBe(true)
    }
    for (const number of ["018555808797", "13862345678", "+4930123456", "00493012345678"]) {
      expect(FaxNumber.make(number)).toBe(number)
    }
    expect(Schema.is(Message)({})).toBe(false)
  })
})
