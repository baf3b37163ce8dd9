import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync
} from "node:fs"
import { homedir } from "node:os"
import { join } from "node:path"

/**
 * V8's compiled form of the main script, in the user's cache folder. Everything here may fail: then
 * `fax` only starts more slowly.
 */
const folder = (): string => {
  const base = process.env.XDG_CACHE_HOME
  return join(base?.startsWith("/") ? base : join(homedir(), ".cache"), "faxingcenter")
}

const isOff = () => Boolean(process.env.FAXINGCENTER_NO_CACHE)

/** Compiled code is run as it is, so it must come from this user, and nobody else may write it. */
export const readCache = (name: string): Buffer | undefined => {
  if (isOff()) return undefined
  try {
    const file = openSync(join(folder(), name), "r")
    try {
      const { mode, uid } = fstatSync(file)
      const isOurs =
        process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0)
      return isOurs ? readFileSync(file) : undefined
    } finally {
      closeSync(file)
    }
  } catch {
    return undefined
  }
}

/** Keeps compiled code, and forgets that of other builds. */
export const writeCache = (name: string, build: string, compiled: () => Buffer): void => {
  if (isOff()) return
  try {
    const cache = folder()
    mkdirSync(cache, { recursive: true, mode: 0o700 })
    for (const old of readdirSync(cache)) {
      if (!old.startsWith(build)) rmSync(join(cache, old), { force: true })
    }
    const temporary = join(cache, `${build}-${process.pid}.tmp`)
    writeFileSync(temporary, compiled(), { mode: 0o600 })
    renameSync(temporary, join(cache, name))
  } catch {
    // Without a cache the next start compiles again.
  }
}
