import { type ChildProcess, spawn } from "node:child_process"
import { existsSync, mkdtempSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

export const bundle = fileURLToPath(new URL("../dist/fax.js", import.meta.url))
if (!existsSync(bundle))
  throw new Error("These tests need the bundle: pnpm --filter ./packages/cli bundle")

export interface Outcome {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly stdin?: string | Uint8Array
  readonly cwd?: string
  /** A descriptor instead of a pipe. */
  readonly stdout?: number
  /** In a terminal: how wide it is. */
  readonly columns?: number
  /** In a terminal: what to type once something has happened elsewhere. */
  readonly type?: { readonly after: Promise<unknown>; readonly text: string }
}

/** A home of its own for each test file: no settings of the machine get in, none stay behind. */
export const home = mkdtempSync(join(tmpdir(), "fax-"))

const environment = (env: RunOptions["env"] = {}) => ({
  PATH: process.env.PATH ?? "",
  HOME: home,
  XDG_CONFIG_HOME: join(home, "config"),
  XDG_STATE_HOME: join(home, "state"),
  XDG_CACHE_HOME: join(tmpdir(), "fax-test-cache"),
  ...env
})

const collected = (child: ChildProcess): Promise<Outcome> =>
  new Promise((resolve, reject) => {
    let stdout = ""
    let stderr = ""
    child.stdout?.setEncoding("utf8").on("data", (text) => {
      stdout += text
    })
    child.stderr?.setEncoding("utf8").on("data", (text) => {
      stderr += text
    })
    child.once("error", reject)
    child.once("close", (code) => resolve({ code, stdout, stderr }))
  })

/** Starts the bundle with pipes, as a script would. */
export const start = (args: ReadonlyArray<string>, options: RunOptions = {}): ChildProcess =>
  spawn(process.execPath, [bundle, ...args], {
    cwd: options.cwd ?? home,
    env: environment(options.env),
    stdio: ["pipe", options.stdout ?? "pipe", "pipe"]
  })

/** Runs the bundle in pipes to its end. */
export const fax = (args: ReadonlyArray<string>, options: RunOptions = {}): Promise<Outcome> => {
  const child = start(args, options)
  child.stdin?.on("error", () => undefined)
  child.stdin?.end(options.stdin ?? "")
  return collected(child)
}

const quoted = (word: string) => `'${word.replaceAll("'", "'\\''")}'`

/** Runs the bundle from bash, after some words of its own. */
export const faxInShell = (
  before: string,
  args: ReadonlyArray<string>,
  options: RunOptions = {}
): Promise<Outcome> => {
  const line = [before, ...[process.execPath, bundle, ...args].map(quoted)].join(" ")
  return collected(spawn("bash", ["-c", line], { cwd: home, env: environment(options.env) }))
}

/**
 * Runs the bundle in a pseudo-terminal (util-linux's `script`), answering each prompt as it comes:
 * `replies` are pairs of what to wait for on the screen and what to type then.
 */
export const faxInTerminal = (
  args: ReadonlyArray<string>,
  replies: ReadonlyArray<readonly [string, string]> = [],
  options: RunOptions = {}
): Promise<{ readonly code: number | null; readonly screen: string }> =>
  new Promise((resolve, reject) => {
    const run = [process.execPath, bundle, ...args].map(quoted).join(" ")
    const command = options.columns === undefined ? run : `stty cols ${options.columns}; ${run}`
    const child = spawn("script", ["-qefc", command, "/dev/null"], {
      cwd: options.cwd ?? home,
      env: { TERM: "xterm", SHELL: "/bin/sh", ...environment(options.env) },
      stdio: ["pipe", "pipe", "inherit"]
    })
    const { type } = options
    type?.after.then(() => child.stdin.write(type.text), reject)
    const left = [...replies]
    let screen = ""
    let seen = 0
    child.stdout.setEncoding("utf8").on("data", (text) => {
      screen += text
      const [next] = left
      const at = next === undefined ? -1 : screen.indexOf(next[0], seen)
      if (next === undefined || at < 0) return
      seen = at + next[0].length
      left.shift()
      child.stdin.write(next[1])
    })
    child.once("error", reject)
    child.once("close", (code) => {
      child.stdin.destroy()
      resolve({ code, screen })
    })
  })

/** The first line that a command prints, while it goes on. */
export const firstLine = (child: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    let text = ""
    child.stdout?.on("data", (chunk) => {
      text += String(chunk)
      const end = text.indexOf("\n")
      if (end >= 0) resolve(text.slice(0, end))
    })
    child.once("close", (code) => reject(new Error(`fax ended with ${code}`)))
  })

/** Stops a command and waits for its end. */
export const ended = (child: ChildProcess, signal?: NodeJS.Signals): Promise<number | null> =>
  new Promise((resolve) => {
    if (child.exitCode !== null) return resolve(child.exitCode)
    child.once("close", resolve)
    if (signal !== undefined) child.kill(signal)
  })
