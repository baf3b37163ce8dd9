import { type ChildProcess, spawn } from "node:child_process"
import { createInterface } from "node:readline"

export interface NodeOptions {
  /** The program of a node. */
  readonly program: string
  readonly database: string
  /** Where the simulated exchange writes down its calls, or the address of a service to send over. */
  readonly line: string
  /** An exchange that cannot tell what became of a call. */
  readonly deaf?: boolean
  readonly senders?: number
  /** Seconds after which a service that does not know of a fax never got it. */
  readonly settled?: number
}

export interface RunningNode {
  readonly ready: Promise<void>
  /** Resolves when nothing is left to be done. */
  readonly idle: () => Promise<void>
  readonly kill: () => Promise<void>
  /** Stops it where it is, as a machine that sleeps does; it knows nothing of it. */
  readonly pause: () => void
  readonly resume: () => void
  readonly stop: () => Promise<number | null>
}

/** Waits for the end of a process. */
export const exited = (child: ChildProcess) =>
  new Promise<number | null>((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve(child.exitCode)
    child.once("exit", (code) => resolve(code))
  })

/** To see why a run takes long. */
const isLogged = process.env.TORTURE_LOG !== undefined

/** Starts a node as a process of its own, and notes what it accepts. */
export const startNode = (options: NodeOptions, into: Set<string>): RunningNode => {
  const child = spawn(
    process.execPath,
    [
      options.program,
      ...["--database", options.database],
      ...["--line", options.line],
      ...["--senders", String(options.senders ?? 16)],
      ...["--settled", String(options.settled ?? 0)],
      ...(options.deaf === true ? ["--deaf"] : [])
    ],
    { stdio: ["ignore", "pipe", isLogged ? "inherit" : "ignore"] }
  )
  const waiting = new Set<() => void>()
  let onReady = () => {}
  const ready = new Promise<void>((resolve, reject) => {
    onReady = resolve
    child.once("exit", () => reject(new Error("The node does not start")))
  })
  createInterface({ input: child.stdout }).on("line", (line) => {
    const [word, value = ""] = line.split(" ")
    if (word === "ready") onReady()
    if (word === "accepted") into.add(value)
    if (isLogged && word?.startsWith("timestamp=") === true) process.stderr.write(`${line}\n`)
    if (word === "left" && value === "0") for (const resolve of waiting) resolve()
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
    pause: () => child.kill("SIGSTOP"),
    resume: () => child.kill("SIGCONT"),
    stop: () => {
      child.kill("SIGTERM")
      return exited(child)
    }
  }
}
