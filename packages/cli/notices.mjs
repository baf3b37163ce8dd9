// The licences of what esbuild has put into the bundle, as their texts ask. A package without a
// licence text, or with a licence that nobody has looked at, fails the build.
import { readdirSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"

const accepted = new Set([
  "0BSD",
  "Apache-2.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "ISC",
  "MIT",
  "MIT-0"
])

/** The folder of the package that a file belongs to: the nearest that has a name and a version. */
const packageOf = (file) => {
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
    try {
      const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"))
      if (manifest.name !== undefined && manifest.version !== undefined) return { folder, manifest }
    } catch (error) {
      if (error.code !== "ENOENT") throw error
    }
  }
  throw new Error(`no package has the file ${file}`)
}

const textOf = (folder) =>
  readdirSync(folder)
    .filter((name) => /^(licen[cs]e|notice|copying)/i.test(name))
    .sort()
    .map((name) => readFileSync(join(folder, name), "utf8").trim())
    .join("\n\n")

/** Of esbuild's metafiles, whose paths are relative to `root`. */
export const noticesOf = (metafiles, root) => {
  const packages = new Map()
  for (const { outputs } of metafiles) {
    for (const { inputs } of Object.values(outputs)) {
      for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
        if (bytesInOutput === 0 || !path.includes("node_modules/")) continue
        const { folder, manifest } = packageOf(join(root, path))
        packages.set(`${manifest.name} ${manifest.version}`, { folder, license: manifest.license })
      }
    }
  }
  const notices = [...packages]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { folder, license }]) => {
      const text = textOf(folder)
      if (!accepted.has(license)) throw new Error(`${name} has the licence ${license}`)
      if (text === "") throw new Error(`${name} has no licence text in ${folder}`)
      return `${name} (${license})\n\n${text}`
    })
  const line = `\n\n${"-".repeat(80)}\n\n`
  return `fax.js contains these packages, under their licences:${line}${notices.join(line)}\n`
}
