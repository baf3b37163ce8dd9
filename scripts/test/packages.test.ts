import { execFile } from "node:child_process"
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
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

  it("compile and run in a project that installs them", async () => {
    const own = Object.fromEntries(
      names.map((name) => [`@faxingcenter/${name}`, `file:${name}.tgz`])
    )
    const others = ["effect", "@effect/platform", "hono", "typescript", "vitest", "@types/node"]
    writeFileSync(
      `${work}/package.json`,
      JSON.stringify({
        private: true,
        type: "module",
        dependencies: {
          ...own,
          ...Object.fromEntries(others.map((name) => [name, catalog(name)]))
        },
        overrides: Object.fromEntries(Object.keys(own).map((name) => [name, `$${name}`]))
      })
    )
    writeFileSync(
      `${work}/tsconfig.json`,
      JSON.stringify({
        compilerOptions: {
          target: "ES2022",
          module: "NodeNext",
          strict: true,
          exactOptionalPropertyTypes: true,
          types: ["node"],
          outDir: "out"
        },
        files: ["main.ts"]
      })
    )
    writeFileSync(`${work}/main.ts`, readFileSync(new URL("./consumer.ts.txt", import.meta.url)))
    await run("npm", ["install", "--no-audit", "--no-fund", "--loglevel=error"], work)
    await run(`${work}/node_modules/.bin/tsc`, ["-p", "."], work)
    const output = await run(process.execPath, ["out/main.js"], work)
    expect(output).toContain("delivered 15005550001")
    const version = await run(`${work}/node_modules/.bin/fax`, ["--version"], work)
    expect(version).toMatch(/\d+\.\d+\.\d+/)
  })
})
