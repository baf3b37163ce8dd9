// Builds the programs of the line from C, once for each state of their sources.
import { spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync
} from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

const sources = fileURLToPath(new URL(".", import.meta.url))
const built = fileURLToPath(new URL("../../.tmp/line/", import.meta.url))
const shared = ["faxMachine.c", "events.c"]

/** What is missing for it on this machine, if anything is. */
export const missingForLine = () => {
  if (spawnSync("gcc", ["--version"]).status !== 0) return "gcc is not installed"
  if (!existsSync("/usr/include/spandsp/t30.h")) return "libspandsp-dev is not installed"
  return undefined
}

const compile = (folder, name, parts) => {
  const { status, stderr } = spawnSync(
    "gcc",
    ["-O2", "-Wall", "-o", join(folder, name), ...parts, "-lspandsp", "-ltiff", "-lm", "-lutil"],
    { cwd: sources, encoding: "utf8" }
  )
  if (status !== 0) throw new Error(`gcc: ${stderr}`)
}

/** The folder with `exchange` and `faxThrough`. */
export const buildLine = () => {
  const missing = missingForLine()
  if (missing !== undefined) throw new Error(missing)
  const hash = createHash("sha256")
  for (const name of readdirSync(sources)
    .filter((each) => /\.[ch]$/.test(each))
    .sort()) {
    hash.update(readFileSync(join(sources, name)))
  }
  const folder = join(built, hash.digest("hex").slice(0, 16))
  if (existsSync(folder)) return folder
  mkdirSync(built, { recursive: true })
  const fresh = mkdtempSync(join(built, "new-"))
  compile(fresh, "exchange", ["exchange.c", "subscribers.c", ...shared])
  compile(fresh, "faxThrough", ["faxThrough.c", ...shared])
  try {
    renameSync(fresh, folder)
  } catch (error) {
    // Somebody else was faster.
    rmSync(fresh, { recursive: true })
    if (!existsSync(folder)) throw error
  }
  return folder
}
