import { statSync } from "node:fs"

const connections = new Map<string, number>()

const nameOf = (file: string): string | undefined => {
  const info = statSync(file, { bigint: true, throwIfNoEntry: false })
  return info === undefined ? undefined : `${info.dev}/${info.ino}`
}

/**
 * Whether this process has a connection to this file. Then nobody in it may open and close the file by themselves: the
 * system would take all locks of the process away, SQLite's as well (https://sqlite.org/howtocorrupt.html#_posix_advisory_locks_canceled_by_a_separate_thread_doing_close_),
 * and the next process that closes the database would take the log for nobody's, and remove it with all that is in it.
 */
export const isOpenHere = (file: string): boolean => {
  const name = nameOf(file)
  return name !== undefined && connections.has(name)
}

/** Notes a connection; what it gives is to be called when that is closed. */
export const openedHere = (file: string): (() => void) => {
  const name = nameOf(file)
  if (name === undefined) return () => {}
  connections.set(name, (connections.get(name) ?? 0) + 1)
  return () => {
    const left = (connections.get(name) ?? 1) - 1
    if (left > 0) connections.set(name, left)
    else connections.delete(name)
  }
}
