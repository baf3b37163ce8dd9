// Writes docs/reference/api, the pages of the public names, from the declarations that `tsc -b` builds.
import { mkdirSync, rmSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { packages } from "../../packages/cli/test/reference/declarations.js"
import { pageOf } from "./pageOf.js"

const folder = fileURLToPath(new URL("../../docs/reference/api", import.meta.url))
rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
for (const name of packages) writeFileSync(`${folder}/${name}.md`, pageOf(name))
