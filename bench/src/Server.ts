import { type ChildProcess, fork, spawn } from "node:child_process"
import { once } from "node:events"
import { readFileSync } from "node:fs"
import { createServer } from "node:net"
import { fileURLToPath } from "node:url"

/** A program that serves, as it is started by who uses it. */
export interface Program {
  readonly who: string
  /** `{port}` stands for the port it is to listen on. */
  readonly command: ReadonlyArray<string>
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
}

/** What a server is asked in a turn. */
export interface Order {
  readonly connections: number
  readonly millis: number
  /** As they go over the connection, in turn. */
  readonly requests: ReadonlyArray<string>
  /**
   * So many a second, whatever has been answered: each is measured from when it was due, also where it had to wait for a
   * connection. Without it, the next goes out with each answer.
   */
  readonly rate?: number
}

/** What came of a turn. */
export interface Turn {
  /** Answers a second. */
  readonly rate: number
  /** Milliseconds for each answer. */
  readonly times: ReadonlyArray<number>
  /** Microseconds of the processor that an answer took the server, all its threads; NaN where the system does not tell. */
  readonly cost: number
}

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  const address = server.address()
  server.close()
  if (address === null || typeof address === "string") throw new Error("no port is free")
  return address.port
}

const statusOf = (pid: number, name: string): number =>
  process.platform === "linux"
    ? Number(
        new RegExp(`${name}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]
      ) / 1024
    : Number.NaN

/** Seconds of the processor: `utime` and `stime`, the 14th and 15th field of proc(5), in hundredths. */
const secondsOf = (pid: number): number => {
  if (process.platform !== "linux") return Number.NaN
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? []
  return (Number(fields[11]) + Number(fields[12])) / 100
}

const running = new Set<ChildProcess>()
process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL")
})

const kept = (child: ChildProcess): ChildProcess => {
  running.add(child)
  child.once("exit", () => running.delete(child))
  return child
}

const load = fileURLToPath(new URL("./programs/load.mjs", import.meta.url))

const answersAt = async (port: number, child: ChildProcess): Promise<void> => {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode} before it served`)
    try {
      await fetch(`http://127.0.0.1:${port}/oauth`)
      return
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 3))
    }
  }
}

/** Starts a program, and waits until it answers. */
export const startServer = async ({ command, cwd, env, who }: Program) => {
  const port = await freePort()
  const [file = "", ...args] = command.map((part) => part.replace("{port}", String(port)))
  const child = kept(
    spawn(file, args, {
      stdio: ["ignore", "ignore", "inherit"],
      ...(cwd === undefined ? {} : { cwd }),
      ...(env === undefined ? {} : { env: { ...process.env, ...env } })
    })
  )
  const from = performance.now()
  await answersAt(port, child)
  const startedIn = performance.now() - from
  const pid = child.pid ?? 0
  const loader = kept(fork(load, { execArgv: [] }))
  await once(loader, "message")
  return {
    who,
    port,
    url: `http://127.0.0.1:${port}`,
    /** Milliseconds to the first answer. */
    startedIn,
    /** MB that it has in memory, and had at most. */
    memory: () => ({ now: statusOf(pid, "VmRSS"), peak: statusOf(pid, "VmHWM") }),
    turn: async (order: Order): Promise<Turn> => {
      const before = secondsOf(pid)
      loader.send({ ...order, port })
      const [result] = await once(loader, "message")
      if (typeof result.error === "string") throw new Error(`${who}: ${result.error}`)
      const { answered, millis, times } = result
      return {
        rate: (answered * 1000) / millis,
        times,
        cost: (1e6 * (secondsOf(pid) - before)) / answered
      }
    },
    /** Lets it do nothing at all until it is resumed, so that it takes no part of the machine. */
    pause: () => child.kill("SIGSTOP"),
    resume: () => child.kill("SIGCONT"),
    stop: async () => {
      loader.kill()
      if (child.exitCode !== null) return
      child.kill("SIGCONT")
      child.kill("SIGTERM")
      const rest = setTimeout(() => child.kill("SIGKILL"), 3000)
      await once(child, "exit")
      clearTimeout(rest)
    }
  }
}

export type Server = Awaited<ReturnType<typeof startServer>>
