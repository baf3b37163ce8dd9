import { constants, createReadStream, openSync, statSync } from "node:fs"
import { Socket } from "node:net"
import type { Readable } from "node:stream"
import * as Effect from "effect/Effect"
import type { ExitCode } from "../exitCodes.js"
import { CommandFailed } from "../Failure.js"

/** What the system says of a file, in words. */
export const problemOf = (error: unknown): string => {
  switch (error instanceof Error && "code" in error ? error.code : "") {
    case "ENOENT":
      return "there is no such file"
    case "EACCES":
      return "you do not have permission to read it"
    case "EISDIR":
      return "it is a folder"
    default:
      return error instanceof Error ? error.message : String(error)
  }
}

/**
 * Reads a file, a device or a named pipe. A pipe is opened without waiting for its writer: a thread that waits in
 * `open` would keep the process alive through Ctrl-C and `process.exit`. Throws if it cannot be opened.
 */
export const readStream = (path: string): Readable =>
  statSync(path).isFIFO()
    ? new Socket({
        fd: openSync(path, constants.O_RDONLY | constants.O_NONBLOCK),
        readable: true,
        writable: false
      })
    : createReadStream(path)

/** Bytes of one file. What has no end, such as `/dev/zero`, has no more memory. */
export const maxFileBytes = 256 * 1024 * 1024

/** All of a file that the command line names; `exitCode` is what it means for the command if there is none. */
export const readInput = (path: string, exitCode: ExitCode): Effect.Effect<Buffer, CommandFailed> =>
  Effect.tryPromise({
    try: async (signal) => {
      const stream = readStream(path)
      signal.addEventListener("abort", () => stream.destroy())
      const parts: Array<Buffer> = []
      let read = 0
      for await (const part of stream) {
        parts.push(part)
        read += part.length
        if (read > maxFileBytes) {
          throw new Error(`it has more than ${maxFileBytes / 1024 / 1024} MiB`)
        }
      }
      return Buffer.concat(parts)
    },
    catch: (error) =>
      new CommandFailed({ exitCode, message: `${path} cannot be read: ${problemOf(error)}` })
  })
