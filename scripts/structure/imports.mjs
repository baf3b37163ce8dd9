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

/** The specifiers of all imports of a file: types, re-exports and `import()` count as well. */
const specifiersOf = (path) => {
  const text = readFileSync(path, "utf8")
  const { errors, module } = parseSync(path, text)
  if (errors.length > 0) throw new Error(`${path}: ${errors[0].message}`)
  return [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...module.staticExports.flatMap(({ entries }) =>
      entries.flatMap(({ moduleRequest }) => (moduleRequest === null ? [] : [moduleRequest.value]))
    ),
    ...module.dynamicImports.flatMap(({ moduleRequest }) => {
      const source = text.slice(moduleRequest.start, moduleRequest.end)
      return /^["'][^"']+["']$/.test(source) ? [source.slice(1, -1)] : []
    })
  ]
}

/** Each file of a package's `src` with what it imports: files as paths below `src`, and packages by name. */
const readPackage = (name) => {
  const src = `${root}/packages/${name}/src`
  const paths = sourcesIn(src).map((path) => relative(src, path).replaceAll("\\", "/"))
  return paths.map((path) => {
    const specifiers = specifiersOf(`${src}/${path}`)
    const files = specifiers
      .filter((specifier) => specifier.startsWith("."))
      .map((specifier) => posix.join(posix.dirname(path), specifier))
      .map((target) =>
        paths.find((other) => other.replace(/\.\w+$/, "") === target.replace(/\.\w+$/, ""))
      )
      .filter((target) => target !== undefined)
    const packages = specifiers
      .filter((specifier) => specifier.startsWith("@faxingcenter/"))
      .map((specifier) => specifier.split("/")[1])
    return { path, files: [...new Set(files)], packages: [...new Set(packages)] }
  })
}

/** Every package by name, with its source files and their imports. */
export const readImports = () =>
  new Map(
    readdirSync(`${root}/packages`)
      .sort()
      .map((name) => [name, readPackage(name)])
  )
