import { readFileSync } from "node:fs"
import { layer, Pages } from "@faxingcenter/pages"
import { Effect } from "effect"

/** Converts one file and prints the most memory that this process had, and what it had before. */

const [file = ""] = process.argv.slice(2)
const megabytes = (bytes: number) => Math.round(bytes / 1024 / 1024)
const before = megabytes(process.memoryUsage.rss())
const document = { fileName: file, bytes: new Uint8Array(readFileSync(file)) }

await Effect.runPromise(
  Effect.flatMap(Pages, (pages) => pages.convert([document])).pipe(
    Effect.provide(layer({ workers: 1 }))
  )
)
const peak = Math.round(process.resourceUsage().maxRSS / 1024)
console.log(`${peak} MB resident at most, ${before} MB of them before the document was read`)
