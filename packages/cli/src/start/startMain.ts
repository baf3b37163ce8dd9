import { readFileSync } from "node:fs"
import { constants, Script } from "node:vm"
import { readCache, writeCache } from "./codeCache.js"

/** Put in by bundle.mjs: names this build, and the line after which the main script stands. */
declare const BUILD: string
declare const MAIN_MARK: string
declare const MAIN_STAR: string

type Main = (args: ReadonlyArray<string>) => Promise<number>

/**
 * Runs the main script, which stands in a comment at the end of this very file: Node skips it when
 * only help is asked for, and V8 takes it from its code cache instead of compiling it.
 */
export const startMain = (args: ReadonlyArray<string>): void => {
  const file = readFileSync(__filename, "latin1")
  const source = file
    .slice(file.lastIndexOf(MAIN_MARK) + MAIN_MARK.length, file.lastIndexOf("*/"))
    .replaceAll(MAIN_STAR, "*/")
  const cacheName = `${BUILD}-${process.version}-${process.arch}-${args[0] ?? ""}`.replace(
    /[^\w.-]/g,
    "_"
  )
  const cachedData = readCache(cacheName)
  const script = new Script(`(function (require, module, exports) {${source}\n})`, {
    filename: __filename,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    ...(cachedData === undefined ? {} : { cachedData })
  })
  const module: { exports: { main?: Main } } = { exports: {} }
  script.runInThisContext()(require, module, module.exports)
  module.exports.main?.(args).then((exitCode) => {
    // Only what a command that came to its end has compiled is worth keeping.
    const isStale = cachedData === undefined || script.cachedDataRejected === true
    if (isStale && exitCode < 2) {
      writeCache(cacheName, BUILD, () => script.createCachedData())
    }
    process.exit(exitCode)
  })
}
