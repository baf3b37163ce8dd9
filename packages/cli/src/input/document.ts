import type { Stats } from "node:fs"
import { stat } from "node:fs/promises"
import { basename } from "node:path"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import * as NodeStream from "@effect/platform-node/NodeStream"
import { Document, FaxError } from "@faxingcenter/core"
import { type Signature, signatureOf } from "@faxingcenter/pages/signature"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { isTerminal } from "../terminal/style.js"
import { UsageError } from "../UsageError.js"
import { looksLikeNumber } from "./faxNumber.js"
import { maxFileBytes, problemOf, readStream } from "./file.js"

/** What stands for standard input among files. */
const stdinWord = "-"

const fromReadable = (fileName: string, open: () => NodeJS.ReadableStream) =>
  Document.fromStream(
    fileName,
    NodeStream.fromReadable<string, Uint8Array>(open, (cause) => problemOf(cause))
  )

/** What comes first from stdin, nothing if nothing does; it is put back, for whoever reads it. */
const beginningOfStdin = Effect.async<Uint8Array | undefined>((resume) => {
  const { stdin } = process
  const settle = () => {
    const first: unknown = stdin.read()
    if (first !== null) stdin.unshift(first)
    resume(Effect.succeed(first instanceof Uint8Array ? first : undefined))
  }
  stdin.once("readable", settle)
  // What goes wrong is told by whoever reads the rest.
  stdin.once("error", () => resume(Effect.succeed(new Uint8Array())))
})

const extensions: Record<Signature, string> = {
  pdf: "pdf",
  tiff: "tif",
  png: "png",
  jpeg: "jpg",
  gif: "gif",
  webp: "webp",
  utf16: "txt"
}

/** What a document without a name is called: the service goes by the extension. Text has no control characters. */
const nameOf = (beginning: Uint8Array): string => {
  const signature = signatureOf(beginning)
  if (signature !== undefined) return `document.${extensions[signature]}`
  const isBinary = beginning
    .subarray(0, 2048)
    .some((byte) => byte < 0x20 && !"\t\n\f\r".includes(String.fromCharCode(byte)))
  return `document.${isBinary ? "pdf" : "txt"}`
}

const fromStdin = Effect.fn("fromStdin")(function* (name: string | undefined) {
  if (isTerminal.stdin()) {
    return yield* new UsageError({
      message: "- reads a document from a pipe, but stdin is the terminal"
    })
  }
  const beginning = yield* beginningOfStdin
  if (beginning === undefined) {
    return yield* new FaxError.DocumentMissing({
      culprit: stdinWord,
      detail: "- reads a document from stdin, but stdin was empty"
    })
  }
  return fromReadable(name ?? nameOf(beginning), () => process.stdin)
})

const fromPath = Effect.fn("fromPath")(function* (path: string) {
  const fileName = basename(path)
  const info: Stats = yield* Effect.tryPromise({
    try: () => stat(path),
    catch: (error) => {
      const hint = looksLikeNumber(path) ? "; give a number to send to with --to" : ""
      return new FaxError.DocumentUnreadable({
        fileName: path,
        detail: `${problemOf(error)}${hint}`
      })
    }
  })
  if (info.isDirectory()) {
    return yield* new FaxError.DocumentUnreadable({
      fileName: path,
      detail: "it is a folder"
    })
  }
  // What a shell gives for <(command) is a pipe: it has no length to know beforehand.
  if (!info.isFile()) return fromReadable(fileName, () => readStream(path))
  if (info.size === 0) {
    return yield* new FaxError.DocumentMissing({
      culprit: path,
      detail: `The document ${path} is empty`
    })
  }
  return yield* Document.fromFile(path)
})

const openPath = Effect.fn("openPath")(function* (path: string, stdinName: string | undefined) {
  return yield* path === stdinWord ? fromStdin(stdinName) : fromPath(path)
})

const checkStdin = (paths: ReadonlyArray<string>) =>
  paths.filter((path) => path === stdinWord).length > 1
    ? new UsageError({ message: "- is given twice, but stdin can be read only once" })
    : Effect.void

/** The documents of a send, in the order of the command line; `-` is standard input. The first that is none fails it. */
export const openDocuments = (paths: ReadonlyArray<string>, stdinName?: string) =>
  Effect.gen(function* () {
    yield* checkStdin(paths)
    return yield* Effect.forEach(paths, (path) => openPath(path, stdinName))
  }).pipe(Effect.provide(NodeFileSystem.layer))

/** All of a document, or a failure as soon as it is too large. */
export const readWhole = (document: Document.Document) =>
  Document.readBytes({
    ...document,
    content: Stream.mapAccumEffect(document.content, 0, (read, part) =>
      read + part.length > maxFileBytes
        ? new FaxError.DocumentUnreadable({
            fileName: document.fileName,
            detail: `it has more than ${maxFileBytes / 1024 / 1024} MiB`
          })
        : Effect.succeed([read + part.length, part] as const)
    )
  })

/** Each document in memory, or why there is none. */
export const readEach = (paths: ReadonlyArray<string>, stdinName?: string) =>
  Effect.gen(function* () {
    yield* checkStdin(paths)
    return yield* Effect.forEach(paths, (path) =>
      Effect.gen(function* () {
        const document = yield* openPath(path, stdinName)
        return { fileName: document.fileName, bytes: yield* readWhole(document) }
      }).pipe(
        Effect.mapError((problem) => ({ path, problem })),
        Effect.either
      )
    )
  }).pipe(Effect.provide(NodeFileSystem.layer))
