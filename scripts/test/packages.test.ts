import { execFile } from "node:child_process"
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { publint } from "publint"
import { formatMessage } from "publint/utils"
import { beforeAll, describe, expect, it } from "vitest"

const root = fileURLToPath(new URL("../..", import.meta.url))
const work = `${root}/.tmp/consumer`
const names = readdirSync(`${root}/packages`)
const exec = promisify(execFile)
const { catalog, packageManager } = {
  catalog: (name: string) =>
    new RegExp(`^  "?${name}"?: (.+)$`, "m").exec(
      readFileSync(`${root}/pnpm-workspace.yaml`, "utf8")
    )?.[1] ?? "",
  packageManager: String(JSON.parse(readFileSync(`${root}/package.json`, "utf8")).packageManager)
}

const run = async (command: string, args: ReadonlyArray<string>, cwd: string) => {
  try {
    return (await exec(command, [...args], { cwd, maxBuffer: 1 << 26 })).stdout
  } catch (error) {
    const { stderr, stdout } = Object(error)
    throw new Error(`${command} ${args.join(" ")} failed\n${stdout}\n${stderr}`)
  }
}

const tarball = (name: string) => `${work}/${name}.tgz`

describe("the packed packages", { timeout: 600_000 }, () => {
  beforeAll(async () => {
    rmSync(work, { recursive: true, force: true })
    mkdirSync(work, { recursive: true })
    await run(`${root}/node_modules/.bin/tsc`, ["-b"], root)
    for (const name of names) {
      const args = ["--yes", packageManager, "pack", "--out", tarball(name)]
      await run("npx", args, `${root}/packages/${name}`)
    }
  }, 600_000)

  for (const name of names) {
    it(`${name} is well formed (publint)`, async () => {
      const bytes = readFileSync(tarball(name))
      const { messages, pkg } = await publint({
        pack: { tarball: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) },
        strict: true
      })
      expect(messages.map((message) => formatMessage(message, pkg))).toEqual([])
    })

    it.skipIf(name === "cli")(
      `${name} has the types that it runs (attw; the CLI has no types)`,
      async () => {
        const args = [tarball(name), "--profile", "esm-only", "--no-emoji", "--no-color"]
        await run(`${root}/node_modules/.bin/attw`, args, root)
      }
    )
  }

  it("core/promise declares nothing of Effect", () => {
    const folder = `${root}/packages/core/dist/promise`
    const reached = ["index.d.ts"]
    for (const file of reached) {
      const text = readFileSync(`${folder}/${file}`, "utf8").replaceAll(/\/\*[\s\S]*?\*\//g, "")
      for (const [, from = ""] of text.matchAll(/(?:from|import\() ?"([^"]+)"/g)) {
        expect(from).toMatch(/^\.\/\w+\.js$/)
        const next = `${from.slice(2, -3)}.d.ts`
        if (!reached.includes(next)) reached.push(next)
      }
    }
    expect(reached).toContain("FaxingCenter.d.ts")
  })

  /**
   * Entries whose declarations name those of others that are wrong by themselves, and where. Vitest and chai both
   * declare `containSubset`; the JSX of Hono needs the DOM. Both are so without anything of ours.
   */
  const faultsOfOthers: Readonly<Record<string, RegExp>> = {
    "@faxingcenter/hono-server/ui": /^node_modules\/hono\/dist\/types\/jsx\//,
    "@faxingcenter/mock-server/vitest": /^node_modules\/(vitest|@types\/chai)\//
  }

  const own = Object.fromEntries(names.map((name) => [`@faxingcenter/${name}`, `file:${name}.tgz`]))
  const others = ["effect", "@effect/platform", "hono", "typescript", "vitest", "@types/node"]
  const manifest = {
    name: "consumer",
    version: "1.0.0",
    private: true,
    type: "module",
    dependencies: {
      ...own,
      ...Object.fromEntries(others.map((name) => [name, catalog(name)]))
    }
  }

  /** Optional native code of the peers and of Vite has an install script; npm and pnpm ask about it. */
  const isAboutScripts = (line: string) =>
    /install-scripts|build scripts|approve-builds|to run scripts/.test(line)

  it("install with pnpm, without a warning", async () => {
    const folder = `${work}/pnpm`
    mkdirSync(folder)
    for (const name of names) copyFileSync(tarball(name), `${folder}/${name}.tgz`)
    const settings = { ...manifest, pnpm: { overrides: own } }
    writeFileSync(`${folder}/package.json`, JSON.stringify(settings))
    writeFileSync(`${folder}/pnpm-workspace.yaml`, "packages: []\n")
    const args = ["--yes", packageManager, "install", "--prefer-offline", "--reporter=append-only"]
    const output = await run("npx", args, folder)
    expect(output).not.toMatch(/\bWARN\b|unmet peer|deprecated/)
    expect(await run(`${folder}/node_modules/.bin/fax`, ["--version"], folder)).toMatch(/^fax \d/)
  })

  it("install with npm, without a warning, compile and run", async () => {
    const overrides = Object.fromEntries(Object.keys(own).map((name) => [name, `$${name}`]))
    writeFileSync(`${work}/package.json`, JSON.stringify({ ...manifest, overrides }))
    const { stderr } = await exec("npm", ["install", "--no-audit", "--no-fund"], { cwd: work })
    const warnings = stderr.split("\n").filter((line) => /\bwarn\b/i.test(line))
    expect(warnings.filter((line) => !isAboutScripts(line))).toEqual([])

    writeFileSync(`${work}/main.ts`, readFileSync(new URL("./consumer.ts.txt", import.meta.url)))
    const entries = names.flatMap((name) => {
      const { exports = {} } = JSON.parse(
        readFileSync(`${root}/packages/${name}/package.json`, "utf8")
      )
      return Object.keys(exports)
        .filter((entry) => entry !== "./package.json")
        .map((entry) => `@faxingcenter/${name}${entry.slice(1)}`)
    })
    const write = (file: string, all: ReadonlyArray<string>) =>
      writeFileSync(
        `${work}/${file}`,
        all.map((entry, index) => `export * as entry${index} from "${entry}"\n`).join("")
      )
    write(
      "entries.ts",
      entries.filter((entry) => !(entry in faultsOfOthers))
    )
    for (const [module, moduleResolution] of [
      ["ESNext", "Bundler"],
      ["NodeNext", "NodeNext"]
    ]) {
      const compilerOptions = {
        target: "ES2022",
        module,
        moduleResolution,
        strict: true,
        exactOptionalPropertyTypes: true,
        skipLibCheck: false,
        types: ["node"],
        outDir: "out"
      }
      const compile = (file: string, more = {}) => {
        const settings = { compilerOptions: { ...compilerOptions, ...more }, files: [file] }
        writeFileSync(`${work}/tsconfig.json`, JSON.stringify(settings))
        return run(`${work}/node_modules/.bin/tsc`, ["-p", "."], work)
      }
      await compile("main.ts")
      // Without the DOM: what our declarations name of the web is in the types of Node.
      const lib = ["ES2022"]
      await compile("entries.ts", { lib })
      for (const [entry, theirs] of Object.entries(faultsOfOthers)) {
        write("one.ts", [entry])
        const told = String(await compile("one.ts", { lib }).catch((error: Error) => error.message))
        const files = [...told.matchAll(/^(\S+)\(\d+,\d+\): error/gm)].map(([, file]) => file)
        expect(files.length).toBeGreaterThan(0)
        for (const file of files) expect(file).toMatch(theirs)
      }
    }
    expect(await run(process.execPath, ["out/main.js"], work)).toContain("delivered 15005550001")
    const version = await run(`${work}/node_modules/.bin/fax`, ["--version"], work)
    expect(version).toMatch(/\d+\.\d+\.\d+/)
  })

  it("have a bill of materials that names every package that npm installs with them", async () => {
    const sbom = JSON.parse(
      await run("npm", ["sbom", "--sbom-format", "cyclonedx", "--omit", "dev"], work)
    )
    expect(sbom.bomFormat).toBe("CycloneDX")
    const components: ReadonlyArray<{ name: string; version: string }> = sbom.components
    const listed = components.map(({ name }) => name)
    expect(listed).toEqual(expect.arrayContaining([...Object.keys(own), "libsql", "pg", "sharp"]))
    for (const { version } of components) expect(version).toMatch(/^\d+\.\d+\.\d+/)
  })
})
