import { assert, describe, it } from "@effect/vitest"
import { FaxNumber, MessageId, SendId } from "@faxingcenter/core"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { canonicalJson } from "../src/tell/receipts/canonicalJson.js"
import { type DeliveryReceipt, SignedReceipt } from "../src/tell/receipts/DeliveryReceipt.js"
import { doubledMember } from "../src/tell/receipts/doubledMember.js"
import { newSigningKey, parsePublicKey, publicKeyOf } from "../src/tell/receipts/SigningKey.js"
import { signReceipt } from "../src/tell/receipts/signReceipt.js"
import { verifyReceipt } from "../src/tell/receipts/verifyReceipt.js"

const at = (text: string) => DateTime.unsafeMake(text)

const receipt: DeliveryReceipt = {
  version: 1,
  issuedAt: at("2014-04-08T21:40:00Z"),
  sendId: SendId.make("0145430a4bc1f3a97d2e8c5500000000"),
  messageId: MessageId.make("0145430a4bc1f3a97d2e8c5500000001"),
  reference: "Пример №7",
  faxNumber: FaxNumber.make("018555808797"),
  status: "delivered",
  acceptedAt: at("2014-04-08T21:26:25Z"),
  endedAt: at("2014-04-08T21:39:12Z"),
  pages: 2,
  documents: [{ fileName: "order.pdf", order: 0, size: 3, sha256: "ab".repeat(32) }],
  attempts: [
    {
      startedAt: at("2014-04-08T21:26:26Z"),
      endedAt: at("2014-04-08T21:27:00Z"),
      outcome: { _tag: "Failed", reason: "busy", pages: 0, raw: { source: "simulated" } }
    },
    {
      startedAt: at("2014-04-08T21:38:26Z"),
      endedAt: at("2014-04-08T21:39:12Z"),
      outcome: { _tag: "Delivered", pages: 2 },
      remoteId: "call-7"
    }
  ]
}

const encode = Schema.encodeSync(Schema.parseJson(SignedReceipt))
const signed = Effect.gen(function* () {
  const key = newSigningKey()
  return { publicKey: yield* publicKeyOf(key), text: encode(yield* signReceipt(receipt, key)) }
})

describe("canonical JSON", () => {
  // The example of RFC 8785, section 3.2.2 and 3.2.3.
  it("writes what RFC 8785 writes", () => {
    assert.strictEqual(
      canonicalJson({
        numbers: [333333333.3333333, 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
        string: "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"/",
        literals: [null, true, false]
      }),
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    )
  })

  it("orders members by UTF-16 units", () => {
    assert.strictEqual(
      canonicalJson({ "\ufb33": 1, "\ud83d\ude00": 2, "\u20ac": 3, "\r": 4, "1": 5, "\u00f6": 6 }),
      '{"\\r":4,"1":5,"\u00f6":6,"\u20ac":3,"\ud83d\ude00":2,"\ufb33":1}'
    )
  })
})

describe("a delivery receipt", () => {
  it.effect("is verified offline with the gateway's public key", () =>
    Effect.gen(function* () {
      const { publicKey, text } = yield* signed
      const verified = yield* verifyReceipt(text, publicKey)
      assert.deepStrictEqual(verified.receipt, receipt)
      assert.isTrue(verified.isTrusted)
    })
  )

  it.effect("holds when it is formatted anew, and its members come in another order", () =>
    Effect.gen(function* () {
      const { publicKey, text } = yield* signed
      const json: Record<string, unknown> = JSON.parse(text)
      const turned = Object.fromEntries(Object.entries(json).toReversed())
      yield* verifyReceipt(JSON.stringify(turned, null, 4), publicKey)
    })
  )

  it.effect("without a key is only known not to be changed", () =>
    Effect.gen(function* () {
      const { isTrusted } = yield* verifyReceipt((yield* signed).text, undefined)
      assert.isFalse(isTrusted)
    })
  )

  for (const [what, change] of [
    ["status", (text: string) => text.replace('"delivered"', '"failed"')],
    ["number", (text: string) => text.replace("018555808797", "018555808798")],
    ["hash", (text: string) => text.replace("abab", "abac")],
    ["member beside", (text: string) => text.replace('"version":1', '"version":1,"paid":true')]
  ] as const) {
    it.effect(`is refused after a change of its ${what}`, () =>
      Effect.gen(function* () {
        const { text } = yield* signed
        assert.notStrictEqual(change(text), text)
        const { reason } = yield* Effect.flip(verifyReceipt(change(text), undefined))
        assert.strictEqual(reason, "changed")
      })
    )
  }

  it.effect("is refused when it says two things, of which another reader may see the first", () =>
    Effect.gen(function* () {
      const { text } = yield* signed
      for (const twice of ['"status":"failed","status":', '"st\\u0061tus" : "failed","status":']) {
        const { message, reason } = yield* Effect.flip(
          verifyReceipt(text.replace('"status":', twice), undefined)
        )
        assert.deepStrictEqual(
          [reason, message],
          ["unreadable", "The member status stands twice in it, so that it says two things"]
        )
      }
      // Members of other objects, and what only looks like one.
      assert.isUndefined(doubledMember('{"a":[{"b":"\\"b\\":"},{"b":{"a":1}}],"c":"a"}'))
    })
  )

  it.effect("is refused when another key has signed it", () =>
    Effect.gen(function* () {
      const { text } = yield* signed
      const other = yield* publicKeyOf(newSigningKey())
      const { reason } = yield* Effect.flip(verifyReceipt(text, other))
      assert.strictEqual(reason, "other_key")
    })
  )

  for (const text of ["", "{}", "null", '{"receipt":1,"key":{},"signature":""}']) {
    it.effect(`is refused when it is ${JSON.stringify(text)}`, () =>
      Effect.gen(function* () {
        const { reason } = yield* Effect.flip(verifyReceipt(text, undefined))
        assert.strictEqual(reason, "unreadable")
      })
    )
  }
})

it.effect("a public key is read from a JSON Web Key, alone or in a set", () =>
  Effect.gen(function* () {
    const key = yield* publicKeyOf(newSigningKey())
    assert.deepStrictEqual(yield* parsePublicKey(JSON.stringify(key)), key)
    assert.deepStrictEqual(yield* parsePublicKey(JSON.stringify({ keys: [key] })), key)
    yield* Effect.flip(parsePublicKey("-----BEGIN PUBLIC KEY-----\n!\n-----END PUBLIC KEY-----"))
    yield* Effect.flip(parsePublicKey("{}"))
  })
)
