import { execFile } from "node:child_process"
import { mkdirSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { build } from "esbuild"

const exec = promisify(execFile)
const root = fileURLToPath(new URL("../../../..", import.meta.url))
const folder = `${root}/.tmp/runtimes`
const file = `${root}/examples/documents/purchase-order.pdf`

/** 350 MB that only this test needs: installed by it, once, and not with the workspace. */
const versions = { bun: "1.4.5", deno: "2.9.6", workerd: "1.20261117.1" }

/** Installs the runtimes; says why when that is not possible here. */
export const installRuntimes = async (): Promise<string | undefined> => {
  mkdirSync(folder, { recursive: true })
  const wanted = Object.entries(versions).map(([name, version]) => `${name}@${version}`)
  const quiet = ["--no-save", "--no-audit", "--no-fund", "--loglevel=error"]
  try {
    await exec("npm", ["install", "--prefix", folder, ...quiet, ...wanted])
    return undefined
  } catch (error) {
    return `not to be installed here: ${String(error).slice(0, 300)}`
  }
}

const bundle = async (name: "main" | "worker"): Promise<string> => {
  const outfile = `${folder}/${name}.mjs`
  await build({
    entryPoints: [fileURLToPath(new URL(`./${name}.ts`, import.meta.url))],
    outfile,
    bundle: true,
    format: "esm",
    target: "es2022",
    platform: "neutral",
    mainFields: ["module", "main"],
    conditions: ["import"]
  })
  return outfile
}

const workerConfig = (url: string, closedUrl: string) => `
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .main),
    (name = "internet", network = (allow = ["public", "private"]))
  ]
);
const main :Workerd.Worker = (
  modules = [(name = "worker", esModule = embed "worker.mjs")],
  compatibilityDate = "2025-09-01",
  bindings = [(name = "URL", text = "${url}"), (name = "CLOSED_URL", text = "${closedUrl}")]
);
`

/** Runs the program in a runtime, and gives what it tells. */
export const runIn = async (
  runtime: "node" | keyof typeof versions,
  url: string,
  closedUrl: string
): Promise<unknown> => {
  const bin = `${folder}/node_modules/.bin`
  const resultOf = async (command: string, args: ReadonlyArray<string>) => {
    const { stderr, stdout } = await exec(command, [...args])
    const [, result] = /RESULT (.*)/.exec(stdout + stderr) ?? []
    if (result === undefined) throw new Error(`no result: ${stdout}${stderr}`)
    const told: unknown = JSON.parse(result)
    return told
  }
  switch (runtime) {
    case "node":
      return resultOf(process.execPath, [await bundle("main"), url, closedUrl, file])
    case "bun":
      return resultOf(`${bin}/bun`, [await bundle("main"), url, closedUrl, file])
    case "deno": {
      const allowed = ["--allow-net", `--allow-read=${root}`, "--no-config"]
      const args = ["run", ...allowed, await bundle("main"), url, closedUrl, file]
      return resultOf(`${bin}/deno`, args)
    }
    case "workerd":
      await bundle("worker")
      writeFileSync(`${folder}/worker.capnp`, workerConfig(url, closedUrl))
      return resultOf(`${bin}/workerd`, ["test", `${folder}/worker.capnp`])
  }
}

/** An address where nothing listens. */
export const closedAddress = (): Promise<string> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address()
      const port = typeof address === "object" && address !== null ? address.port : 0
      server.close(() => resolve(`http://127.0.0.1:${port}`))
    })
  })
