import {
  existsSync,
  lstatSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync
} from "node:fs"
import { basename, dirname, join, resolve } from "node:path"

/** Locks of this process: its number in a lock file says nothing against itself. */
const own = new Set<string>()

// The locks of `fax` (its `takeLock`) look for their owner in the same way. Those are taken by each command for a moment and
// waited for; this one is held as long as the mock runs, refused at once, and follows links.

/** An empty lock is one that is being written: for so many milliseconds, and not for ever. */
const longestWritingMillis = 10_000

/** Also a process of somebody else, which may be looked at but not signalled. */
const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM"
  }
}

const contentOf = (file: string): string | undefined => {
  try {
    return readFileSync(file, "utf8")
  } catch {
    return undefined
  }
}

/** Who has a lock, in words; nothing for one that a crash left, or none. */
const ownerOf = (file: string): string | undefined => {
  if (own.has(file)) return "this process"
  const text = contentOf(file)
  if (text === undefined) return undefined
  if (text === "") {
    // The machine's own time, which the file has, too.
    return performance.timeOrigin + performance.now() - statSync(file).mtimeMs <
      longestWritingMillis
      ? "a process that is starting"
      : undefined
  }
  const pid = Number(text)
  return Number.isSafeInteger(pid) && pid > 0 && pid !== process.pid && isAlive(pid)
    ? `process ${pid}`
    : undefined
}

/** One file by all of its names, also by a link to a file that is still to be written. */
const nameOf = (path: string, links = 40): string => {
  const file = join(realpathSync(dirname(path)), basename(path))
  const isLink = lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() === true
  // A link to itself leads nowhere.
  if (!isLink || links === 0) return file
  return existsSync(file)
    ? realpathSync(file)
    : nameOf(resolve(dirname(file), readlinkSync(file)), links - 1)
}

/**
 * Takes the lock of a state file, or throws: two mocks that write one file each forget what the other has. A lock that
 * a crash left is replaced in one step by whoever first makes the file that replaces it. Gives back how to
 * release it.
 */
export const lockState = (path: string): (() => void) => {
  const file = `${nameOf(path)}.lock`
  const next = `${file}.new`
  const refuse = (owner: string) =>
    new Error(
      `${path} is in use by another mock (${owner}, ${file}); give this one another file, or stop the other. If that process is not a mock, delete ${file}`
    )
  const owner = ownerOf(file) ?? ownerOf(next)
  if (owner !== undefined) throw refuse(owner)
  rmSync(next, { force: true })
  writeFileSync(next, String(process.pid), { flag: "wx", mode: 0o600 })
  const other = ownerOf(file)
  if (other !== undefined) {
    rmSync(next, { force: true })
    throw refuse(other)
  }
  renameSync(next, file)
  own.add(file)
  return () => {
    own.delete(file)
    rmSync(file, { force: true })
  }
}
