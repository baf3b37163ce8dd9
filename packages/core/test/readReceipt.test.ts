import { describe, expect, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as FastCheck from "effect/FastCheck"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { Receipt } from "../src/model/Receipt.js"
import { Revision } from "../src/model/Revision.js"
import { readReceipt } from "../src/wire/readReceipt.js"
import { receiptOf, receiptText, WireReceipt } from "../src/wire/WireReceipt.js"
import { fixture } from "./fixtures.js"

const bySchema = (text: string) =>
  Option.getOrUndefined(Schema.decodeUnknownOption(Schema.parseJson(WireReceipt))(text))

const anything = FastCheck.constantFrom(null, true, [], {}, [[]], "", "x", " 1", -1, 1.5, 2 ** 53)
const mostly = (usual: FastCheck.Arbitrary<unknown>) =>
  FastCheck.oneof({ weight: 40, arbitrary: usual }, { weight: 1, arbitrary: anything })
const id = mostly(
  FastCheck.constantFrom("0123456789abcdefABCDEF0123456789", "0".repeat(32), "0".repeat(31))
)
const number = mostly(FastCheck.constantFrom("018555808797", "+13862345678", 13862345678, "12ab"))
const code = mostly(FastCheck.constantFrom("1", "2", "3", 1, 2, 3))
const count = mostly(FastCheck.constantFrom(0, 1, 100, "0", "100", "000000000000001"))
/** A record that seldom lacks a member. */
const record = (members: Record<string, FastCheck.Arbitrary<unknown>>) =>
  mostly(
    FastCheck.oneof(
      { weight: 30, arbitrary: FastCheck.record(members) },
      { weight: 1, arbitrary: FastCheck.record(members, { requiredKeys: [] }) }
    )
  )
const listOf = (entry: FastCheck.Arbitrary<unknown>) =>
  mostly(FastCheck.array(entry, { maxLength: 2 }))
const answer = record({
  request_reference: id,
  request_status: code,
  sid: id,
  result: record({
    receipient_count: count,
    document_count: count,
    total_documents: count,
    result: listOf(record({ reference: id, send_to: number, status: code })),
    receipients: listOf(record({ mid: id, fax_number: number, status: code }))
  }),
  _links: anything
})

describe("the receipt in an answer", () => {
  it.each(Revision.literals)("is written in %s as its schema writes it", (revision) => {
    const encode = {
      "2014-04-03": Schema.encodeSync(receiptOf["2014-04-03"]),
      "2014-04-09": Schema.encodeSync(receiptOf["2014-04-09"])
    }[revision]
    FastCheck.assert(
      FastCheck.property(Arbitrary.make(Schema.typeSchema(Receipt)), (receipt) => {
        expect(receiptText[revision](receipt)).toBe(JSON.stringify(encode(receipt)))
      }),
      { numRuns: 200 }
    )
  })

  it("is read as its schema reads it, where it is one and where it is none", () => {
    let receipts = 0
    FastCheck.assert(
      FastCheck.property(answer, (json) => {
        const text = JSON.stringify(json)
        const receipt = readReceipt(text)
        if (receipt !== undefined) receipts += 1
        expect(receipt).toEqual(bySchema(text))
      }),
      { numRuns: 1500 }
    )
    expect(receipts).toBeGreaterThan(100)
    expect(receipts).toBeLessThan(1400)
  })

  it.each(["", "{", "null", "[]", '{"result":3}', "<html>"])("is not in %j", (text) => {
    expect(readReceipt(text)).toBeUndefined()
  })

  it.each(Revision.literals)("of the document of %s is read", (revision) => {
    const text = fixture(`send.${revision}.answer`)
    expect(readReceipt(text)).toEqual(bySchema(text))
    expect(readReceipt(text)?.messages).toHaveLength(2)
  })
})
