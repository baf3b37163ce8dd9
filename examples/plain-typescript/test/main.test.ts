import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { createMockServer } from "@faxingcenter/mock-server"
import { afterAll, expect, it } from "vitest"

const exec = promisify(execFile)
const main = fileURLToPath(new URL("../src/main.ts", import.meta.url))
const order = fileURLToPath(new URL("../../documents/purchase-order.pdf", import.meta.url))

const mock = createMockServer()
afterAll(() => mock.close())

const run = async (...args: ReadonlyArray<string>) => {
  const { url } = await mock.listen()
  const env = {
    ...process.env,
    FAXINGCENTER_BASE_URL: url,
    FAXINGCENTER_CLIENT_ID: "demo",
    FAXINGCENTER_CLIENT_SECRET: "demo"
  }
  return exec(process.execPath, ["--import", "tsx", main, ...args], { env })
}

it("sends a file and follows it to its end", async () => {
  const running = run(order, "15005550007", "15005550002")
  await mock.waitFor({ document: "purchase-order.pdf" }, { count: 2, timeout: "20 seconds" })
  mock.runToEnd()
  const { stdout } = await running
  expect(stdout).toMatch(/^accepted as [0-9a-f]{32}$/m)
  expect(stdout).toContain("15005550007 delivered (3 pages)")
  expect(stdout).toContain("15005550002 failed")
})

it("says what to do about a number that is refused", async () => {
  const { code, stderr } = await run(order, "15005550099").catch((error) => error)
  expect(stderr).toContain("Mend the number: Phone number is invalid")
  expect(code).toBe(1)
})
