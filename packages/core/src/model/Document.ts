import * as FileSystem from "@effect/platform/FileSystem"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { DocumentUnreadable } from "../FaxError.js"

/** A file to fax. Its bytes are read when it is sent, and are not held before that. */
export interface Document {
  /** Name with extension, for example `order.pdf`. The recipient does not see it. */
  readonly fileName: string
  /** Place among the documents of one send, from 0; its place in the array when absent. */
  readonly order?: number
  /** Length in bytes where it is known beforehand. */
  readonly size?: number
  readonly content: Stream.Stream<Uint8Array, DocumentUnreadable>
  /** All of `content`, where it is in memory anyway: reading a stream takes longer than a small fax. */
  readonly bytes?: Uint8Array
}

interface Options {
  readonly order?: number
}

/**
 * A document from bytes in memory.
 *
 * @example
 * ```ts
 * import { Document } from "@faxingcenter/core"
 *
 * const note = Document.fromBytes("note.txt", new TextEncoder().encode("Please call back."))
 * ```
 */
export const fromBytes = (fileName: string, bytes: Uint8Array, options?: Options): Document => ({
  fileName,
  ...options,
  size: bytes.length,
  content: bytes.length === 0 ? Stream.empty : Stream.make(bytes),
  bytes
})

/**
 * A document from a stream of bytes; give `size` where it is known, so that the request has a length.
 *
 * @example
 * ```ts
 * import { Document } from "@faxingcenter/core"
 * import { Stream } from "effect"
 *
 * const fromBlob = (name: string, blob: Blob) =>
 *   Document.fromStream(
 *     name,
 *     Stream.fromReadableStream(() => blob.stream(), (cause) => cause),
 *     { size: blob.size }
 *   )
 * ```
 */
export const fromStream = <E>(
  fileName: string,
  content: Stream.Stream<Uint8Array, E>,
  options?: Options & { readonly size?: number }
): Document => ({
  fileName,
  ...options,
  content: Stream.mapError(
    content,
    (cause) => new DocumentUnreadable({ fileName, detail: String(cause) })
  )
})

/**
 * A document from a file, opened at once to learn its size and read while it is sent.
 *
 * @example
 * ```ts
 * import { NodeFileSystem } from "@effect/platform-node"
 * import { Document } from "@faxingcenter/core"
 * import { Effect } from "effect"
 *
 * const order = Document.fromFile("order.pdf").pipe(Effect.provide(NodeFileSystem.layer))
 * ```
 */
export const fromFile = Effect.fn("Document.fromFile")(function* (
  path: string,
  options?: Options & { readonly fileName?: string }
) {
  const fs = yield* FileSystem.FileSystem
  const fileName =
    options?.fileName ?? path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1)
  const unreadable = (error: { readonly message: string }) =>
    new DocumentUnreadable({ fileName, detail: error.message })
  const info = yield* Effect.mapError(fs.stat(path), unreadable)
  if (info.type !== "File") {
    return yield* new DocumentUnreadable({ fileName, detail: `${path} is not a file` })
  }
  const document: Document = {
    fileName,
    ...(options?.order === undefined ? {} : { order: options.order }),
    size: Number(info.size),
    content: Stream.mapError(fs.stream(path), unreadable)
  }
  return document
})

/**
 * All bytes of a document, for receivers that keep them.
 *
 * @example
 * ```ts
 * import { Document } from "@faxingcenter/core"
 * import { Effect } from "effect"
 *
 * const textOf = (document: Document.Document) =>
 *   Effect.map(Document.readBytes(document), (bytes) => new TextDecoder().decode(bytes))
 * ```
 */
export const readBytes = (document: Document): Effect.Effect<Uint8Array, DocumentUnreadable> =>
  Stream.runFold(document.content, [] as ReadonlyArray<Uint8Array>, (all, chunk) => [
    ...all,
    chunk
  ]).pipe(
    Effect.map((chunks) => {
      if (chunks.length === 1 && chunks[0] !== undefined) return chunks[0]
      const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0))
      let at = 0
      for (const chunk of chunks) {
        bytes.set(chunk, at)
        at += chunk.length
      }
      return bytes
    })
  )
