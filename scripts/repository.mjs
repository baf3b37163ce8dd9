// The repository that the packages are published from, in one place: `node scripts/repository.mjs
// OWNER/NAME` writes it into every manifest. Until then they name the placeholder OWNER/REPOSITORY.
// `--check` refuses the placeholder, and another repository than OWNER/NAME if one is given: npm
// refuses provenance when the manifest does not name the repository that publishes.
import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { root } from "./tools.mjs"

const args = process.argv.slice(2)
const isCheck = args.includes("--check")
const repository = args.find((argument) => /^[\w.-]+\/[\w.-]+$/.test(argument))
if (repository === undefined && !isCheck) {
  console.error("usage: node scripts/repository.mjs [--check] OWNER/NAME")
  process.exit(2)
}
const urlOf = (name) => `git+https://github.com/${name}.git`
for (const name of readdirSync(`${root}/packages`)) {
  const path = `${root}/packages/${name}/package.json`
  const text = readFileSync(path, "utf8")
  const found = JSON.parse(text).repository?.url
  const wanted = repository === undefined ? found : urlOf(repository)
  if (found === wanted && found !== urlOf("OWNER/REPOSITORY")) continue
  if (isCheck) {
    console.error(
      `packages/${name} names the repository ${found}; run node scripts/repository.mjs ${repository ?? "OWNER/NAME"}`
    )
    process.exitCode = 1
  } else {
    writeFileSync(path, text.replace(JSON.stringify(found), JSON.stringify(urlOf(repository))))
  }
}
