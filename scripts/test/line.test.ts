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
    child.stdout?.once("data", (text) => resolve(String(text).trim()))
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

describe.skipIf(missing !== undefined)("a private HylaFAX", () => {
  it("leaves nothing behind when the process that started it is killed", async () => {
    const folder = mkdtempSync(join(tmpdir(), "fax-line-"))
    // HylaFAX's own user must get in.
    chmodSync(folder, 0o755)
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const starter = spawn(process.execPath, [script, "--receiving", "--port", "0"], {
      env: { ...process.env, TMPDIR: folder },
      stdio: ["ignore", "pipe", "inherit"]
    })
    const [, port] = (await lineOf(starter)).split(":")
    const modems = [`/dev/ttyFX${port}r`, `/dev/ttyFX${port}s0`]
    expect(modems.filter(existsSync)).toEqual(modems)
    expect(workingIn(folder).length).toBeGreaterThanOrEqual(4)

    starter.kill("SIGKILL")
    await until(() => readdirSync(folder).length === 0)
    expect(readdirSync(folder)).toEqual([])
    expect(workingIn(folder)).toEqual([])
    expect(modems.filter(existsSync)).toEqual([])
  }, 60_000)
})
