import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import { DocumentUnreadable } from "../FaxError.js"

/** What is needed of a file system, as Node, Bun and Deno have it. */
interface FileSystem {
  readonly promises: {
    readonly stat: (path: string) => Promise<{ readonly size: number; isFile(): boolean }>
  }
  readonly createReadStream: (path: string) => AsyncIterable<Uint8Array>
}

const isFileSystem = (value: unknown): value is FileSystem =>
  Predicate.hasProperty(value, "createReadStream") && Predicate.hasProperty(value, "promises")

/**
 * The file system of the runtime, if it has one. It is asked for by name when a path is met, so that
 * nothing here imports it: a bundle for a browser or a worker needs no substitute.
 */
const fileSystem = (): FileSystem | undefined => {
  const process: unknown = Reflect.get(globalThis, "process")
  if (!Predicate.hasProperty(process, "getBuiltinModule")) return undefined
  if (!Predicate.isFunction(process.getBuiltinModule)) return undefined
  const found: unknown = process.getBuiltinModule("fs")
  return isFileSystem(found) ? found : undefined
}

/** The last part of a path. */
export const nameOf = (path: string): string =>
  path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1)

/** The size of a file, and its bytes, opened when they are read. */
export const openFile = Effect.fnUntraced(function* (path: string) {
  const unreadable = (detail: string) => new DocumentUnreadable({ fileName: nameOf(path), detail })
  const files = fileSystem()
  if (files === undefined) {
    return yield* unreadable("this platform has no files; give the document's bytes")
  }
  const stat = yield* Effect.tryPromise({
    try: () => files.promises.stat(path),
    catch: (error) => unreadable(error instanceof Error ? error.message : String(error))
  })
  if (!stat.isFile()) return yield* unreadable(`${path} is not a file`)
  return { size: stat.size, open: () => files.createReadStream(path) }
})
