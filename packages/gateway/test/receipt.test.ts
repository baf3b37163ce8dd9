import { createPublicKey, verify } from "node:crypto"
import { readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import { FaxNumber, MessageId, SendId } from "@faxingcenter/core"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import { compactVerify } from "jose"
import type { DeliveryReceipt } from "../src/tell/receipts/DeliveryReceipt.js"
import {
  newSigningKey,
  parsePublicKey,
  publicKeyOf,
  thumbprint
} from "../src/tell/receipts/SigningKey.js"
import { signReceipt } from "../src/tell/receipts/signReceipt.js"
import { verifyReceipt } from "../src/tell/receipts/verifyReceipt.js"

const at = (text: string) => DateTime.unsafeMake(text)

const receipt: DeliveryReceipt = {
  version: 3,
  issuedAt: at("2014-04-08T21:40:00Z"),
  sendId: SendId.make("0145430a4bc1f3a97d2e8c5500000000"),
  messageId: MessageId.make("0145430a4bc1f3a97d2e8c5500000001"),
  reference: "Пример №7",
  faxNumber: FaxNumber.make("018555808797"),
  status: "delivered",
  simulated: true,
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
      remoteId: "call-7",
      transport: "simulated"
    },
    { startedAt: at("2014-04-08T21:38:25Z"), outcome: { _tag: "NotDialled" } }
  ]
}

const signed = Effect.gen(function* () {
  const key = newSigningKey()
  const { jws } = yield* signReceipt(receipt, key)
  return { publicKey: yield* publicKeyOf(key), jws }
})

/** How one is refused. What is accepted is left out: a test that fails prints it, which takes for ever. */
const refusal = (...args: Parameters<typeof verifyReceipt>) =>
  Effect.flip(Effect.asVoid(verifyReceipt(...args)))

/** The same JWS with another text in one of its parts: header, payload, signature. */
const altered = (jws: string, part: 0 | 1 | 2, change: (text: string) => string) =>
  jws
    .split(".")
    .map((text, index) => {
      if (index !== part) return text
      const changed = change(Buffer.from(text, "base64url").toString("latin1"))
      return Buffer.from(changed, "latin1").toString("base64url")
    })
    .join(".")

describe("a delivery receipt", () => {
  it.effect("is verified offline with the gateway's public key", () =>
    Effect.gen(function* () {
      const { jws, publicKey } = yield* signed
      const verified = yield* verifyReceipt(jws, publicKey)
      assert.deepStrictEqual(verified.receipt, receipt)
      assert.isTrue(verified.isTrusted)
    })
  )

  it.effect("is verified by a stranger's tool with nothing but the key", () =>
    Effect.gen(function* () {
      const { jws, publicKey } = yield* signed
      const { payload, protectedHeader } = yield* Effect.promise(() =>
        compactVerify(jws, createPublicKey({ key: { ...publicKey }, format: "jwk" }))
      )
      assert.strictEqual(protectedHeader.kid, yield* thumbprint(publicKey))
      const json: unknown = JSON.parse(new TextDecoder().decode(payload))
      assert.containsSubset(json, {
        status: "delivered",
        simulated: true,
        pages: 2,
        attempts: [
          { outcome: { kind: "failed", reason: "busy", pages: 0 } },
          { outcome: { kind: "delivered", pages: 2 } },
          { outcome: { kind: "not_dialled" } }
        ]
      })
      assert.notInclude(JSON.stringify(json), "_tag")
      // And without a library: RFC 7515 section 5.2, RFC 8032.
      const [header, body, signature = ""] = jws.split(".")
      const key = createPublicKey({ key: { ...publicKey }, format: "jwk" })
      const input = Buffer.from(`${header}.${body}`)
      assert.isTrue(verify(null, input, key, Buffer.from(signature, "base64url")))
    })
  )

  it.effect("without a key is only known not to be changed", () =>
    Effect.gen(function* () {
      const { isTrusted } = yield* verifyReceipt((yield* signed).jws, undefined)
      assert.isFalse(isTrusted)
    })
  )

  for (const [what, change] of [
    ["status", (text: string) => text.replace('"delivered"', '"failed"')],
    ["number", (text: string) => text.replace("018555808797", "018555808798")],
    ["hash", (text: string) => text.replace("abab", "abac")],
    ["simulation", (text: string) => text.replace('"simulated":true', '"simulated":false')],
    ["member beside", (text: string) => text.replace('"version":3', '"version":3,"paid":true')],
    ["space", (text: string) => `${text} `]
  ] as const) {
    it.effect(`is refused after a change of its ${what}`, () =>
      Effect.gen(function* () {
        const { jws } = yield* signed
        const changed = altered(jws, 1, change)
        assert.notStrictEqual(changed, jws)
        const { reason } = yield* refusal(changed, undefined)
        assert.strictEqual(reason, "changed")
      })
    )
  }

  it.effect("is refused when any byte of it is another", () =>
    Effect.gen(function* () {
      const { jws, publicKey } = yield* signed
      const flip = (text: string, at: number) =>
        text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ 1) + text.slice(at + 1)
      for (const part of [0, 1, 2] as const) {
        const { length } = Buffer.from(jws.split(".")[part] ?? "", "base64url")
        for (let at = 0; at < length; at++) {
          const changed = altered(jws, part, (text) => flip(text, at))
          yield* refusal(changed, publicKey)
        }
      }
    })
  )

  it.effect("is refused when its header asks for another algorithm, or for none", () =>
    Effect.gen(function* () {
      const { jws, publicKey } = yield* signed
      for (const alg of ["none", "HS256", "RS256"]) {
        const other = altered(jws, 0, (text) => text.replace("EdDSA", alg))
        const [header, payload] = other.split(".")
        for (const text of [other, `${header}.${payload}.`]) {
          const { reason } = yield* refusal(text, publicKey)
          assert.strictEqual(reason, "unreadable")
        }
      }
    })
  )

  it.effect("is refused when another key has signed it", () =>
    Effect.gen(function* () {
      const { jws } = yield* signed
      const other = yield* publicKeyOf(newSigningKey())
      const { reason } = yield* refusal(jws, other)
      assert.strictEqual(reason, "other_key")
    })
  )

  for (const text of ["", "{}", "null", "a.b.c", "..", '{"receipt":1,"key":{},"signature":""}']) {
    it.effect(`is refused when it is ${JSON.stringify(text)}`, () =>
      Effect.gen(function* () {
        const { reason } = yield* refusal(text, undefined)
        assert.strictEqual(reason, "unreadable")
      })
    )
  }
})

describe("a receipt of the first form", () => {
  const text = readFileSync(new URL("receiptOfFirstForm.json", import.meta.url), "utf8")
  const json: Record<string, unknown> = JSON.parse(text)
  const key = parsePublicKey(JSON.stringify(json["key"]))

  it.effect("is still verified, and does not say whether the line was simulated", () =>
    Effect.gen(function* () {
      const turned = JSON.stringify(Object.fromEntries(Object.entries(json).toReversed()))
      for (const same of [text, turned]) {
        const verified = yield* verifyReceipt(same, yield* key)
        assert.isTrue(verified.isTrusted)
        assert.deepInclude(verified.receipt, { version: 1, pages: 2, reference: "Пример №7" })
        assert.isUndefined(verified.receipt.simulated)
      }
    })
  )

  it.effect("is refused when it was changed, or says two things", () =>
    Effect.gen(function* () {
      for (const [from, to, expected] of [
        ["018555808797", "018555808798", "changed"],
        ['"version": 1', '"version": 1, "paid": true', "changed"],
        ['"status":', '"status": "failed", "status":', "unreadable"],
        ['"status":', '"st\\u0061tus": "failed", "status":', "unreadable"]
      ] as const) {
        assert.include(text, from)
        const { reason } = yield* refusal(text.replace(from, to), yield* key)
        assert.strictEqual(reason, expected)
      }
    })
  )
})

it.effect("a receipt of the second form is still verified", () =>
  Effect.gen(function* () {
    const { jws, key } = JSON.parse(
      readFileSync(new URL("receiptOfSecondForm.json", import.meta.url), "utf8")
    )
    const verified = yield* verifyReceipt(jws, yield* parsePublicKey(JSON.stringify(key)))
    assert.isTrue(verified.isTrusted)
    assert.containsSubset(verified.receipt, {
      version: 2,
      simulated: true,
      status: "delivered",
      attempts: [{ transport: "simulated", outcome: { _tag: "Delivered", pages: 1 } }]
    })
  })
)

it.effect("a public key is read from a JSON Web Key, alone or in a set", () =>
  Effect.gen(function* () {
    const key = yield* publicKeyOf(newSigningKey())
    assert.deepStrictEqual(yield* parsePublicKey(JSON.stringify(key)), key)
    assert.deepStrictEqual(yield* parsePublicKey(JSON.stringify({ keys: [key] })), key)
    yield* Effect.flip(parsePublicKey("-----BEGIN PUBLIC KEY-----\n!\n-----END PUBLIC KEY-----"))
    yield* Effect.flip(parsePublicKey("{}"))
  })
)
