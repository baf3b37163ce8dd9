import { randomUUID } from "node:crypto"
import { readSync } from "node:fs"
import { type FileHandle, open, unlink } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type Document, FaxError } from "@faxingcenter/core"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { OpenSpool, Spool } from "../spool/Spool.js"

/** Bytes that are written, and read, at once. */
const block = 256 * 1024

/** Blocks of a request that may wait for the disk. */
const blocksAhead = 2

const diskProblem = (error: unknown) =>
  new FaxError.Unavailable({
    detail: `The server cannot keep the documents (${
      error instanceof Error && "code" in error ? error.code : "the disk failed"
    }); nothing was done`,
    status: 503,
    retryAfter: Duration.seconds(10)
  })

const openFile = (folder: string) =>
  Effect.tryPromise({
    try: async () => {
      const path = join(folder, `fax-${randomUUID()}`)
      const file = await open(path, "wx+", 0o600)
      // Without a name it goes with the process, even if that is killed. Windows keeps the name.
      const named = await unlink(path).then(
        () => false,
        () => true
      )
      return { file, remove: () => (named ? unlink(path) : Promise.resolve()) }
    },
    catch: diskProblem
  })

const spoolOf = (file: FileHandle): Spool => {
  let current: Buffer = Buffer.allocUnsafe(block)
  let filled = 0
  let written = 0
  let waiting = 0
  let refusal: FaxError.Unavailable | undefined
  let writes: Promise<void> = Promise.resolve()
  const idle: Array<Buffer> = []

  const write = async (buffer: Buffer, size: number, at: number) => {
    let done = 0
    while (done < size && refusal === undefined) {
      const { bytesWritten } = await file.write(buffer, done, size - done, at + done)
      done += bytesWritten
    }
  }
  const flush = () => {
    const buffer = current
    const size = filled
    const at = written
    written += size
    waiting += 1
    filled = 0
    current = idle.pop() ?? Buffer.allocUnsafe(block)
    writes = writes
      .then(() => write(buffer, size, at))
      .catch((error: unknown) => {
        refusal ??= diskProblem(error)
      })
      .then(() => {
        waiting -= 1
        idle.push(buffer)
      })
  }

  const settled = () => writes.then(() => refusal)

  return {
    append: (bytes) => {
      for (let at = 0; at < bytes.length; ) {
        const part = bytes.subarray(at, at + block - filled)
        current.set(part, filled)
        filled += part.length
        at += part.length
        if (filled === block) flush()
      }
    },
    pause: () => (waiting >= blocksAhead || refusal !== undefined ? settled() : undefined),
    end: () => {
      if (filled > 0) flush()
      return settled()
    },
    read: (from, size) => {
      const readInto = (target: Uint8Array, position: number) =>
        Effect.try({
          try: () =>
            readSync(file.fd, target, 0, Math.min(target.length, size - position), from + position),
          catch: unreadable
        })
      return { readInto, content: streamOf(readInto, size) }
    }
  }
}

const unreadable = (error: unknown) =>
  new FaxError.DocumentUnreadable({ fileName: "document", detail: String(error) })

const streamOf = (
  readInto: NonNullable<Document.Source["readInto"]>,
  size: number
): Document.Source["content"] =>
  Stream.paginateEffect(0, (at) => {
    const bytes = Buffer.allocUnsafe(Math.min(block, size - at))
    return Effect.map(readInto(bytes, at), (read) => {
      const next = at + read
      return [
        bytes.subarray(0, read),
        read === 0 || next >= size ? Option.none() : Option.some(next)
      ]
    })
  })

/**
 * Keeps the documents of large requests in files of their own, for their owner alone, in `folder`:
 * by default that of the system for temporary files. Memory holds less than a megabyte of each.
 *
 * @example
 * ```ts
 * import { faxRoutes, type FaxServices } from "@faxingcenter/hono-server"
 * import { fileSpool } from "@faxingcenter/hono-server/node"
 * import type { ManagedRuntime } from "effect"
 *
 * const routesOnDisk = (runtime: ManagedRuntime.ManagedRuntime<FaxServices, never>) =>
 *   faxRoutes({ runtime, spool: fileSpool("/var/spool/fax") })
 * ```
 */
export const fileSpool = (folder: string = tmpdir()): OpenSpool =>
  Effect.map(
    Effect.acquireRelease(openFile(folder), ({ file, remove }) =>
      Effect.promise(() =>
        file
          .close()
          .then(remove, remove)
          .catch(() => undefined)
      )
    ),
    ({ file }) => spoolOf(file)
  )
