import { execFileSync } from "node:child_process"
import { createWriteStream, readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "@effect/vitest"
import { ended, home, start } from "./fax.js"

const pipe = join(home, "pipe")
execFileSync("bash", ["-c", `mkfifo ${pipe}`])

it.each([
  [["check", pipe], 143],
  [["preview", pipe], 143],
  [["verify", pipe], 143],
  [["audit", "--config", pipe], 143],
  [["serve", "--config", pipe], 0],
  [["mock", "--scenarios", pipe], 0],
  [["mock", "--receive", pipe], 0]
])("%j ends while nobody writes to its pipe", async (args, code) => {
  const waiting = start(args)
  // Opening to write succeeds once somebody reads: then the command waits for what comes.
  const writer = createWriteStream(pipe)
  await new Promise((resolve) => writer.once("open", resolve))
  expect(await ended(waiting, "SIGTERM")).toBe(code)
  writer.destroy()
})

it("reads what somebody writes to a pipe", async () => {
  const reading = start(["check", pipe, "--json"])
  const writer = createWriteStream(pipe)
  writer.end(readFileSync("examples/documents/purchase-order.pdf"))
  expect(await ended(reading)).toBe(0)
})
