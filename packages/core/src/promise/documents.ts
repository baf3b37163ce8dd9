import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import * as Stream from "effect/Stream"
import type { DocumentUnreadable } from "../FaxError.js"
import * as Document from "../model/Document.js"
import { nameOf, openFile } from "./files.js"
import type { DocumentInput, NamedDocument, OpenedBytes } from "./types.js"

/** Streams that have been read, here or in an earlier call: a second reading would find nothing. */
const spent = new WeakSet<object>()

/** What plain JavaScript gives may be anything. */
export const isOpened = (given: unknown): given is OpenedBytes =>
  Predicate.hasProperty(given, "getReader") || Predicate.hasProperty(given, Symbol.asyncIterator)

const nameOfKind = (given: unknown): string =>
  given instanceof Promise ? "Promise" : given === null ? "null" : typeof given

const streamOf = (bytes: unknown): Stream.Stream<Uint8Array, unknown> => {
  if (!isOpened(bytes)) {
    return Stream.fail(
      `its data is a ${nameOfKind(bytes)}; it must be a ReadableStream or an AsyncIterable of Uint8Array, or a function that returns one`
    )
  }
  if (spent.has(bytes)) {
    return Stream.fail(
      "its stream was already read; give a function that opens a new one each time"
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
  Stream.unwrap(
    Effect.map(
      Effect.try(() => (typeof data === "function" ? data() : data)),
      streamOf
    )
  ).pipe(Stream.tap(onlyBytes))

const namedDocumentOf = (input: NamedDocument): Document.Document => {
  const { data, name, size } = input
  if (data instanceof Uint8Array) return Document.fromBytes(name, data)
  if (data instanceof ArrayBuffer) {
    return Document.fromBytes(name, new Uint8Array(data))
  }
  const isBlob = data instanceof Blob
  const known = isBlob ? data.size : size
  return Document.fromStream(name, contentOf(isBlob ? () => data.stream() : data), {
    ...(known === undefined ? {} : { size: known })
  })
}

/** A file on disk is opened, to learn its size; whatever else is there already. */
const documentOf = (
  input: DocumentInput
): Document.Document | Effect.Effect<Document.Document, DocumentUnreadable> => {
  if ("data" in input) return namedDocumentOf(input)
  // Some file choosers of the web add a `path` to their files, which opens nothing.
  if (input instanceof Blob) return namedDocumentOf({ name: input.name, data: input })
  const { path, name = nameOf(path) } = input
  return Effect.map(openFile(path), ({ open, size }) =>
    Document.fromStream(name, contentOf(open), { size })
  )
}

/** Documents as the services take them. */
export const documentsOf = (
  inputs: ReadonlyArray<DocumentInput>
): Effect.Effect<ReadonlyArray<Document.Document>, DocumentUnreadable> => {
  const documents = inputs.map(documentOf)
  // A loop of effects takes longer than a small document that is in memory.
  return documents.every((each) => "fileName" in each)
    ? Effect.succeed(documents)
    : Effect.forEach(documents, (each) => ("fileName" in each ? Effect.succeed(each) : each))
}
