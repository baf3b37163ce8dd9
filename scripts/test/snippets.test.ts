import { execFile } from "node:child_process"
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { dirname } from "node:path"
import { expect, it } from "vitest"
import { filesIn, linkPackages, root } from "./documents.js"

const work = `${root}/.tmp/snippets`

/** Every ```ts block of a file, of docstrings and of Markdown alike, with the line it begins at. */
const snippetsOf = (path: string) => {
  const text = readFileSync(`${root}/${path}`, "utf8")
  const blocks = text.matchAll(/^([ \t]*\*?[ \t]*)```ts\n([\s\S]*?)^[ \t]*\*?[ \t]*```$/gm)
  const page = path.replaceAll("/", "__").replace(/\.\w+$/, "")
  return [...blocks].map(({ 1: margin = "", 2: code = "", index }) => ({
    // What a page names can be imported by what comes after it.
    name:
      /^\/\/ ([\w.-]+)\.ts\n/.exec(code)?.[1]?.replace(/^/, `pages/${page}/`) ??
      `${page}.${text.slice(0, index).split("\n").length}`,
    code: margin.includes("*") ? code.replaceAll(/^[ \t]*\* ?/gm, "") : code
  }))
}

it("every TypeScript snippet of the docstrings and the documentation compiles", {
  timeout: 300_000
}, async () => {
  const files = [
    ...filesIn("packages", /\/src\/.*\.ts$|\.md$/),
    // The reference has the examples of the docstrings once more.
    ...filesIn("docs", /^(?!docs\/reference\/).*\.md$/),
    "README.md"
  ]
  const snippets = files.flatMap(snippetsOf)
  expect(snippets.length).toBeGreaterThan(15)
  rmSync(work, { recursive: true, force: true })
  linkPackages(work)
  for (const { code, name } of snippets) {
    mkdirSync(dirname(`${work}/${name}`), { recursive: true })
    writeFileSync(`${work}/${name}.ts`, code)
  }
  const compilerOptions = {
    noEmit: true,
    rootDir: ".",
    tsBuildInfoFile: "tsbuildinfo",
    noUnusedLocals: false,
    lib: ["ES2023", "DOM", "DOM.Iterable"],
    types: ["node"]
  }
  // By reference, so that a snippet meets the declarations that are published and not the sources.
  const references = readdirSync(`${root}/packages`)
    .map((name) => ({ path: `../../packages/${name}` }))
    .filter(({ path }) => existsSync(`${work}/${path}/tsconfig.json`))
  const config = {
    extends: "../../tsconfig.base.json",
    compilerOptions,
    include: ["*.ts", "pages"],
    references
  }
  writeFileSync(`${work}/tsconfig.json`, JSON.stringify(config))
  const errors = await new Promise((resolve) =>
    execFile(`${root}/node_modules/.bin/tsc`, ["-b", work], (_, stdout) => resolve(stdout))
  )
  expect(errors).toBe("")
})
