import { readFileSync } from "node:fs"
import { root } from "../tools.mjs"
import { childrenOf, circlesOf, foldersOf, packagesGraph } from "./graph.mjs"
import { inMotion, mayImport } from "./rules.mjs"

/** pnpm and the compiler allow what the manifests and the project references name. */
const declaredBy = (name) => {
  const read = (file) => JSON.parse(readFileSync(`${root}/packages/${name}/${file}`, "utf8"))
  const manifest = read("package.json")
  // Tests may look at more; what is shipped may not, and a bundle ships its devDependencies.
  const shipped =
    name === "cli"
      ? { ...manifest.dependencies, ...manifest.devDependencies }
      : { ...manifest.dependencies, ...manifest.peerDependencies }
  return [
    ...Object.keys(shipped)
      .filter((dependency) => dependency.startsWith("@faxingcenter/"))
      .map((dependency) => dependency.slice("@faxingcenter/".length)),
    ...(read("tsconfig.json").references ?? []).map(({ path }) => path.split("/").at(-1))
  ]
}

const upwards = (packages) =>
  [...packages].flatMap(([name, files]) => {
    const allowed = mayImport[name]
    if (allowed === undefined) return [`packages/${name} is missing in scripts/structure/rules.mjs`]
    const imported = files.flatMap((file) =>
      file.packages
        .filter((target) => target !== name)
        .map((target) => ({ target, where: `${name}/src/${file.path}` }))
    )
    const declared = declaredBy(name).map((target) => ({ target, where: `${name}, as declared,` }))
    return [...imported, ...declared]
      .filter(({ target }) => !allowed.includes(target))
      .map(({ target, where }) => `${where} may not import ${target}`)
  })

const circle = (where, imports) =>
  `${where} has a circle:\n${imports.map((line) => `  ${line}`).join("\n")}`

/** Everything that is wrong with the structure, in sentences. */
export const findFaults = (packages) => [
  ...upwards(packages),
  ...circlesOf(packagesGraph(packages)).map((imports) => circle("packages", imports)),
  ...[...packages]
    .filter(([name]) => !inMotion.includes(name))
    .flatMap(([name, files]) =>
      foldersOf(files).flatMap((folder) =>
        circlesOf(childrenOf(files, folder)).map((imports) =>
          circle(`packages/${name}/src/${folder}`, imports)
        )
      )
    )
]
