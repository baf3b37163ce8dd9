import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"
import * as Stream from "effect/Stream"
import { Document } from "../src/index.js"

const bytesOf = (size: number) => Uint8Array.from({ length: size }, (_, i) => i % 251)

/** Cuts bytes anywhere, also into pieces of none. */
const cut = (bytes: Uint8Array, places: ReadonlyArray<number>) => {
  const ends = [...places.map((place) => place % (bytes.length + 1)), bytes.length].sort(
    (a, b) => a - b
  )
  return ends.map((end, i) => bytes.slice(ends[i - 1] ?? 0, end))
}

/** A file that gives as many bytes at a time as it likes. */
const fileOf = (bytes: Uint8Array, most: number): Document.Source => ({
  content: Stream.dieMessage("the stream is not to be read"),
  readInto: (target, position) =>
    Effect.sync(() => {
      const piece = bytes.subarray(position, position + Math.min(most, target.length))
      target.set(piece)
      return piece.length
    })
})

const partsOf = (source: Document.Source, size: number) =>
  Effect.gen(function* () {
    const parts: Array<Uint8Array> = []
    yield* Document.forEachPart(source, size, (part) =>
      Effect.sync(() => {
        parts.push(part.slice())
      })
    )
    return parts
  })

describe("forEachPart", () => {
  it.effect.prop(
    "gives parts of one size, however the content comes",
    {
      length: FastCheck.nat(200),
      size: FastCheck.integer({ min: 1, max: 70 }),
      places: FastCheck.array(FastCheck.nat(), { maxLength: 20 }),
      most: FastCheck.integer({ min: 1, max: 90 })
    },
    ({ length, most, places, size }) =>
      Effect.gen(function* () {
        const bytes = bytesOf(length)
        const expected = Array.from({ length: Math.ceil(length / size) }, (_, i) =>
          bytes.slice(i * size, (i + 1) * size)
        )
        const content = Stream.fromIterable(cut(bytes, places))
        expect(yield* partsOf({ content }, size)).toEqual(expected)
        expect(yield* partsOf(fileOf(bytes, most), size)).toEqual(expected)
      })
  )

  it.effect("reads the next part when this one is done with", () =>
    Effect.gen(function* () {
      const done: Array<string> = []
      const source: Document.Source = {
        content: Stream.empty,
        readInto: (target, position) =>
          Effect.sync(() => {
            done.push(`read ${position}`)
            return position < 6 ? target.length : 0
          })
      }
      yield* Document.forEachPart(source, 3, (part) =>
        Effect.as(Effect.yieldNow(), void done.push(`used ${part.length}`))
      )
      expect(done).toEqual(["read 0", "used 3", "read 3", "used 3", "read 6"])
    })
  )
})
