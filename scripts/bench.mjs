// Runs every packages/*/bench/*.bench.ts, or those whose path contains an argument, one after the
// other, with nothing else at the same time. Each prints its own figures and ratios.
import { existsSync, readdirSync } from "node:fs"
import { root, run } from "./tools.mjs"

const wanted = process.argv.slice(2)
const files = readdirSync(`${root}/packages`).flatMap((name) => {
  const folder = `packages/${name}/bench`
  return existsSync(`${root}/${folder}`)
    ? readdirSync(`${root}/${folder}`)
        .filter((file) => file.endsWith(".bench.ts"))
        .map((file) => `${folder}/${file}`)
    : []
})
let failed = 0
for (const file of files) {
  if (wanted.length > 0 && !wanted.some((part) => file.includes(part))) continue
  console.log(`\n=== ${file}`)
  const code = await run(process.execPath, ["--expose-gc", "--import", "tsx", file])
  if (code !== 0) failed += 1
}
process.exitCode = failed === 0 ? 0 : 1
