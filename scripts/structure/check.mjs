import { readFileSync } from "node:fs"
import { graphlib } from "@dagrejs/dagre"
import { root } from "../tools.mjs"
import { childrenOf, circlesOf, foldersOf, packagesGraph } from "./graph.mjs"
import { keptInside, mayImport } from "./rules.mjs"

const circle = (where, imports) =>
  [`${where} has a circle:`, ...imports.map((line) => `  ${line}`)].join("\n")

const ours = (dependencies = {}) =>
  Object.keys(dependencies)
    .filter((dependency) => dependency.startsWith("@faxingcenter/"))
    .map((dependency) => dependency.slice("@faxingcenter/".length))

const manifestOf = (name) =>
  JSON.parse(readFileSync(`${root}/packages/${name}/package.json`, "utf8"))

/** Circles of manifests, those that only tests close among them: pnpm then knows no order to build in. */
export const findCircles = (manifests) => {
  const graph = new graphlib.Graph()
  for (const [name, { dependencies, devDependencies, peerDependencies }] of manifests) {
    graph.setNode(name, { isFolder: true })
    for (const target of ours({ ...peerDependencies, ...devDependencies, ...dependencies })) {
      graph.setEdge(name, target, { examples: [`packages/${name}/package.json names ${target}`] })
    }
  }
  return circlesOf(graph).map((imports) => circle("manifests", imports))
}

/** pnpm and the compiler allow what the manifests and the project references name. */
const declaredBy = (name) => {
  const manifest = manifestOf(name)
  const { references = [] } = JSON.parse(
    readFileSync(`${root}/packages/${name}/tsconfig.json`, "utf8")
  )
  // Tests may look at more; what is shipped may not, and a bundle ships its devDependencies.
  const shipped =
    name === "cli"
      ? { ...manifest.dependencies, ...manifest.devDependencies }
      : { ...manifest.dependencies, ...manifest.peerDependencies }
  return [...ours(shipped), ...references.map(({ path }) => path.split("/").at(-1))]
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

/** Whoever may import it may not hand it on to those who may not. */
const handedOn = (packages) =>
  keptInside.flatMap(
    ({ folder, module, name }) =>
      packages
        .get(name)
        ?.filter(({ exportedAgain }) => exportedAgain?.includes(module))
        .map(
          ({ path }) =>
            `${name}/src/${path} may not export ${module} again: only ${folder}/ may have it`
        ) ?? []
  )

/** Everything that is wrong with the structure, in sentences. */
export const findFaults = (packages) => [
  ...upwards(packages),
  ...outside(packages),
  ...handedOn(packages),
  ...findCircles(new Map([...packages.keys()].map((name) => [name, manifestOf(name)]))),
  ...circlesOf(packagesGraph(packages)).map((imports) => circle("packages", imports)),
  ...[...packages].flatMap(([name, files]) =>
    foldersOf(files).flatMap((folder) =>
      circlesOf(childrenOf(files, folder)).map((imports) =>
        circle(`packages/${name}/src/${folder}`, imports)
      )
    )
  )
]
