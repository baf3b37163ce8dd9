import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs"

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

const codeOf = (error: unknown) =>
  error instanceof Error && "code" in error ? error.code : undefined

/** Where nothing is any more, there is nothing to read. */
const orGone = <A>(read: () => A): A | undefined => {
  try {
    return read()
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined
    throw error
  }
}

const starting = "one that is starting"

/** Who has a lock, in words; `stale` for one that a crash left, `undefined` for none. */
const ownerOf = (file: string, now: number): string | undefined => {
  const text = orGone(() => readFileSync(file, "utf8"))
  if (text === undefined) return undefined
  if (text === "") {
    const since = orGone(() => statSync(file).mtimeMs)
    return since !== undefined && now - since < longestWritingMillis ? starting : stale
  }
  const pid = Number(text)
  const isOther = Number.isSafeInteger(pid) && pid > 0 && pid !== process.pid && isAlive(pid)
  return isOther ? `process ${pid}` : stale
}
const stale = "stale"

/** Makes the file, with the number of this process in it, unless it is there. */
const isMade = (file: string): boolean => {
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" })
    return true
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false
    throw error
  }
}

/**
 * Takes a lock, unless a live process has it: who that is, in words. One that a crash left is removed by
 * whoever first makes the file beside it, so that nobody removes the lock that came after it.
 */
export const takeLock = (file: string, now: number): string | undefined => {
  if (isMade(file)) return undefined
  const owner = ownerOf(file, now)
  if (owner !== stale) return owner ?? starting
  const beside = `${file}.new`
  if (!isMade(beside)) {
    const other = ownerOf(beside, now)
    if (other !== stale) return other ?? starting
    rmSync(beside, { force: true })
    return takeLock(file, now)
  }
  if (ownerOf(file, now) === stale) rmSync(file, { force: true })
  rmSync(beside, { force: true })
  return takeLock(file, now)
}
