import { spawn } from "node:child_process"
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"

export const root = fileURLToPath(new URL("..", import.meta.url))

const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"))

/** Runs a command in the repository with its output shown; resolves to its exit code. */
export const run = (command, args, options = {}) =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: "inherit", ...options })
    child.on("error", reject)
    child.on("exit", (code) => resolve(code ?? 1))
  })

/** The pinned pnpm, fetched by npx: nothing needs to be installed beforehand. */
export const pnpm = (args, options) =>
  run("npx", ["--yes", manifest.packageManager, ...args], options)
