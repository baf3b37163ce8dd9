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

/** The names that a value is made of without being called: of `sql`, `sql as never`, `{ run: sql }`, `[sql]` and `Sql.sql`, `sql`. */
const namesHeld = (node) => {
  switch (node?.type) {
    case "Identifier":
      return [node.name]
    case "TSAsExpression":
    case "TSSatisfiesExpression":
    case "TSNonNullExpression":
    case "ParenthesizedExpression":
      return namesHeld(node.expression)
    case "MemberExpression":
      return namesHeld(node.object)
    case "SpreadElement":
      return namesHeld(node.argument)
    case "Property":
      return namesHeld(node.value)
    case "ObjectExpression":
      return node.properties.flatMap(namesHeld)
    case "ArrayExpression":
      return node.elements.flatMap(namesHeld)
    case "LogicalExpression":
      return [...namesHeld(node.left), ...namesHeld(node.right)]
    case "ConditionalExpression":
      return [...namesHeld(node.consequent), ...namesHeld(node.alternate)]
    default:
      return []
  }
}

const namesBound = (pattern) => {
  switch (pattern?.type) {
    case "Identifier":
      return [pattern.name]
    case "ObjectPattern":
      return pattern.properties.flatMap((one) => namesBound(one.value ?? one.argument))
    case "ArrayPattern":
      return pattern.elements.flatMap((one) => namesBound(one))
    default:
      return []
  }
}

/** All names of a file for the same value, given those that it is imported by. */
const namesOf = (program, imported) => {
  const names = new Set(imported)
  for (const statement of program.body) {
    const { declaration, type } = statement
    const declared = type === "ExportNamedDeclaration" ? declaration : statement
    if (type === "ExportDefaultDeclaration" && namesHeld(declaration).some((one) => names.has(one)))
      names.add("default")
    if (declared?.type !== "VariableDeclaration") continue
    for (const { id, init } of declared.declarations) {
      if (!namesHeld(init).some((name) => names.has(name))) continue
      for (const name of namesBound(id)) names.add(name)
    }
  }
  return names
}

/** The specifiers of all imports of a file, and of those it exports again: types and `import()` count as well. */
export const specifiersOf = (path, text) => {
  const { errors, module, program } = parseSync(path, text)
  if (errors.length > 0) throw new Error(`${path}: ${errors[0].message}`)
  const exported = module.staticExports.flatMap(({ entries }) => entries)
  const imports = module.staticImports.map(({ entries, moduleRequest }) => ({
    specifier: moduleRequest.value,
    names: entries.map(({ localName }) => localName.value)
  }))
  const direct = exported.flatMap(({ moduleRequest }) => moduleRequest?.value ?? [])
  const names = exported.flatMap(({ exportName, localName }) =>
    exportName.kind === "Default" ? ["default", localName.name] : (localName.name ?? [])
  )
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
        .filter((one) => {
          const same = namesOf(program, one.names)
          return names.some((name) => same.has(name))
        })
        .map(({ specifier }) => specifier)
    ]
  }
}

/** Each file of a package's `src` with what it imports: files as paths below `src`, and packages by name. */
const readPackage = (name) => {
  const src = `${root}/packages/${name}/src`
  const paths = sourcesIn(src).map((path) => relative(src, path).replaceAll("\\", "/"))
  return paths.map((path) => {
    const { exportedAgain, imported } = specifiersOf(path, readFileSync(`${src}/${path}`, "utf8"))
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
