import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as fc from "effect/FastCheck"
import * as Stream from "effect/Stream"
import { decodeBase64 } from "../src/wire/base64.js"
import { type ScannerOptions, SendBodyScanner } from "../src/wire/SendBodyScanner.js"
import { DecodedData, decodeSend } from "../src/wire/WireSend.js"

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex")

/** What the body is, by `JSON.parse` of the whole; the data of each document as its bytes or its problem. */
const byParser = (body: Uint8Array): unknown => {
  let text: string
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(body)
  } catch {
    return "The body is not UTF-8 text"
  }
  try {
    const value: unknown = JSON.parse(text)
    const documents = isObject(value) ? value.documents : undefined
    for (const document of Array.isArray(documents) ? documents : []) {
      if (!isObject(document) || typeof document.file_data !== "string") continue
      document.file_data = Either.match(decodeBase64(document.file_data), {
        onLeft: (problem) => ({ problem }),
        onRight: (bytes) => ({ bytes: hex(bytes) })
      })
    }
    return { value }
  } catch {
    return "The body is not valid JSON; look for a missing quote, comma or bracket"
  }
}
/** Also what `toEqual` overlooks: the order of members, and one named `__proto__`. */
const expectEqual = (actual: unknown, expected: unknown) => {
  expect(actual).toEqual(expected)
  expect(JSON.stringify(actual)).toBe(JSON.stringify(expected))
}

const isObject = (value: unknown): value is { [key: string]: unknown } =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** The same by the scanner, fed with these chunks. */
const byScanner = (
  chunks: ReadonlyArray<Uint8Array>,
  limits: Omit<ScannerOptions, "onData"> = {}
): unknown => {
  const parts: Array<Array<Uint8Array>> = []
  const scanner = new SendBodyScanner({
    ...limits,
    onData: (part, bytes) => {
      parts[part] = [...(parts[part] ?? []), bytes.slice()]
    }
  })
  for (const chunk of chunks) scanner.push(chunk)
  const contents = new Map<Stream.Stream<Uint8Array, never>, Uint8Array>()
  const ended = scanner.end((part) => {
    const content = Stream.make(new Uint8Array())
    contents.set(content, Buffer.concat(parts[part] ?? []))
    return { content }
  })
  if (Either.isLeft(ended)) return ended.left.detail
  const value = ended.right
  const documents = isObject(value) ? value.documents : undefined
  for (const document of Array.isArray(documents) ? documents : []) {
    const data = isObject(document) ? document.file_data : undefined
    if (!isObject(document) || !(data instanceof DecodedData)) continue
    const bytes =
      [...contents].find(([content]) => content === data.source.content)?.[1] ?? Buffer.of(0)
    if (data.problem === undefined) expect(data.size).toBe(bytes.length)
    document.file_data =
      data.problem === undefined ? { bytes: hex(bytes) } : { problem: data.problem }
  }
  return { value }
}

const bytesOf = (body: string | Uint8Array): Uint8Array =>
  typeof body === "string" ? new TextEncoder().encode(body) : body

const cutAt = (body: Uint8Array, places: ReadonlyArray<number>): ReadonlyArray<Uint8Array> => {
  const cuts = [0, ...[...places].sort((a, b) => a - b), body.length]
  return cuts.slice(1).map((to, index) => body.slice(cuts[index], to))
}

/** Whole, cut in two at every place, and byte by byte. */
const expectSame = (body: string | Uint8Array) => {
  const bytes = bytesOf(body)
  const expected = byParser(bytes)
  expectEqual(byScanner([bytes]), expected)
  for (let cut = 0; cut <= bytes.length; cut++) {
    expectEqual(byScanner(cutAt(bytes, [cut])), expected)
  }
  expectEqual(byScanner([...bytes].map((byte) => Uint8Array.of(byte))), expected)
  return expected
}

const document = (data: string) => `{"documents":[{"file_name":"a.pdf","file_data":${data}}]}`
const join = (...parts: ReadonlyArray<string | ReadonlyArray<number>>): Uint8Array =>
  Buffer.concat(
    parts.map((part) => (typeof part === "string" ? Buffer.from(part) : Buffer.from(part)))
  )

describe("SendBodyScanner gives what JSON.parse gives", () => {
  it.each([
    [
      "two documents",
      `{"receipients":[{"send_to":"018555808797"}],"documents":[{"file_name":"a","file_data":"Zm9v","order":"0"},{"file_data":"YmFyYg==","order":1}]}`
    ],
    ["white space everywhere", ` {\n"documents" :\t[ { "file_data"\r: "Zm9v" } , {"x":1} ] } `],
    ["escaped slashes and plusses", document(`"\\/\\/\\u002b\\u002B\\/\\/\\u002f+"`)],
    ["escaped line ends, as MIME writes them", document(`"Zm9v\\r\\nYmFy\\nZm8=\\r\\n"`)],
    ["an escaped white space that base64 does not have", document(`"Zm9v\\fYmFy"`)],
    ["plain spaces", document(`" Zm 9v "`)],
    ["an empty string", document(`""`)],
    ["data that is no string", document(`null`)],
    ["data that is an object", document(`{"file_data":"Zm9v"}`)],
    ["data that is a list", document(`["Zm9v"]`)],
    ["a number", document(`1e400`)],
    ["bad base64", document(`"Zm9v-Zm9v"`)],
    ["base64 without its padding", document(`"Zm8"`)],
    ["padding in the middle", document(`"Zg==Zg=="`)],
    ["padding, then something strange", document(`"Zg===\\ud800"`)],
    ["a quote in the data", document(`"Zm9v\\"Zm9v"`)],
    ["a backslash in the data", document(`"Zm9v\\\\"`)],
    ["surrogates in the data", document(`"\\ud83d\\udda8"`)],
    ["a lone surrogate in the data", document(`"\\ud83d"`)],
    ["other characters in the data", document(`"Zm9v🖨é€"`)],
    ["code points whose low byte is a letter", document(`"Zm9\\u0141"`)],
    ["an escape that does not exist", document(`"Zm9v\\x41"`)],
    ["an escape cut short", document(`"Zm9v\\u00"`)],
    ["an escape with a strange digit", document(`"Zm9v\\u00g1"`)],
    ["an escape cut by another", document(`"Zm9v\\u00\\n"`)],
    ["a raw line end in the data", document(`"Zm9v\nZm9v"`)],
    ["a raw NUL in the data", document(`"Zm9v\u0000"`)],
    ["a DEL in the data, which JSON allows", document(`"Zm9v\u007f"`)],
    ["an open string", `{"documents":[{"file_data":"Zm9v`],
    ["an open escape", `{"documents":[{"file_data":"Zm9v\\`],
    ["an open document", `{"documents":[{"file_data":"Zm9v"`],
    ["more after the end", `${document(`"Zm9v"`)} {}`],
    [
      "file_data twice, the first one bad",
      `{"documents":[{"file_data":"###","file_data":"Zm9v"}]}`
    ],
    [
      "file_data twice, the last one no string",
      `{"documents":[{"file_data":"Zm9v","file_data":7}]}`
    ],
    [
      "documents twice",
      `{"documents":[{"file_data":"Zm9v"}],"documents":[{"file_data":"YmFy"},{"file_data":"Zg=="}]}`
    ],
    [
      "documents twice, the last one no list",
      `{"documents":[{"file_data":"Zm9v"}],"documents":{"0":{"file_data":"Zm9v"}}}`
    ],
    [
      "documents twice, the first one no list",
      `{"documents":"Zm9v","documents":[{"file_data":"YmFy"}]}`
    ],
    [
      "keys written with escapes",
      `{"d\\u006fcuments":[{"\\u0066\\u0069\\u006C\\u0065\\u005F\\u0064\\u0061\\u0074\\u0061":"Zm9v"}]}`
    ],
    [
      "keys with escapes that only look alike",
      `{"documents":[{"file\\/data":"Zm9v","file_dat\\u0062":"Zm9v"}]}`
    ],
    [
      "keys that are longer",
      `{"documents":[{"file_data_":"Zm9v","xfile_data":"Zm9v"}],"documents2":[{"file_data":"Zm9v"}]}`
    ],
    ["a broken escape in a key", `{"documents":[{"file_da\\u00":"Zm9v"}]}`],
    ["the path in a list of lists", `{"documents":[[{"file_data":"Zm9v"}]]}`],
    ["the path below another key", `{"x":{"documents":[{"file_data":"Zm9v"}]}}`],
    ["the path below a list", `[{"documents":[{"file_data":"Zm9v"}]}]`],
    [
      "file_data of something else",
      `{"receipients":[{"file_data":"Zm9v"}],"documents":[{"x":{"file_data":"Zm9v"}}],"file_data":"Zm9v"}`
    ],
    ["documents as an object", `{"documents":{"a":{"file_data":"Zm9v"}}}`],
    [
      "key and value of the same text",
      `{"documents":[{"a":"file_data","file_data":"Zm9v","b":"documents"}]}`
    ],
    [
      "a mark-like string elsewhere",
      `{"documents":[{"file_data":"Zm9v","file_name":"0"},"0",{"file_name":"file_data"}],"reference":"0"}`
    ],
    [
      "__proto__",
      `{"__proto__":{"documents":[{"file_data":"Zm9v"}]},"documents":[{"__proto__":{"file_data":"Zm9v"},"file_data":"YmFy"}]}`
    ],
    [
      "constructor and toString",
      `{"constructor":1,"toString":"x","documents":[{"hasOwnProperty":0,"file_data":"Zm9v"}]}`
    ],
    ["nesting beside", `{"a":[[[{"b":[{}]}]]],"documents":[{"c":[[]],"file_data":"Zm9v"}]}`],
    ["numbers", `{"a":[0,-0,1e21,1E-7,0.1,123456789012345680000],"documents":[]}`],
    ["a number with a leading zero", `{"a":01}`],
    ["a lone minus", `{"a":-}`],
    ["a trailing comma", `{"documents":[{"file_data":"Zm9v"},]}`],
    ["a missing colon", `{"documents":[{"file_data" "Zm9v"}]}`],
    ["a missing comma", `{"documents":[{"file_data":"Zm9v" "order":0}]}`],
    ["a missing value", `{"documents":[{"file_data":}]}`],
    ["two values", `{"documents":[{"file_data":"Zm9v":"Zm9v"}]}`],
    ["brackets that do not match", `{"documents":[{"file_data":"Zm9v"]}}`],
    ["brackets that close nothing", `}]{"documents":[{"file_data":"Zm9v"}]}`],
    ["single quotes", `{'documents':[]}`],
    ["a comment", `{/**/"documents":[]}`],
    ["words", `[true,false,null]`],
    ["words that do not exist", `[undefined]`],
    ["a string only", `"file_data"`],
    ["nothing", ``],
    ["white space only", ` \n`],
    ["a no-break space outside", `\u00a0{}`],
    ["line separators in a string", `{"reference":"\u2028\u2029"}`],
    ["surrogates in other strings", `{"reference":"\\ud83d\\udda8 \\udda8\\ud83d \\ud83d"}`],
    [
      "a quote after two backslashes",
      `{"reference":"\\\\","documents":[{"file_name":"\\\\\\"","file_data":"Zm9v"}]}`
    ]
  ])("%s", (_, body) => {
    expectSame(body)
  })

  const start = `{"documents":[{"file_data":"Zm9v`
  const end = `"}]}`
  it.each([
    ["a byte order mark", join([0xef, 0xbb, 0xbf], document(`"Zm9v"`))],
    ["two byte order marks", join([0xef, 0xbb, 0xbf, 0xef, 0xbb, 0xbf], document(`"Zm9v"`))],
    ["a byte order mark in the data", join(start, [0xef, 0xbb, 0xbf], end)],
    ["half a byte order mark", join([0xef, 0xbb], document(`"Zm9v"`))],
    ["Latin-1 in the data", join(start, [0xe9], end)],
    ["Latin-1 in a name", join(`{"documents":[{"file_name":"`, [0xe9], `","file_data":"Zm9v"}]}`)],
    ["a character of three bytes cut by an escape", join(start, [0xe2, 0x82], "\\n", [0xac], end)],
    ["a character cut by the end of the string", join(start, [0xf0, 0x9f, 0x96], end)],
    ["a surrogate in UTF-8", join(start, [0xed, 0xa0, 0xbd], end)],
    ["an overlong quote", join(start, [0xc0, 0xa2], end)],
    ["a character after a backslash", join(start, "\\", [0xe2, 0x82, 0xac], end)],
    ["half a character after a backslash", join(start, "\\", [0xe2, 0x82], end)],
    ["a character among hex digits", join(start, "\\u00", [0xe2, 0x82, 0xac], end)],
    [
      "bad UTF-8 after bad JSON",
      join(`{"documents":[{"file_data":"\n"},{"file_data":"`, [0xff], end)
    ],
    [
      "bad UTF-8 outside after bad JSON in the data",
      join(`{"documents":[{"file_data":"\\x"}]}`, [0xff])
    ],
    ["UTF-16", Uint8Array.from(Buffer.from(document(`"Zm9v"`), "utf16le"))]
  ])("%s", (_, body) => {
    expectSame(body)
  })

  it("takes longer data than its room, in chunks of any size", () => {
    const data = Buffer.from(Uint8Array.from({ length: 200_001 }, (_, i) => (i * 7919) >> 4))
    const mime = data.toString("base64").replace(/.{76}/g, "$&\\r\\n")
    const slashes = data.toString("base64").replaceAll("/", "\\u002F")
    const escaped = data
      .toString("base64")
      .replace(/./g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`)
    for (const text of [data.toString("base64"), mime, slashes, escaped]) {
      const body = bytesOf(document(`"${text}"`))
      const expected = byParser(body)
      for (const size of [1000, 16_384, 65_536, 65_537, body.length]) {
        const cuts = Array.from(
          { length: Math.floor(body.length / size) },
          (_, i) => (i + 1) * size
        )
        expectEqual(byScanner(cutAt(body, cuts)), expected)
      }
    }
  })

  const token = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom("{", "}", "[", "]", ":", ",", '"', "\\") },
    {
      weight: 3,
      arbitrary: fc.constantFrom(
        `"documents":[`,
        `{"file_data":"`,
        `"file_data":`,
        `"Zm9v"`,
        `"},`,
        `"}]`,
        "Zm9v",
        "Zg=="
      )
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        "\\u0041",
        "\\n",
        "\\/",
        "\\ud800",
        "\\x",
        " ",
        "\n",
        "1",
        "é",
        "🖨",
        "true"
      )
    }
  )
  const tokens = fc
    .array(token, { maxLength: 25 })
    .map((parts) => bytesOf(`{"documents":[{${parts.join("")}`))
  const mutated = fc
    .tuple(
      fc.json({ maxDepth: 3 }),
      fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { maxLength: 3 }),
      fc.base64String({ maxLength: 60 })
    )
    .map(([json, changes, data]) => {
      const body = bytesOf(
        `{"a":${json},"documents":[{"b":${json},"file_data":"${data}"},${json}],"c":${json}}`
      )
      for (const [place, byte] of changes) body[place % body.length] = byte
      return body
    })
  const cuts = fc.array(fc.nat(500), { maxLength: 6 })

  it.each([
    ["any tokens in any order", tokens],
    ["any document with any bytes changed", mutated]
  ])("%s", (_, bodies) => {
    fc.assert(
      fc.property(bodies, cuts, (body, places) => {
        const inside = places.map((place) => place % (body.length + 1))
        expectEqual(byScanner(cutAt(body, inside)), byParser(body))
      }),
      { numRuns: 5000 }
    )
  })

  it("any document of the contract, at every cut", () => {
    const text = fc.oneof(
      fc.fullUnicodeString({ maxLength: 8 }),
      fc.constantFrom("file_data", "documents", "0")
    )
    const member = (value: unknown, isEscaped: boolean) =>
      isEscaped
        ? JSON.stringify(value).replace(
            /[a-z/+]/g,
            (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`
          )
        : JSON.stringify(value)
    const documents = fc.array(
      fc.record({
        name: text,
        data: fc.uint8Array({ maxLength: 12 }),
        isEscaped: fc.boolean(),
        twice: fc.boolean()
      }),
      { maxLength: 2 }
    )
    const body = fc.record({ documents, reference: text, twice: fc.boolean() }).map((fax) => {
      const list = `"documents":[${fax.documents
        .map(({ name, data, isEscaped, twice }) => {
          const base64 = member(Buffer.from(data).toString("base64"), isEscaped)
          const key = member("file_data", isEscaped)
          return `{"file_name":${JSON.stringify(name)},${twice ? `${key}:"Zg==",` : ""}${key}:${base64}}`
        })
        .join()}]`
      return `{${fax.twice ? `${list},` : ""}"reference":${JSON.stringify(fax.reference)},${list}}`
    })
    fc.assert(
      fc.property(body, (text) => {
        expect(expectSame(text)).toHaveProperty("value")
      }),
      { numRuns: 40 }
    )
  })
})

describe("SendBodyScanner's limits", () => {
  it("refuses what is too long beside the data, as soon as it is", () => {
    const options = { restLimit: 100, onData: () => {} }
    const scanner = new SendBodyScanner(options)
    const data = `{"documents":[{"file_data":"${"Zm9v".repeat(1000)}"}],"reference":"`
    expect(scanner.push(bytesOf(data))).toBeUndefined()
    const refusal = scanner.push(bytesOf("x".repeat(100)))
    expect(refusal?._tag).toBe("FaxError.TooLarge")
    expect(scanner.push(bytesOf(`"}`))).toBe(refusal)
    expect(scanner.end(() => ({ content: Stream.empty }))).toEqual(Either.left(refusal))
  })

  it("takes what just fits", () => {
    const body = bytesOf(`{"reference":"${"x".repeat(84)}"}`)
    expect(body.length).toBe(100)
    expectEqual(byScanner([body], { restLimit: 100 }), byParser(body))
    expect(byScanner([body], { restLimit: 99 })).toMatch(/exceeds the limit of 99 bytes/)
  })

  it("refuses deep nesting", () => {
    const nested = (depth: number) => bytesOf("[".repeat(depth) + "]".repeat(depth))
    expect(byScanner([nested(64)])).toEqual(byParser(nested(64)))
    expect(byScanner([nested(65)])).toBe("The body is nested deeper than 64 levels")
    expect(byScanner([nested(400_000)])).toBe("The body is nested deeper than 64 levels")
    expect(byScanner([bytesOf(`"${"[".repeat(99)}"`)])).toEqual({ value: "[".repeat(99) })
  })
})

describe("SendBodyScanner's data", () => {
  it("is handed on while the body arrives", () => {
    const seen: Array<[number, string]> = []
    const scanner = new SendBodyScanner({
      onData: (part, bytes) => seen.push([part, Buffer.from(bytes).toString()])
    })
    scanner.push(bytesOf(`{"documents":[{"file_data":"Zm9vY`))
    expect(seen).toEqual([[0, "foo"]])
    scanner.push(bytesOf(`mFy"},{"file_data":"Zg==`))
    expect(seen).toEqual([
      [0, "foo"],
      [0, "bar"],
      [1, "f"]
    ])
  })

  it("asks for the parts that are left only", () => {
    const scanner = new SendBodyScanner({ onData: () => {} })
    scanner.push(
      bytesOf(
        `{"documents":[{"file_data":"Zm9v","file_data":"Zg=="}],"documents":[{"file_data":"YmFy"}]}`
      )
    )
    const asked: Array<number> = []
    scanner.end((part) => {
      asked.push(part)
      return { content: Stream.empty }
    })
    expect(asked).toEqual([2])
  })
})

describe("a scanned body", () => {
  const body = bytesOf(`{"receipients":[{"send_to":"018555808797"}],"documents":[
    {"file_name":"a.txt","file_data":"Zm9vYmFy","order":"1"},
    {"file_name":"b.txt","file_data":"YmF6","order":"0"}]}`)

  const scanned = (chunks: ReadonlyArray<Uint8Array>, restLimit?: number) =>
    Effect.gen(function* () {
      const kept: Array<string> = []
      const scanner = new SendBodyScanner({
        ...(restLimit === undefined ? {} : { restLimit }),
        onData: (part, bytes) => {
          kept[part] = (kept[part] ?? "") + Buffer.from(bytes).toString()
        }
      })
      for (const chunk of chunks) {
        const refusal = scanner.push(chunk)
        if (refusal !== undefined) return yield* refusal
      }
      const value = yield* scanner.end((part) => ({
        content: Stream.suspend(() => Stream.make(Buffer.from(kept[part] ?? "")))
      }))
      const { fax } = yield* decodeSend(value)
      return yield* Effect.forEach(fax.documents, ({ fileName, size, content }) =>
        Effect.map(Stream.mkString(Stream.decodeText(content)), (text) => ({
          fileName,
          size,
          text
        }))
      )
    })

  it.effect("gives documents that decodeSend takes, in their order", () =>
    Effect.gen(function* () {
      const bytewise = [...body].map((byte) => Uint8Array.of(byte))
      expect(yield* scanned(bytewise)).toEqual([
        { fileName: "b.txt", size: 3, text: "baz" },
        { fileName: "a.txt", size: 6, text: "foobar" }
      ])
    })
  )

  it.effect("is refused when it breaks off, and beyond its limit", () =>
    Effect.gen(function* () {
      const broken = [body.slice(0, 80)]
      expect(yield* Effect.flip(scanned(broken, 40))).toMatchObject({
        _tag: "FaxError.TooLarge",
        limit: 40
      })
      expect(yield* Effect.flip(scanned(broken))).toMatchObject({
        _tag: "FaxError.Rejected",
        status: 400
      })
    })
  )

  it.effect("names the document whose base64 is bad, as the plain way does", () =>
    Effect.gen(function* () {
      const bad = Buffer.from(Buffer.from(body).toString().replace("YmF6", "Ym-6"))
      const plain = Either.flip(decodeSend(JSON.parse(bad.toString())))
      const refusal = yield* Effect.flip(scanned([bad]))
      expect(Either.right(refusal)).toEqual(plain)
      expect(refusal).toMatchObject({
        _tag: "FaxError.DocumentMissing",
        culprit: "b.txt",
        place: "/documents/1/file_data"
      })
    })
  )
})
