import { describe, expect, it } from "@effect/vitest"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as fc from "effect/FastCheck"
import * as Stream from "effect/Stream"
import { Base64Decoder } from "../src/wire/Base64Decoder.js"
import {
  Base64Encoder,
  base64Length,
  decodeBase64,
  encodeBase64Stream
} from "../src/wire/base64.js"
import { nativeBase64 } from "../src/wire/nativeBase64.js"
import { type NativeDecode, nativeDecode } from "../src/wire/nativeDecode.js"

const decoded = (text: string) =>
  Either.match(decodeBase64(text), {
    onLeft: (problem) => problem,
    onRight: (bytes) => Buffer.from(bytes).toString("latin1")
  })

/** What a decoder makes of a text in one piece. */
const byDecoder = (text: string, native: NativeDecode | undefined) => {
  const decoder = new Base64Decoder(native)
  const codes = new TextEncoder().encode(text)
  const output = new Uint8Array(codes.length)
  let written = 0
  for (let at = 0; at < codes.length && decoder.problem === undefined; ) {
    written = decoder.run(codes, at, codes.length, output, written)
    at = decoder.read
    if (at < codes.length) written = decoder.feed(codes[at++] ?? 0, output, written)
  }
  return decoder.end() ?? Buffer.from(output.subarray(0, written)).toString("hex")
}

describe("the platform's decoder", () => {
  const long = fc
    .uint8Array({ minLength: 600, maxLength: 700 })
    .map((bytes) => Buffer.from(bytes).toString("base64"))

  it("agrees with the loop about long texts, right and wrong ones", () => {
    expect(nativeDecode).toBeDefined()
    fc.assert(
      fc.property(
        long,
        fc.nat(),
        fc.constantFrom(
          "",
          "-",
          "_",
          "=",
          "==",
          "\u0141",
          "\u00c1",
          " ",
          "\r\n",
          "A",
          "*",
          "\u0000"
        ),
        (text, place, odd) => {
          const at = place % (text.length + 1)
          const candidate = text.slice(0, at) + odd + text.slice(at)
          expect(byDecoder(candidate, nativeDecode)).toBe(byDecoder(candidate, undefined))
        }
      )
    )
  })
})

describe("decodeBase64", () => {
  it.each([
    ["", ""],
    ["Zg==", "f"],
    ["Zm8=", "fo"],
    ["Zm9v", "foo"],
    ["Zm9vYmFy", "foobar"],
    ["+/+/", "\xfb\xff\xbf"],
    [" Z\tm\r\n9 v\n", "foo"],
    ["Zg=\r\n=\n", "f"],
    // Bits beyond the last byte are ignored.
    ["Zh==", "f"],
    ["Zm9=", "fo"]
  ])("takes %j", (text, bytes) => {
    expect(decoded(text)).toBe(bytes)
  })

  it.each([
    ["Zg", "length"],
    ["Zg=", "length"],
    ["Z", "length"],
    ["Zm8", "length"],
    ["Z===", "padding"],
    ["=", "padding"],
    ["Zg===", "padding"],
    ["Zg==Zg==", "padding"],
    ["Zg=a", "padding"],
    ["Zm9v=", "padding"],
    ["Zm9v====", "padding"],
    ["Zm-_", "character"],
    ["Zm9v\u0000", "character"],
    ["Zm9v\u000b", "character"],
    ["Zm9v\u00a0", "character"],
    // Codes whose low byte would be a letter of the alphabet.
    ["Zm9\u0141", "character"],
    ["Zm9v\ud83d\udda8", "character"],
    ["data:application/pdf;base64,Zg==", "character"]
  ])("refuses %j: %s", (text, problem) => {
    expect(decoded(text)).toBe(problem)
  })

  it("gives back the bytes of any base64, wherever white space stands in it", () => {
    const spaced = fc
      .tuple(
        fc.uint8Array({ maxLength: 200 }),
        fc.array(fc.tuple(fc.nat(300), fc.constantFrom(" ", "\n", "\r\n", "\t")))
      )
      .map(([bytes, spaces]) => {
        let text = Buffer.from(bytes).toString("base64")
        for (const [place, space] of spaces) text = text.slice(0, place) + space + text.slice(place)
        return { bytes, text }
      })
    fc.assert(
      fc.property(spaced, ({ bytes, text }) => {
        expect(decodeBase64(text)).toEqual(Either.right(bytes))
      })
    )
  })

  it("agrees with the grammar about any short text", () => {
    const grammar = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/
    const text = fc.stringOf(fc.constantFrom("A", "b", "9", "+", "/", "=", "=", " ", "\n", "-"), {
      maxLength: 10
    })
    fc.assert(
      fc.property(text, (candidate) => {
        const compact = candidate.replace(/[ \n]/g, "")
        expect(Either.getRight(decodeBase64(candidate))._tag).toBe(
          grammar.test(compact) ? "Some" : "None"
        )
        if (grammar.test(compact))
          expect(decoded(candidate)).toBe(Buffer.from(compact, "base64").toString("latin1"))
      }),
      { numRuns: 3000 }
    )
  })
})

describe("Base64Encoder", () => {
  it.each([
    ["by the platform", nativeBase64],
    ["by its table", undefined]
  ])("%s gives the base64 of the whole, however it is cut", (_, native) => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 20 })), (chunks) => {
        const encoder = new Base64Encoder(native)
        const pieces = [...chunks.map((chunk) => encoder.push(chunk)), encoder.end()]
        expect(Buffer.concat(pieces).toString("latin1")).toBe(
          Buffer.concat(chunks).toString("base64")
        )
      })
    )
  })
})

describe("encodeBase64Stream", () => {
  it.effect.prop(
    "gives the base64 of the whole, however it is cut",
    [fc.array(fc.uint8Array({ maxLength: 20 }))],
    ([chunks]) =>
      Effect.gen(function* () {
        const pieces = yield* Stream.runCollect(encodeBase64Stream(Stream.fromIterable(chunks)))
        const text = Buffer.concat(Chunk.toReadonlyArray(pieces)).toString("latin1")
        const whole = Buffer.concat(chunks)
        expect(text).toBe(whole.toString("base64"))
        expect(text.length).toBe(base64Length(whole.length))
      })
  )

  it.effect("cuts one large chunk into small pieces", () =>
    Effect.gen(function* () {
      const bytes = new Uint8Array(1_000_000).map((_, i) => (i * 7919) >> 3)
      const pieces = Chunk.toReadonlyArray(
        yield* Stream.runCollect(encodeBase64Stream(Stream.make(bytes)))
      )
      expect(Buffer.concat(pieces).toString("latin1")).toBe(Buffer.from(bytes).toString("base64"))
      expect(Math.max(...pieces.map((piece) => piece.length))).toBe(64 * 1024)
    })
  )

  it.effect("is a fresh encoding every time it is run", () =>
    Effect.gen(function* () {
      const stream = encodeBase64Stream(Stream.make(new Uint8Array([1, 2, 3, 4])))
      const once = yield* Stream.runCollect(stream)
      expect(yield* Stream.runCollect(stream)).toEqual(once)
    })
  )
})
