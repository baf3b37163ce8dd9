import * as FileSystem from "@effect/platform/FileSystem"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { DocumentUnreadable } from "../FaxError.js"
import { collectBytes } from "./joinBytes.js"

/** Where the bytes of a document come from. */
export interface Source {
  readonly content: Stream.Stream<Uint8Array, DocumentUnreadable>
  /**
   * Fills an array from a place of `content` on, where that can be had: who takes a large document part by
   * part can do it in the same memory again. Gives how many bytes it has read, 0 only at the end.
   */
  readonly readInto?: (
    target: Uint8Array,
    position: number
  ) => Effect.Effect<number, DocumentUnreadable>
}

/** A file to fax. Its bytes are read when it is sent, and are not held before that. */
export interface Document extends Source {
  /** Name with extension, for example `order.pdf`. The recipient does not see it. */
  readonly fileName: string
  /** Length in bytes where it is known beforehand. */
  readonly size?: number
  /** All of `content`, where it is in memory anyway: reading a stream takes longer than a small fax. */
  readonly bytes?: Uint8Array
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
export const fromBytes = (fileName: string, bytes: Uint8Array): Document => ({
  fileName,
  size: bytes.length,
  // Made for those that read it: a small fax is sent without.
  get content() {
    return bytes.length === 0 ? Stream.empty : Stream.make(bytes)
  },
  bytes
})

/**
 * A document from a stream of bytes. Give `size` if it is known, so that the request has a length.
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
  options?: { readonly size?: number }
): Document => ({
  fileName,
  ...options,
  content: Stream.mapError(
    content,
    (cause) => new DocumentUnreadable({ fileName, detail: String(cause) })
  )
})

/**
 * A document from a file, which is opened immediately to learn its size and read while it is sent.
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
  options?: { readonly fileName?: string }
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
    size: Number(info.size),
    content: Stream.mapError(fs.stream(path), unreadable)
  }
  return document
})

/**
 * Reads all bytes of a document into memory.
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
  document.bytes !== undefined ? Effect.succeed(document.bytes) : collectBytes(document.content)

/**
 * Reads all of a document in parts of `size` bytes, the last of which may be shorter. An empty document
 * has none. Every part is in the same array: what is to be kept of it has to be copied.
 *
 * @example
 * ```ts
 * import { Document } from "@faxingcenter/core"
 * import type { Effect } from "effect"
 *
 * // Memory holds a quarter of a megabyte of it, however large it is.
 * const store = (document: Document.Document, keep: (part: Uint8Array) => Effect.Effect<void>) =>
 *   Document.forEachPart(document, 256 * 1024, keep)
 * ```
 */
export const forEachPart = <E, R>(
  source: Source,
  size: number,
  use: (part: Uint8Array) => Effect.Effect<void, E, R>
): Effect.Effect<void, E | DocumentUnreadable, R> =>
  Effect.suspend(() => {
    const room = new Uint8Array(size)
    const { content, readInto } = source
    return readInto === undefined
      ? partsOfStream(content, room, use)
      : partsOfFile(readInto, room, use)
  })

const partsOfFile = <E, R>(
  readInto: NonNullable<Source["readInto"]>,
  room: Uint8Array,
  use: (part: Uint8Array) => Effect.Effect<void, E, R>
) =>
  Effect.gen(function* () {
    let position = 0
    for (;;) {
      let filled = 0
      let read = -1
      while (filled < room.length && read !== 0) {
        read = yield* readInto(room.subarray(filled), position)
        filled += read
        position += read
      }
      if (filled > 0) yield* use(room.subarray(0, filled))
      if (read === 0) return
    }
  })

const partsOfStream = <E, R>(
  content: Source["content"],
  room: Uint8Array,
  use: (part: Uint8Array) => Effect.Effect<void, E, R>
) => {
  let filled = 0
  const take = (chunk: Uint8Array, from: number): Effect.Effect<void, E, R> => {
    const piece = chunk.subarray(from, from + room.length - filled)
    room.set(piece, filled)
    filled += piece.length
    if (filled < room.length) return Effect.void
    filled = 0
    return Effect.flatMap(use(room), () => take(chunk, from + piece.length))
  }
  return Effect.zipRight(
    Stream.runForEach(content, (chunk) => take(chunk, 0)),
    Effect.suspend(() => (filled > 0 ? use(room.subarray(0, filled)) : Effect.void))
  )
}
