import { readdirSync, readFileSync } from "node:fs"
import { join, posix, relative } from "node:path"
import { parseSync } from "oxc-parser"
import { root } from "../tools.mjs"

export const sourcesIn = (folder) =>
  readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) return sourcesIn(path)
      return /\.(tsx?|mjs)$/.test(entry.name) ? [path] : []
    })

/** The specifiers of all imports of a file, and of those it exports again: types and `import()` count as well. */
const specifiersOf = (path) => {
  const text = readFileSync(path, "utf8")
  const { errors, module } = parseSync(path, text)
  if (errors.length > 0) throw new Error(`${path}: ${errors[0].message}`)
  const exported = module.staticExports.flatMap(({ entries }) => entries)
  const imports = module.staticImports.map(({ entries, moduleRequest }) => ({
    specifier: moduleRequest.value,
    names: entries.map(({ localName }) => localName.value)
  }))
  const direct = exported.flatMap(({ moduleRequest }) => moduleRequest?.value ?? [])
  const names = exported.flatMap(({ localName }) => localName.name ?? [])
  return {
    imported: [
      ...imports.map(({ specifier }) => specifier),
      ...direct,
      ...module.dynamicImports.flatMap(({ moduleRequest }) => {
        const source = text.slice(moduleRequest.start, moduleRequest.end)
        return /^["'][^"']+["']$/.test(source) ? [source.slice(1, -1)] : []
      })
    ],
    exportedAgain: [
      ...direct,
      ...imports
        .filter((one) => one.names.some((name) => names.includes(name)))
        .map(({ specifier }) => specifier)
    ]
  }
}

/** Each file of a package's `src` with what it imports: files as paths below `src`, and packages by name. */
const readPackage = (name) => {
  const src = `${root}/packages/${name}/src`
  const paths = sourcesIn(src).map((path) => relative(src, path).replaceAll("\\", "/"))
  return paths.map((path) => {
    const { exportedAgain, imported } = specifiersOf(`${src}/${path}`)
    const filesOf = (specifiers) => [
      ...new Set(
        specifiers
          .filter((specifier) => specifier.startsWith("."))
          .map((specifier) => posix.join(posix.dirname(path), specifier))
          .map((target) =>
            paths.find((other) => other.replace(/\.\w+$/, "") === target.replace(/\.\w+$/, ""))
          )
          .filter((target) => target !== undefined)
      )
    ]
    const packages = imported
      .filter((specifier) => specifier.startsWith("@faxingcenter/"))
      .map((specifier) => specifier.split("/")[1])
    return {
      path,
      files: filesOf(imported),
      exportedAgain: filesOf(exportedAgain),
      packages: [...new Set(packages)]
    }
  })
}

/** Every package by name, with its source files and their imports. */
export const readImports = () =>
  new Map(
    readdirSync(`${root}/packages`)
      .sort()
      .map((name) => [name, readPackage(name)])
  )
