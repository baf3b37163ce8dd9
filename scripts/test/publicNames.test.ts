import { readFileSync } from "node:fs"
import { dirname, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"

const root = fileURLToPath(new URL("../..", import.meta.url))

const declaration =
  /^export (?:declare |abstract |async )*(?:const|class|interface|type|function\*?) (\w+)/
const reexport = /export (?:type )?(\*(?: as \w+)?|\{[^}]*\}) from "(\.[^"]+)\.js"/g

/** The name a module gives to what it takes from another: `type A as B` is `A` there. */
const namesIn = (list: string) =>
  list
    .replace(/[{}]/g, "")
    .split(",")
    .map(
      (name) =>
        name
          .trim()
          .replace(/^type /, "")
          .split(" ")[0] ?? ""
    )
    .filter((name) => name !== "")

/** Names that a module exports and that have no docstring in any of their declarations there. */
const undocumented = (path: string, wanted?: ReadonlyArray<string>): ReadonlyArray<string> => {
  const text = readFileSync(path, "utf8")
  const lines = text.split("\n")
  const documented = new Map<string, boolean>()
  for (const [at, line] of lines.entries()) {
    const name = declaration.exec(line)?.[1]
    if (name === undefined || (wanted !== undefined && !wanted.includes(name))) continue
    const before = lines[at - 1]?.trimEnd() ?? ""
    documented.set(name, documented.get(name) === true || before.endsWith("*/"))
  }
  const own = [...documented]
    .filter(([, has]) => !has)
    .map(([name]) => `${path.slice(root.length)}: ${name}`)
  const others = [...text.matchAll(reexport)].flatMap(([, what = "", from = ""]) =>
    undocumented(
      `${resolve(dirname(path), from)}.ts`,
      what.startsWith("*") ? undefined : namesIn(what)
    )
  )
  return [...own, ...others]
}

describe("every public name says what it is for", () => {
  for (const name of ["core", "contract", "pages", "hono-server", "mock-server"]) {
    const manifest = JSON.parse(readFileSync(`${root}/packages/${name}/package.json`, "utf8"))
    const entries = Object.values(manifest.exports ?? {}).map(String)
    it(`in ${name}`, () => {
      const missing = entries
        .filter((entry) => entry.endsWith(".ts"))
        .flatMap((entry) => undocumented(`${root}/packages/${name}/${entry}`))
      expect(missing).toEqual([])
    })
  }
})
