// Where the packages are published from. `node scripts/repository.mjs OWNER/NAME` writes the
// repository into every manifest; with `--check` it only compares. npm refuses provenance when the
// manifest names another repository than the one that publishes.
import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { root } from "./tools.mjs"

const args = process.argv.slice(2)
const repository = args.find((argument) => /^[\w.-]+\/[\w.-]+$/.test(argument))
if (repository === undefined) {
  console.error("usage: node scripts/repository.mjs [--check] OWNER/NAME")
  process.exit(2)
}
const url = `git+https://github.com/${repository}.git`
for (const name of readdirSync(`${root}/packages`)) {
  const path = `${root}/packages/${name}/package.json`
  const text = readFileSync(path, "utf8")
  const found = JSON.parse(text).repository?.url
  if (found === url) continue
  if (args.includes("--check")) {
    console.error(
      `packages/${name} names the repository ${found}; run node scripts/repository.mjs ${repository}`
    )
    process.exitCode = 1
  } else {
    writeFileSync(path, text.replace(JSON.stringify(found), JSON.stringify(url)))
  }
}
