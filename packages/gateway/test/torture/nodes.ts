import { type ChildProcess, spawn } from "node:child_process"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"

export interface NodeOptions {
  readonly database: string
  /** Where the simulated exchange writes down its calls. */
  readonly line: string
  /** An exchange that cannot tell what became of a call. */
  readonly deaf?: boolean
  readonly senders?: number
}

export interface RunningNode {
  readonly ready: Promise<void>
  /** Resolves when nothing is left to be done. */
  readonly idle: () => Promise<void>
  readonly kill: () => Promise<void>
  readonly stop: () => Promise<number | null>
}

const exited = (child: ChildProcess) =>
  new Promise<number | null>((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve(child.exitCode)
    child.once("exit", (code) => resolve(code))
  })

/** Starts a node as a process of its own. */
export const startNode = (options: NodeOptions, into: Set<string>): RunningNode => {
  const child = spawn(
    process.execPath,
    [
      "--import",
      "tsx",
      fileURLToPath(new URL("./node.ts", import.meta.url)),
      "--database",
      options.database,
      "--line",
      options.line,
      "--senders",
      String(options.senders ?? 16),
      ...(options.deaf === true ? ["--deaf"] : [])
    ],
    { stdio: ["ignore", "pipe", process.env.TORTURE_LOG === undefined ? "ignore" : "inherit"] }
  )
  let left = Number.NaN
  const waiting = new Set<() => void>()
  let onReady = () => {}
  const ready = new Promise<void>((resolve) => {
    onReady = resolve
  })
  createInterface({ input: child.stdout }).on("line", (line) => {
    const [word, value = ""] = line.split(" ")
    if (word === "ready") onReady()
    if (word === "accepted") into.add(value)
    if (word === "left") {
      left = Number(value)
      if (left === 0) for (const resolve of waiting) resolve()
    }
  })
  return {
    ready,
    idle: () =>
      new Promise((resolve) => {
        waiting.add(resolve)
      }),
    kill: () => {
      child.kill("SIGKILL")
      return exited(child).then(() => undefined)
    },
    stop: () => {
      child.kill("SIGTERM")
      return exited(child)
    }
  }
}
