import { readFileSync } from "node:fs"
import { root } from "../tools.mjs"
import { childrenOf, circlesOf, foldersOf, packagesGraph } from "./graph.mjs"
import { keptInside, mayImport } from "./rules.mjs"

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
  [`${where} has a circle:`, ...imports.map((line) => `  ${line}`)].join("\n")

/** What only a part of a package may import. */
const outside = (packages) =>
  keptInside.flatMap(
    ({ folder, module, name }) =>
      packages
        .get(name)
        ?.filter(({ files, path }) => files.includes(module) && !path.startsWith(`${folder}/`))
        .map(({ path }) => `${name}/src/${path} may not import ${module}: only ${folder}/ may`) ??
      []
  )

/** Everything that is wrong with the structure, in sentences. */
export const findFaults = (packages) => [
  ...upwards(packages),
  ...outside(packages),
  ...circlesOf(packagesGraph(packages)).map((imports) => circle("packages", imports)),
  ...[...packages].flatMap(([name, files]) =>
    foldersOf(files).flatMap((folder) =>
      circlesOf(childrenOf(files, folder)).map((imports) =>
        circle(`packages/${name}/src/${folder}`, imports)
      )
    )
  )
]
