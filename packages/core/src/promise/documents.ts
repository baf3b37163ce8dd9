import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as Document from "../model/Document.js"
import type { DocumentInput, NamedDocument, OpenedBytes } from "./types.js"

/** Streams that have been read, here or in an earlier call: a second reading would find nothing. */
const spent = new WeakSet<object>()

const streamOf = (bytes: OpenedBytes): Stream.Stream<Uint8Array, unknown> => {
  if (spent.has(bytes)) {
    return Stream.fail(
      "its stream has been read before; give a function that opens a new one each time"
    )
  }
  spent.add(bytes)
  return "getReader" in bytes
    ? Stream.fromReadableStream({ evaluate: () => bytes, onError: (cause) => cause })
    : Stream.fromAsyncIterable(bytes, (cause) => cause)
}

/** A stream of text or of objects is found out here, rather than by the recipient. */
const onlyBytes = (chunk: Uint8Array): Effect.Effect<void, string> =>
  chunk instanceof Uint8Array ? Effect.void : Effect.fail(`its stream gave a ${typeof chunk}`)

const contentOf = (data: Exclude<NamedDocument["data"], Uint8Array | ArrayBuffer | Blob>) =>
  Stream.suspend(() => streamOf(typeof data === "function" ? data() : data)).pipe(
    Stream.tap(onlyBytes)
  )

/** The document as the services take it. */
export const documentOf = (input: DocumentInput): Document.Document => {
  if (!("data" in input)) return documentOf({ name: input.name, data: input })
  const { data, name, order, size } = input
  const placed = order === undefined ? {} : { order }
  if (data instanceof Uint8Array) return Document.fromBytes(name, data, placed)
  if (data instanceof ArrayBuffer) return Document.fromBytes(name, new Uint8Array(data), placed)
  if (data instanceof Blob) {
    return Document.fromStream(
      name,
      contentOf(() => data.stream()),
      { ...placed, size: data.size }
    )
  }
  return Document.fromStream(name, contentOf(data), {
    ...placed,
    ...(size === undefined ? {} : { size })
  })
}
