import { type ChildProcess, spawn } from "node:child_process"
import { chmodSync, existsSync, mkdtempSync, readdirSync, readlinkSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { describe, expect, it, onTestFinished } from "vitest"
import { missingForHylafax } from "../line/hylafax.mjs"

const script = fileURLToPath(new URL("../line/hylafax.mjs", import.meta.url))
const missing = missingForHylafax()
if (missing !== undefined) console.warn(`SKIPPED: no private HylaFAX is started here: ${missing}`)

const lineOf = (child: ChildProcess) =>
  new Promise<string>((resolve, reject) => {
    child.stdout?.once("data", (text) => resolve(String(text).split("\n")[0] ?? ""))
    child.once("exit", (code) => reject(new Error(`it ended with ${code}`)))
  })

/** The processes that work in a folder. */
const workingIn = (folder: string) =>
  readdirSync("/proc")
    .filter((each) => /^\d+$/.test(each))
    .filter((pid) => {
      try {
        return readlinkSync(`/proc/${pid}/cwd`).startsWith(folder)
      } catch {
        return false
      }
    })

const until = async (isSo: () => boolean) => {
  for (let looks = 0; looks < 600 && !isSo(); looks++) {
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** Starts one without a script: in a process of its own, under a shell. */
const underShell = `
const { startHylafax } = await import(${JSON.stringify(new URL("../line/hylafax.mjs", import.meta.url).href)})
const { host, port } = await startHylafax({ receiving: true })
console.log(host + ":" + port + ":" + process.pid)
setInterval(() => undefined, 1000)
`

describe.skipIf(missing !== undefined)("a private HylaFAX", () => {
  for (const [who, command, args] of [
    ["the process that started it", process.execPath, [script, "--receiving", "--port", "0"]],
    [
      "the parent of that process",
      "sh",
      ["-c", '"$0" --input-type=module --eval "$1"; true', process.execPath, underShell]
    ]
  ] as const) {
    it(`leaves nothing behind when ${who} is killed`, async () => {
      const folder = mkdtempSync(join(tmpdir(), "fax-line-"))
      // HylaFAX's own user must get in.
      chmodSync(folder, 0o755)
      onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
      const starter = spawn(command, args, {
        env: { ...process.env, TMPDIR: folder },
        stdio: ["ignore", "pipe", "inherit"]
      })
      const [, port, pid] = (await lineOf(starter)).split(":")
      onTestFinished(() => {
        if (pid !== undefined) process.kill(Number(pid), "SIGKILL")
      })
      const modems = [`/dev/ttyFX${port}r`, `/dev/ttyFX${port}s0`]
      expect(modems.filter(existsSync)).toEqual(modems)
      expect(workingIn(folder).length).toBeGreaterThanOrEqual(4)

      starter.kill("SIGKILL")
      await until(() => readdirSync(folder).length === 0)
      expect(readdirSync(folder)).toEqual([])
      expect(workingIn(folder)).toEqual([])
      expect(modems.filter(existsSync)).toEqual([])
    }, 60_000)
  }
})
