import { existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { exitCodes } from "../exitCodes.js"
import { CommandFailed } from "../Failure.js"
import { problemOf } from "../input/document.js"

const unusable = (message: string) => new CommandFailed({ exitCode: exitCodes.usage, message })

/** An empty lock is one that is being written: for so many milliseconds, and not for ever. */
const longestWriting = 10_000

/** Also a process of somebody else, which may be looked at but not signalled. */
const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM"
  }
}

/** Who has a lock, in words, or `undefined` for a lock that a crash left, or none. */
const ownerOf = (file: string, now: number): string | undefined => {
  if (!existsSync(file)) return undefined
  const text = readFileSync(file, "utf8")
  if (text === "") {
    return now - statSync(file).mtimeMs < longestWriting ? "one that is starting" : undefined
  }
  const pid = Number(text)
  const isOther = Number.isSafeInteger(pid) && pid > 0 && pid !== process.pid && isAlive(pid)
  return isOther ? `process ${pid}` : undefined
}

/**
 * Takes a lock, unless a live process has it. One that a crash left is replaced in one step by whoever
 * first makes the file that replaces it: of two runs that find it, one goes on.
 */
const takeLock = (file: string, now: number): string | undefined => {
  const next = `${file}.new`
  const owner = ownerOf(file, now) ?? ownerOf(next, now)
  if (owner !== undefined) return owner
  rmSync(next, { force: true })
  writeFileSync(next, String(process.pid), { flag: "wx" })
  const other = ownerOf(file, now)
  if (other === undefined) renameSync(next, file)
  else rmSync(next, { force: true })
  return other
}

/** Two runs with one journal would both send: the second is refused while the first one lives. */
export const lockJournal = (path: string): Effect.Effect<void, CommandFailed, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.flatMap(Clock.currentTimeMillis, (now) =>
      Effect.try({
        try: () => takeLock(`${path}.lock`, now),
        catch: (error) =>
          unusable(
            `${path}.lock cannot be written: ${problemOf(error)}; choose another place with --journal FILE`
          )
      })
    ).pipe(
      Effect.filterOrFail(
        (owner) => owner === undefined,
        (owner) =>
          unusable(
            `this broadcast is running already (${owner}, ${path}.lock); if that is no fax, delete ${path}.lock and ${path}.lock.new`
          )
      )
    ),
    () => Effect.sync(() => rmSync(`${path}.lock`, { force: true }))
  )
