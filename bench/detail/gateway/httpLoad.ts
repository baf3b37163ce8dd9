import { spawn } from "node:child_process"
import { readFileSync } from "node:fs"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { bundled } from "../../../packages/gateway/test/bundled.js"

const bundle = await bundled(new URL("./acceptanceServer.ts", import.meta.url))
const loadSockets = fileURLToPath(new URL("./loadSockets.mjs", import.meta.url))

const usedBy = (pid: number | undefined): number => {
  if (process.platform !== "linux") return Number.NaN
  const [, , ...fields] = readFileSync(`/proc/${pid}/stat`, "utf8").split(/\) | /)
  // In hundredths of a second: `utime` and `stime`, the 14th and 15th of proc(5).
  return (Number(fields[11]) + Number(fields[12])) / 100
}

/** Starts `acceptanceServer.ts` as this kind over this database. */
export const startServer = async (kind: "none" | "group" | "single", address: string) => {
  const server = spawn(process.execPath, [bundle, kind, address], {
    stdio: ["ignore", "pipe", "inherit"]
  })
  const [port = "", token = ""] = await new Promise<Array<string>>((resolve) =>
    createInterface({ input: server.stdout }).on("line", (line) => {
      const words = line.split(" ")
      if (/^\d+$/.test(words[0] ?? "")) resolve(words)
    })
  )
  return {
    port,
    token,
    stop: () => server.kill("SIGKILL"),
    /** Seconds of the processor that it has used, where the system tells (Linux). */
    used: () => usedBy(server.pid)
  }
}

export type Server = Awaited<ReturnType<typeof startServer>>

export interface Accepted {
  /** Faxes a second, over four seconds after five in which the compiler gets to know the server. */
  readonly rate: number
  /** Milliseconds of the processor for each fax: what other programs do hardly changes it. */
  readonly cost: number
  /** Seconds of the processor for each second. */
  readonly share: number
}

/** What a server accepts over so many connections. */
export const accepted = ({ port, token, used }: Server, connections = 64) =>
  new Promise<Accepted>((resolve) => {
    const client = spawn(process.execPath, [loadSockets, port, token, String(connections), "4"], {
      stdio: ["ignore", "pipe", "inherit"]
    })
    client.stdout.once("data", () => {
      const from = performance.now()
      const before = used()
      client.stdout.once("data", (data: Buffer) => {
        const rate = Number(data.toString())
        const seconds = (performance.now() - from) / 1000
        const share = (used() - before) / seconds
        resolve({ rate, cost: (1000 * share) / rate, share })
      })
    })
  })

export const median = (values: ReadonlyArray<number>) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

export const percentile = (times: ReadonlyArray<number>, p: number) =>
  times.toSorted((a, b) => a - b)[Math.floor((times.length - 1) * p)] ?? 0
