// Imports point one way: between the packages as scripts/structure/rules.mjs allows, and without
// circles between the folders of a package; and the wire is spelled in core/wire alone. `node scripts/boundaries.mjs --draw` also draws the
// picture of docs/architecture.md.
import { writeFileSync } from "node:fs"
import { draw, findFaults, findSpelledWire, readImports } from "./structure/index.mjs"
import { root } from "./tools.mjs"

const packages = readImports()
const faults = [...findFaults(packages), ...findSpelledWire()]
for (const fault of faults) console.error(fault)
if (process.argv.includes("--draw")) {
  writeFileSync(`${root}/docs/images/structure.svg`, draw(packages))
}
process.exitCode = faults.length === 0 ? 0 : 1
