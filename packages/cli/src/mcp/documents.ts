import { realpath } from "node:fs/promises"
import { isAbsolute, relative, resolve } from "node:path"
import { Document, FaxError } from "@faxingcenter/core"
import * as Effect from "effect/Effect"
import { readEach } from "../input/document.js"
import { problemOf } from "../input/file.js"

/** A model names the files: it gets none from outside the folder, not by `..` and not by a link. */
const within = (folder: string) =>
  Effect.fn("within")(function* (path: string) {
    const found = yield* Effect.tryPromise({
      try: async () => ({
        root: await realpath(folder),
        real: await realpath(resolve(folder, path))
      }),
      catch: (error) =>
        new FaxError.DocumentUnreadable({ fileName: path, detail: problemOf(error) })
    })
    const inside = relative(found.root, found.real)
    if (inside === ".." || inside.startsWith("../") || isAbsolute(inside)) {
      return yield* new FaxError.DocumentUnreadable({
        fileName: path,
        detail: `it is outside the folder ${found.root}; start fax mcp with --folder to share another folder`
      })
    }
    return found.real
  })

/** The files in memory and the text after them, so that the fax that was shown is the fax that is sent. */
export const documentsOf = Effect.fn("documentsOf")(function* (
  folder: string,
  files: ReadonlyArray<string>,
  text: string | undefined
) {
  const paths = yield* Effect.forEach(files, within(folder))
  const read = yield* Effect.forEach(yield* readEach(paths), (each) =>
    Effect.mapError(each, ({ problem }) => problem)
  )
  const note =
    text === undefined ? [] : [{ fileName: "text.txt", bytes: new TextEncoder().encode(text) }]
  const documents = [...read, ...note].map(({ bytes, fileName }) =>
    Document.fromBytes(fileName, bytes)
  )
  if (documents.length === 0 || text === "") {
    return yield* new FaxError.DocumentMissing({
      culprit: text === "" ? "text" : "files",
      detail: text === "" ? "The text is empty" : "A fax needs files, a text, or both"
    })
  }
  return documents
})
