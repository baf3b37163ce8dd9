import { basename } from "node:path"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import * as NodeStream from "@effect/platform-node/NodeStream"
import { Document, DocumentMissing } from "@faxingcenter/core"
import * as Effect from "effect/Effect"
import { UsageError } from "../args/UsageError.js"

/** What stands for standard input among files. */
export const stdinWord = "-"

const fromStdin = (name: string) =>
  process.stdin.isTTY
    ? Effect.fail(
        new UsageError({ message: "- reads a document from a pipe, but stdin is the terminal" })
      )
    : Effect.succeed(
        Document.fromStream(
          name,
          NodeStream.fromReadable<Error, Uint8Array>(
            () => process.stdin,
            (cause) => (cause instanceof Error ? cause : new Error(String(cause)))
          )
        )
      )

const fromFile = (path: string) =>
  Effect.filterOrFail(
    Document.fromFile(path, { fileName: basename(path) }),
    (document) => document.size !== 0,
    () =>
      new DocumentMissing({ culprit: path, detail: `${path} is empty; there is nothing to fax` })
  )

/** The documents of a send, in the order of the command line; `-` is standard input. */
export const openDocuments = (
  paths: ReadonlyArray<string>,
  stdinName: string
): Effect.Effect<
  ReadonlyArray<Document.Document>,
  UsageError | DocumentMissing | Effect.Effect.Error<ReturnType<typeof Document.fromFile>>
> =>
  paths.filter((path) => path === stdinWord).length > 1
    ? Effect.fail(new UsageError({ message: "- is given twice, but there is one stdin" }))
    : Effect.forEach(paths, (path) =>
        path === stdinWord ? fromStdin(stdinName) : fromFile(path)
      ).pipe(Effect.provide(NodeFileSystem.layer))
