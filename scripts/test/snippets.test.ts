import { execFile } from "node:child_process"
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync
} from "node:fs"
import { dirname } from "node:path"
import { fileURLToPath } from "node:url"
import { expect, it } from "vitest"

const root = fileURLToPath(new URL("../..", import.meta.url))
const work = `${root}/.tmp/snippets`

const filesIn = (folder: string, wanted: RegExp): ReadonlyArray<string> =>
  existsSync(`${root}/${folder}`)
    ? readdirSync(`${root}/${folder}`, { withFileTypes: true }).flatMap((entry) => {
        const path = folder === "" ? entry.name : `${folder}/${entry.name}`
        if (entry.isDirectory()) {
          return /^(node_modules|dist|\..*)$/.test(entry.name) ? [] : filesIn(path, wanted)
        }
        return wanted.test(path) ? [path] : []
      })
    : []

/** Every ```ts block of a file, of docstrings and of Markdown alike, with the line it begins at. */
const snippetsOf = (path: string) => {
  const text = readFileSync(`${root}/${path}`, "utf8")
  const blocks = text.matchAll(/^([ \t]*\*?[ \t]*)```ts\n([\s\S]*?)^[ \t]*\*?[ \t]*```$/gm)
  return [...blocks].map(({ 1: margin = "", 2: code = "", index }) => ({
    name: `${path.replaceAll("/", "__").replace(/\.\w+$/, "")}.${text.slice(0, index).split("\n").length}`,
    code: margin.includes("*") ? code.replaceAll(/^[ \t]*\* ?/gm, "") : code
  }))
}

/** What the workspace has, in one place: a snippet may import whatever a reader may install. */
const linkPackages = () => {
  const link = (name: string, target: string) => {
    const at = `${work}/node_modules/${name}`
    mkdirSync(dirname(at), { recursive: true })
    if (!existsSync(at)) symlinkSync(target, at)
  }
  for (const name of readdirSync(`${root}/packages`)) {
    const folder = `${root}/packages/${name}`
    link(`@faxingcenter/${name}`, folder)
    const { dependencies, devDependencies, peerDependencies } = JSON.parse(
      readFileSync(`${folder}/package.json`, "utf8")
    )
    for (const other of Object.keys({ ...dependencies, ...devDependencies, ...peerDependencies })) {
      if (!other.startsWith("@faxingcenter/")) link(other, `${folder}/node_modules/${other}`)
    }
  }
}

it("every TypeScript snippet of the docstrings and the documentation compiles", {
  timeout: 300_000
}, async () => {
  const files = [
    ...filesIn("packages", /\/src\/.*\.ts$|\.md$/),
    ...filesIn("docs", /\.md$/),
    "README.md"
  ]
  const snippets = files.flatMap(snippetsOf)
  expect(snippets.length).toBeGreaterThan(15)
  rmSync(work, { recursive: true, force: true })
  linkPackages()
  for (const { code, name } of snippets) writeFileSync(`${work}/${name}.ts`, code)
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
    include: ["*.ts"],
    references
  }
  writeFileSync(`${work}/tsconfig.json`, JSON.stringify(config))
  const errors = await new Promise((resolve) =>
    execFile(`${root}/node_modules/.bin/tsc`, ["-b", work], (_, stdout) => resolve(stdout))
  )
  expect(errors).toBe("")
})
