// The first fax: installs, builds, starts the mock on a free port, and sends a PDF through the
// bundled command to two numbers that the mock delivers.
import { spawn } from "node:child_process"
import { existsSync } from "node:fs"
import { createInterface } from "node:readline"
import { pnpm, root, run } from "./tools.mjs"

const fax = `${root}/packages/cli/dist/fax.js`
const documentFile = "examples/documents/purchase-order.pdf"

const must = async (what, code) => {
  if ((await code) === 0) return
  console.error(`${what} failed; the output above says why`)
  process.exit(1)
}

console.log("Installing the pinned tools and building (a minute or two the first time) ...")
await must("The installation", pnpm(["install", "--frozen-lockfile", "--silent"]))
await must(
  "The build",
  pnpm(["--filter", "./packages/**", "--if-present", "--silent", "run", "bundle"])
)
if (!existsSync(fax)) await must("The build of the fax command", 1)

const mock = spawn(process.execPath, [fax, "mock", "--port", "0"], {
  cwd: root,
  stdio: ["ignore", "pipe", "inherit"]
})
process.on("exit", () => mock.kill())
const address = await new Promise((resolve, reject) => {
  createInterface({ input: mock.stdout }).once("line", resolve)
  mock.once("exit", (code) => reject(new Error(`the mock ended with ${code}`)))
})

const env = {
  ...process.env,
  FAXINGCENTER_BASE_URL: address,
  FAXINGCENTER_CLIENT_ID: "demo",
  FAXINGCENTER_CLIENT_SECRET: "demo"
}
const show = (...args) => {
  console.log(`\n$ fax ${args.join(" ")}`)
  return run(process.execPath, [fax, ...args], { env })
}

console.log(`\nThe mock answers at ${address}`)
await must(
  "The send",
  show("send", documentFile, "--to", "15005550001", "--to", "15005550007", "--wait")
)
await must("The search", show("search", "--from", "today", "--to", "today"))

console.log(`
The fax was delivered. Try next:

  1. Keep a mock running and look at what arrives, in the browser:
       node packages/cli/dist/fax.js mock --port 8025
  2. Send to a number that is busy, and see how a failure is told:
       export FAXINGCENTER_BASE_URL=http://127.0.0.1:8025 FAXINGCENTER_CLIENT_ID=demo FAXINGCENTER_CLIENT_SECRET=demo
       node packages/cli/dist/fax.js send ${documentFile} --to 15005550002 --wait
  3. Use it from a program, in tests, for a broadcast: docs/README.md`)
mock.kill()
