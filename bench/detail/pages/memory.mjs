import { readFileSync } from "node:fs"
import * as Effect from "effect/Effect"
import { layer, Pages } from "../../../packages/pages/dist/index.js"

/** Converts one file, with what is built, and prints the most memory that this process had. */

const [file = ""] = process.argv.slice(2)
const before = Math.round(process.memoryUsage.rss() / 1024 / 1024)
let peak = before
const timer = setInterval(() => {
  peak = Math.max(peak, Math.round(process.memoryUsage.rss() / 1024 / 1024))
}, 5)
const document = { fileName: file, bytes: new Uint8Array(readFileSync(file)) }

await Effect.runPromise(
  Effect.flatMap(Pages, (pages) => pages.convert([document])).pipe(Effect.provide(layer()))
)
clearInterval(timer)
console.log(`${peak} MB resident at most, ${before} MB of them before the document was read`)
