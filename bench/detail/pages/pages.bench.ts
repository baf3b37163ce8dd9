import { execFileSync, spawnSync } from "node:child_process"
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { layer, Pages } from "@faxingcenter/pages"
import * as Effect from "effect/Effect"
import { scannedPdf, textPdf } from "../../../packages/pages/test/support/samples.js"

/**
 * Ten pages of type and ten scanned pages to fax TIFF, as `layer()` does it: in two threads where that
 * pays. Elapsed times depend on what else the machine does, so processor time of all threads is printed
 * beside them; Ghostscript, which has one, runs in turn with ours.
 */

const pageCount = 10
const rounds = 6
const folder = mkdtempSync(join(tmpdir(), "pages-bench-"))

interface Cost {
  readonly wall: number
  readonly cpu: number
}

const least = (costs: ReadonlyArray<Cost>): Cost => ({
  wall: Math.min(...costs.map((cost) => cost.wall)),
  cpu: Math.min(...costs.map((cost) => cost.cpu))
})

const timed = <A, E, R>(work: Effect.Effect<A, E, R>): Effect.Effect<Cost, E, R> =>
  Effect.gen(function* () {
    const cpu = process.cpuUsage()
    const start = performance.now()
    yield* work
    const used = process.cpuUsage(cpu)
    return { wall: performance.now() - start, cpu: (used.user + used.system) / 1000 }
  })

/** Ghostscript on the same file; undefined where it is not installed. */
const ghostscript = (file: string): Cost | undefined => {
  const shell = `TIMEFORMAT='%R %U %S'; time gs -q -dNOPAUSE -dBATCH -sDEVICE=tiffg4 -r204x196 -o ${join(folder, "gs.tif")} ${file}`
  const { status, stderr } = spawnSync("bash", ["-c", shell], { encoding: "utf8" })
  if (status !== 0) return undefined
  const [wall = 0, user = 0, system = 0] = stderr.trim().split(/\s+/).slice(-3).map(Number)
  return { wall: wall * 1000, cpu: (user + system) * 1000 }
}

const show = ({ cpu, wall }: Cost) => `${wall.toFixed(0)} ms (processor ${cpu.toFixed(0)} ms)`

/** Peak memory of a process that converts this file and does nothing else, as built. */
const showMemory = (file: string) => {
  if (!existsSync(join(import.meta.dirname, "../../../packages/pages/dist/index.js"))) {
    console.log("  memory: not measured, the package is not built")
    return
  }
  const script = join(import.meta.dirname, "memory.mjs")
  console.log(
    `  memory: ${execFileSync(process.execPath, [script, file], { encoding: "utf8" }).trim()}`
  )
}

const program = Effect.gen(function* () {
  const pages = yield* Pages
  const documents = [
    { label: "text", document: textPdf(pageCount) },
    {
      label: "scans, black and white",
      document: yield* Effect.promise(() => scannedPdf(pageCount, "bilevel"))
    },
    { label: "scans, grey", document: yield* Effect.promise(() => scannedPdf(pageCount, "grey")) },
    {
      label: "scans, colour",
      document: yield* Effect.promise(() => scannedPdf(pageCount, "colour"))
    }
  ]
  for (const { document, label } of documents) {
    const file = join(folder, document.fileName)
    writeFileSync(file, document.bytes)
    const ours: Array<Cost> = []
    const theirs: Array<Cost> = []
    for (let round = 0; round < rounds; round++) {
      ours.push(yield* timed(pages.convert([document])))
      const other = ghostscript(file)
      if (other !== undefined) theirs.push(other)
    }
    const [mine, other] = [least(ours), theirs.length === 0 ? undefined : least(theirs)]
    console.log(
      `${pageCount} pages, ${label}: ${show(mine)}, ${(mine.wall / pageCount / 1000).toFixed(3)} s a page`
    )
    if (other === undefined) console.log("  Ghostscript is not installed: no ratio")
    else
      console.log(
        `  Ghostscript tiffg4 ${show(other)}: ${(mine.wall / other.wall).toFixed(2)} times its time, ${(mine.cpu / other.cpu).toFixed(2)} times its processor time`
      )
    showMemory(file)
  }
})

await Effect.runPromise(program.pipe(Effect.provide(layer())))
rmSync(folder, { recursive: true })
