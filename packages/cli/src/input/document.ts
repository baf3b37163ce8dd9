import { createReadStream, type Stats } from "node:fs"
import { stat } from "node:fs/promises"
import { basename } from "node:path"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import * as NodeStream from "@effect/platform-node/NodeStream"
import { Document, DocumentMissing, DocumentUnreadable } from "@faxingcenter/core"
import * as Effect from "effect/Effect"
import { UsageError } from "../args/UsageError.js"
import { isTerminal } from "../terminal/style.js"
import { looksLikeNumber } from "./faxNumber.js"

/** What stands for standard input among files. */
const stdinWord = "-"

/** What the system says of a file, in words. */
export const problemOf = (error: unknown): string => {
  switch (error instanceof Error && "code" in error ? error.code : "") {
    case "ENOENT":
      return "there is no such file"
    case "EACCES":
      return "you may not read it"
    case "EISDIR":
      return "it is a folder"
    default:
      return String(error)
  }
}

const fromReadable = (fileName: string, open: () => NodeJS.ReadableStream) =>
  Document.fromStream(
    fileName,
    NodeStream.fromReadable<string, Uint8Array>(open, (cause) => problemOf(cause))
  )

/** Whether anything comes from stdin; what came is put back, for whoever reads it. */
const stdinIsEmpty = Effect.async<boolean>((resume) => {
  const { stdin } = process
  const settle = () => {
    const first: unknown = stdin.read()
    if (first !== null) stdin.unshift(first)
    resume(Effect.succeed(first === null))
  }
  stdin.once("readable", settle)
  // What goes wrong is told by whoever reads the rest.
  stdin.once("error", () => resume(Effect.succeed(false)))
})

const fromStdin = Effect.fn("fromStdin")(function* (name: string) {
  if (isTerminal.stdin()) {
    return yield* new UsageError({
      message: "- reads a document from a pipe, but stdin is the terminal"
    })
  }
  if (yield* stdinIsEmpty) {
    return yield* new DocumentMissing({
      culprit: stdinWord,
      detail: "- reads a document from stdin, but nothing came from there"
    })
  }
  return fromReadable(name, () => process.stdin)
})

const fromPath = Effect.fn("fromPath")(function* (path: string) {
  const fileName = basename(path)
  const info: Stats = yield* Effect.tryPromise({
    try: () => stat(path),
    catch: (error) => {
      const hint = looksLikeNumber(path) ? "; a number to send to is given with --to" : ""
      return new DocumentUnreadable({ fileName: path, detail: `${problemOf(error)}${hint}` })
    }
  })
  if (info.isDirectory()) {
    return yield* new DocumentUnreadable({ fileName: path, detail: "it is a folder" })
  }
  // What a shell gives for <(command) is a pipe: it has no length to know beforehand.
  if (!info.isFile()) return fromReadable(fileName, () => createReadStream(path))
  if (info.size === 0) {
    return yield* new DocumentMissing({ culprit: path, detail: `The document ${path} is empty` })
  }
  return yield* Document.fromFile(path)
})

/** The documents of a send, in the order of the command line; `-` is standard input. */
export const openDocuments = (paths: ReadonlyArray<string>, stdinName = "document.pdf") =>
  Effect.gen(function* () {
    if (paths.filter((path) => path === stdinWord).length > 1) {
      return yield* new UsageError({ message: "- is given twice, but there is one stdin" })
    }
    const documents: Array<Document.Document> = []
    for (const path of paths) {
      documents.push(yield* path === stdinWord ? fromStdin(stdinName) : fromPath(path))
    }
    return documents
  }).pipe(Effect.provide(NodeFileSystem.layer))
