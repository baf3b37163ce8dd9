// Dependencies between the packages point one way. pnpm lets a package import only what its
// manifest declares, so the manifests are what is checked; knip checks them against the imports.
import { readdirSync, readFileSync } from "node:fs"
import { root } from "./tools.mjs"

const mayDependOn = {
  core: [],
  contract: ["core"],
  pages: ["core"],
  gateway: ["core", "pages"],
  "hono-server": ["core", "gateway"],
  "mock-server": ["core", "pages", "hono-server"],
  cli: ["core", "contract", "pages", "gateway", "hono-server", "mock-server"]
}

const wrong = []
for (const name of readdirSync(`${root}/packages`)) {
  const allowed = mayDependOn[name]
  if (allowed === undefined) {
    wrong.push(`packages/${name} is not in the list of scripts/boundaries.mjs`)
    continue
  }
  const read = (file) => JSON.parse(readFileSync(`${root}/packages/${name}/${file}`, "utf8"))
  const manifest = read("package.json")
  // Tests may look at more; what is shipped may not, and a bundle ships its devDependencies.
  const shipped =
    name === "cli"
      ? { ...manifest.dependencies, ...manifest.devDependencies }
      : { ...manifest.dependencies, ...manifest.peerDependencies }
  const own = Object.keys(shipped)
    .filter((dependency) => dependency.startsWith("@faxingcenter/"))
    .map((dependency) => dependency.slice("@faxingcenter/".length))
  const referenced = (read("tsconfig.json").references ?? []).map(({ path }) =>
    path.split("/").at(-1)
  )
  for (const dependency of new Set([...own, ...referenced])) {
    if (!allowed.includes(dependency)) wrong.push(`${name} may not depend on ${dependency}`)
  }
}

for (const line of wrong) console.error(line)
process.exitCode = wrong.length === 0 ? 0 : 1
