import { assert, describe, it } from "@effect/vitest"
import { Document } from "@faxingcenter/core"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import { type Form, formReader } from "../src/gateway/formReader.js"
import { memorySpool } from "../src/spool/memorySpool.js"

const boundary = "----------------------------a1b2"
const type = `multipart/form-data; boundary=${boundary}`

/** A form as curl writes one. */
const formOf = (parts: ReadonlyArray<readonly [head: string, body: Uint8Array | string]>) =>
  Buffer.concat([
    ...parts.flatMap(([head, body]) => [
      Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; ${head}\r\n\r\n`),
      Buffer.from(body),
      Buffer.from("\r\n")
    ]),
    Buffer.from(`--${boundary}--\r\n`)
  ])

/** Reads a form that comes in pieces of a size. */
const read = (bytes: Uint8Array, size: number, contentType = type) =>
  Effect.gen(function* () {
    const reader = formReader(yield* memorySpool(64 * 1024 * 1024), contentType)()
    for (let at = 0; at < bytes.length; at += size) {
      const refusal = reader.push(bytes.subarray(at, at + size))
      if (refusal !== undefined) return yield* refusal
    }
    return yield* yield* Effect.promise(async () => reader.end())
  })

const said = ({ fields, files }: Form) =>
  Effect.gen(function* () {
    const contents = yield* Effect.forEach(files, ({ data, fileName }) =>
      Effect.map(
        Document.readBytes({ fileName, size: data.size, ...data.source }),
        (bytes) => [fileName, Buffer.from(bytes).toString("latin1")] as const
      )
    )
    return { fields, contents }
  })

describe("a form", () => {
  // What looks like the boundary, and is none, at its beginnings and its ends.
  const nasty = `\r\n\r\n--${boundary.slice(0, -1)}\r\r\n--\r\n-${boundary}\r\n`
  const whole = formOf([
    ['name="to"', "13862345678"],
    ['name="to"', "018555808797"],
    ['name="document"; filename="a.bin"', nasty],
    ['name="reference"', "№ 7\r\n"],
    ['name="document"; filename="empty.txt"', ""],
    ['name="document"; filename="b.bin"', "\r\n"],
    ['name="note"', ""]
  ])

  it.scoped("is the same wherever it is cut", () =>
    Effect.gen(function* () {
      for (let size = 1; size <= whole.length; size++) {
        assert.deepStrictEqual(yield* said(yield* read(whole, size)), {
          fields: [
            ["to", "13862345678"],
            ["to", "018555808797"],
            ["reference", "№ 7\r\n"],
            ["note", ""]
          ],
          contents: [
            ["a.bin", nasty],
            ["empty.txt", ""],
            ["b.bin", "\r\n"]
          ]
        })
      }
    })
  )

  it.scoped("is refused wherever it breaks off", () =>
    Effect.gen(function* () {
      const end = whole.length - "--\r\n".length
      for (let length = 0; length < end; length++) {
        const result = yield* Effect.either(read(whole.subarray(0, length), 64))
        assert.isTrue(Either.isLeft(result), `${length} bytes`)
      }
    })
  )

  for (const [what, bytes, contentType, status] of [
    ["has no boundary", whole, "multipart/form-data", "FaxError.Rejected"],
    ["has another boundary", whole, "multipart/form-data; boundary=x", "FaxError.Rejected"],
    [
      "has a name in bad percent code",
      formOf([[`name="d"; filename*=utf-8''%`, ""]]),
      type,
      "FaxError.Rejected"
    ],
    ["has a part without a name", formOf([["", "x"]]), type, "FaxError.Rejected"],
    [
      "is a field of 2 MB",
      formOf([['name="x"', Buffer.alloc(2_000_000)]]),
      type,
      "FaxError.TooLarge"
    ],
    [
      "is a header of 2 MB",
      formOf([[`name="${"x".repeat(2_000_000)}"`, ""]]),
      type,
      "FaxError.TooLarge"
    ],
    [
      "has a million parts",
      Buffer.alloc(60_000_000, formOf([]).subarray(0, -4)),
      type,
      "FaxError.TooLarge"
    ]
  ] as const) {
    it.scoped(`is refused when it ${what}`, () =>
      Effect.gen(function* () {
        const refusal = yield* Effect.flip(read(bytes, 65_536, contentType))
        assert.include([status, "FaxError.Rejected"], refusal._tag)
        assert.notStrictEqual(refusal._tag, "FaxError.Unavailable")
      })
    )
  }
})
