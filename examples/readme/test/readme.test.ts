import { execFile, spawn } from "node:child_process"
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { afterAll, beforeAll, describe, expect, it } from "vitest"

const root = fileURLToPath(new URL("../../..", import.meta.url))
const fax = `${root}/packages/cli/dist/fax.js`
// Inside the workspace, so that its packages are found as a user's program finds them.
const work = `${root}/examples/readme/.programs`
const execute = promisify(execFile)

/** What a command prints; when it fails, its output is in the error. */
const exec = async (
  ...[command, args, options]: readonly [string, ReadonlyArray<string>, object?]
) => {
  try {
    return await execute(command, [...args], { encoding: "utf8", ...options })
  } catch (error) {
    const { stderr, stdout } = Object(error)
    throw new Error(`${command} ${args.join(" ")} failed\n${stdout}\n${stderr}`)
  }
}

const blocks = (language: string): ReadonlyArray<string> =>
  [...readFileSync(`${root}/README.md`, "utf8").matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)]
    .filter(([, name]) => name === language)
    .map(([, , code = ""]) => code)

describe("the README", { timeout: 120_000 }, () => {
  let url = ""
  let mock: ReturnType<typeof spawn>

  beforeAll(async () => {
    rmSync(work, { recursive: true, force: true })
    mkdirSync(work, { recursive: true })
    for (const [index, code] of blocks("ts").entries()) {
      writeFileSync(`${work}/program${index}.ts`, code)
    }
    mock = spawn(process.execPath, [fax, "mock", "--port", "0"], {
      stdio: ["ignore", "pipe", "inherit"]
    })
    if (mock.stdout === null) throw new Error("no stdout")
    const lines = createInterface({ input: mock.stdout })
    url = await new Promise<string>((resolve) => lines.once("line", resolve))
  })
  afterAll(() => {
    mock.kill()
    rmSync(work, { recursive: true, force: true })
  })

  const environment = () => ({
    ...process.env,
    FAXINGCENTER_BASE_URL: url,
    FAXINGCENTER_CLIENT_ID: "demo",
    FAXINGCENTER_CLIENT_SECRET: "demo"
  })

  // That they compile is checked in scripts/test/snippets.test.ts, the commands in commands.test.ts.
  const printed = ["15005550007 delivered", "15005550001 delivered", "failed", "200"]
  for (const [index, text] of printed.entries()) {
    it(`has a program ${index + 1} that runs and prints "${text}"`, async () => {
      const args = ["--import", "tsx", `${work}/program${index}.ts`]
      const { stdout } = await exec(process.execPath, args, { cwd: root, env: environment() })
      expect(stdout).toContain(text)
    })
  }
})
