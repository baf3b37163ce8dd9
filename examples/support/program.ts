import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { createInterface } from "node:readline"
import { text } from "node:stream/consumers"
import { fileURLToPath } from "node:url"

/** The documents that the examples send. */
export const order = fileURLToPath(new URL("../documents/purchase-order.pdf", import.meta.url))

/** For tests that start programs, which a busy machine takes its time to compile. */
export const patience = { timeout: 120_000 }

/** A program of an example, running. */
export interface Program {
  readonly child: ChildProcess
  /** The next line it prints; rejects when it ends before that. */
  readonly nextLine: () => Promise<string>
  /** How it ended, and all that it printed. */
  readonly ended: Promise<{
    readonly code: number | null
    readonly stdout: string
    readonly stderr: string
  }>
}

/** Starts a program as its comment says, with `settings` in its environment. */
export const start = (
  main: URL,
  args: ReadonlyArray<string>,
  settings: Readonly<Record<string, string>>
): Program => {
  const child = spawn(process.execPath, ["--import", "tsx", fileURLToPath(main), ...args], {
    env: { ...process.env, ...settings },
    stdio: ["ignore", "pipe", "pipe"]
  })
  const ended = Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]).then(
    ([stdout, stderr]) => ({ code: child.exitCode, stdout, stderr })
  )
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const nextLine = async () => {
    const { done, value } = await lines.next()
    if (done !== true) return value
    throw new Error(`the program ended\n${(await ended).stderr}`)
  }
  return { child, nextLine, ended }
}

/** The settings by which a program finds its service. */
export const account = (baseUrl: string, clientId = "demo", clientSecret = "demo") => ({
  FAXINGCENTER_BASE_URL: baseUrl,
  FAXINGCENTER_CLIENT_ID: clientId,
  FAXINGCENTER_CLIENT_SECRET: clientSecret
})
