import { type ChildProcess, spawn } from "node:child_process"
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { delimiter, join } from "node:path"
import { pathToFileURL } from "node:url"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type { SourceDocument } from "../Fax.js"
import { ConversionFailed } from "../PagesError.js"
import { Office } from "./Office.js"

/** Where LibreOffice is, and how long it may take. */
export interface LibreOfficeOptions {
  /** The program; looked for as `soffice` on the PATH when absent. */
  readonly program?: string
  /** Seconds for one document; default 60. */
  readonly seconds?: number
  /** Documents at once, each with a LibreOffice of its own; default 1. */
  readonly concurrency?: number
}

/** More than this on PDF is refused: it would be thousands of pages. */
const mostBytes = 256 * 1024 * 1024

const findProgram = Effect.promise(async () => {
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    const program = join(folder, "soffice")
    if (
      folder !== "" &&
      (await stat(program).then(
        (found) => found.isFile(),
        () => false
      ))
    ) {
      return Option.some(program)
    }
  }
  return Option.none<string>()
})

/** LibreOffice starts a second process: both are in a group of their own, and end together. */
const endGroup = (child: ChildProcess) => {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  try {
    process.kill(-child.pid, "SIGKILL")
  } catch {
    child.kill("SIGKILL")
  }
}

const runToEnd = (program: string, args: ReadonlyArray<string>, folder: string) =>
  Effect.async<void, string>((resume) => {
    const child = spawn(program, [...args], {
      cwd: folder,
      detached: true,
      stdio: "ignore",
      // Nothing of ours is for it to know: no tokens, no display, and a home that is thrown away.
      env: { PATH: process.env.PATH ?? "", HOME: folder, TMPDIR: folder, LANG: "C.UTF-8" }
    })
    child.on("error", (error) => resume(Effect.fail(error.message)))
    child.on("exit", (code) =>
      resume(code === 0 ? Effect.void : Effect.fail(`LibreOffice ended with ${code ?? "a signal"}`))
    )
    return Effect.sync(() => endGroup(child))
  })

/** The document has a fixed name: its own may hold anything, and no extension is needed. */
const convert = (program: string, seconds: number, { bytes, fileName }: SourceDocument) =>
  Effect.acquireUseRelease(
    Effect.promise(() => mkdtemp(join(tmpdir(), "faxingcenter-office-"))),
    (folder) =>
      Effect.gen(function* () {
        const source = join(folder, "document")
        yield* Effect.promise(() => writeFile(source, bytes))
        const profile = pathToFileURL(join(folder, "profile")).href
        const args = [
          `-env:UserInstallation=${profile}`,
          "--headless",
          "--norestore",
          "--nolockcheck",
          "--nodefault",
          "--convert-to",
          "pdf",
          "--outdir",
          folder,
          source
        ]
        yield* runToEnd(program, args, folder).pipe(
          Effect.timeoutFail({
            duration: seconds * 1000,
            onTimeout: () => `LibreOffice did not finish within ${seconds} s`
          })
        )
        const pdf = join(folder, "document.pdf")
        const size = yield* Effect.promise(() =>
          stat(pdf).then(
            (found) => found.size,
            () => 0
          )
        )
        if (size === 0) return yield* Effect.fail("LibreOffice did not produce a PDF")
        if (size > mostBytes) return yield* Effect.fail("its PDF is too large")
        return new Uint8Array(yield* Effect.promise(() => readFile(pdf)))
      }),
    (folder) => Effect.promise(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }))
  ).pipe(Effect.mapError((detail) => new ConversionFailed({ fileName, detail })))

/**
 * Converts with a LibreOffice of this machine: headless, with a profile and a home of its own that are
 * deleted afterwards, within a limit of time. Where it is not installed each conversion fails and says so.
 *
 * @example
 * ```ts
 * import { layer, layerLibreOffice } from "@faxingcenter/pages"
 * import { Layer } from "effect"
 *
 * const PagesWithOffice = layer().pipe(Layer.provide(layerLibreOffice()))
 * ```
 */
export const layerLibreOffice = (options: LibreOfficeOptions = {}): Layer.Layer<Office> =>
  Layer.effect(
    Office,
    Effect.gen(function* () {
      const { concurrency = 1, seconds = 60 } = options
      const program =
        options.program === undefined ? yield* findProgram : Option.some(options.program)
      const turns = yield* Effect.makeSemaphore(concurrency)
      return Office.of({
        toPdf: (document) =>
          Option.match(program, {
            onNone: () =>
              Effect.fail(
                new ConversionFailed({
                  fileName: document.fileName,
                  detail: "LibreOffice is not installed; save it as PDF"
                })
              ),
            onSome: (found) => turns.withPermits(1)(convert(found, seconds, document))
          })
      })
    })
  )
