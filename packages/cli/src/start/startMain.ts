import { readFileSync } from "node:fs"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { setFlagsFromString } from "node:v8"
import { Script } from "node:vm"
import { readCache, writeCache } from "./codeCache.js"

/** Put in by bundle.mjs: names this build, and the commands that `client.js` can run. */
declare const BUILD: string
declare const CLIENT_COMMANDS: ReadonlyArray<string>

interface Main {
  readonly main: (args: ReadonlyArray<string>) => Promise<number>
  readonly pagesWorker?: () => Promise<unknown>
}

/** Packages that only `import` can load, and the main script, which is no module, cannot. */
type Packages = Readonly<Record<string, unknown>>

/**
 * Makes the room for young objects eight times as large as V8 begins with: it grows when enough of them stay, so some do for
 * a moment. A gateway keeps nearly all that its start makes. Each collection on the way to that room would copy it, and V8
 * would take the copies for a reason to collect the whole heap. The flag is set for this moment alone: V8 takes no compiled
 * code, not even Node's own, that was written under other flags.
 */
const growYoungSpace = () => {
  setFlagsFromString("--semi-space-growth-factor=8")
  Array.from({ length: 20_000 }, (_, i) => [i, i, i, i, i, i, i, i])
  setFlagsFromString("--semi-space-growth-factor=2")
}

/**
 * Evaluates a script beside this file: Node reads it only when there is a command to run, and V8 takes it from
 * its code cache instead of compiling it. Gives it to `run`, with what keeps the compiled code.
 */
const withMain = (
  name: string,
  scriptName: "client.js" | "mock.js" | "server.js" | "main.js",
  packages: Packages,
  run: (main: Main, keep: () => void) => void
): void => {
  const filename = join(__dirname, scriptName)
  const cacheName = `${BUILD}-${process.version}-${process.arch}-${name}`.replace(/[^\w.-]/g, "_")
  const cachedData = readCache(cacheName)
  // What keeps the code lives as long as the command, and must not hold those 2 MB.
  const isCached = cachedData !== undefined
  // The script is ASCII, and read as Latin-1 it is not decoded.
  const script = new Script(readFileSync(filename, "latin1"), {
    filename,
    ...(cachedData === undefined ? {} : { cachedData })
  })
  const module: { exports: Partial<Main> } = { exports: {} }
  const fileUrl = pathToFileURL(__filename).href
  script.runInThisContext()(require, module, module.exports, fileUrl, packages)
  const { main, pagesWorker } = module.exports
  if (main === undefined) throw new Error(`${filename} is damaged`)
  let isKept = isCached && script.cachedDataRejected !== true
  run({ main, ...(pagesWorker === undefined ? {} : { pagesWorker }) }, () => {
    if (isKept) return
    isKept = true
    writeCache(cacheName, BUILD, () => script.createCachedData())
  })
}

/** A command that goes on has started by then. V8 drops code that has not run for long: later, that of the start is gone. */
const keepAfterMillis = 2_000

/** The smallest script that has the command of a line. */
const scriptOf = (args: ReadonlyArray<string>) => {
  const [name = ""] = args
  if (name === "mock") return "mock.js"
  if (name === "serve") return "server.js"
  const isClient = [name, args.slice(0, 2).join(" ")].some((one) => CLIENT_COMMANDS.includes(one))
  return isClient ? "client.js" : "main.js"
}

/** Runs a command line, and ends the process with its exit code. */
export const startMain = (args: ReadonlyArray<string>): void => {
  const script = scriptOf(args)
  if (script === "server.js") growYoungSpace()
  withMain(args[0] ?? "", script, {}, ({ main }, keep) => {
    setTimeout(keep, keepAfterMillis).unref()
    main(args).then((exitCode) => {
      // Only what a command that came to its end has compiled is worth keeping.
      if (exitCode < 2) keep()
      process.exit(exitCode)
    })
  })
}

/** A thread of the renderer: it answers messages until it is ended. */
export const startPagesWorker = async (): Promise<void> => {
  const packages = { harfbuzzjs: await import("harfbuzzjs") }
  withMain("pages", "client.js", packages, ({ pagesWorker }) => void pagesWorker?.())
}
