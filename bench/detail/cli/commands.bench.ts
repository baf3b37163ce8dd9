// How long the fax command takes to start, in units of `node -e 0`, beside a command made with oclif.
// A round runs every program once; the median of all rounds counts, so that all meet the same machine.
import { type ChildProcess, spawn, spawnSync } from "node:child_process"
import { mkdtempSync } from "node:fs"
import { createServer, type Server } from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

const rounds = Number(process.env.ROUNDS ?? 25)
const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const fax = at("../../../packages/cli/dist/fax.js")
const id = "0123456789abcdef0123456789abcdef"
const home = mkdtempSync(join(tmpdir(), "fax-bench-"))

/** A service that answers at once, so that the request costs what a request costs. */
const answers = (): Server =>
  createServer((request, response) => {
    request.resume()
    request.on("end", () => {
      response.setHeader("content-type", "application/json")
      response.end(
        JSON.stringify(
          request.url?.startsWith("/oauth")
            ? { access_token: "ab".repeat(22), expires_in: 3600, token_type: "Bearer" }
            : {
                results: [
                  {
                    sid: id,
                    mid: id,
                    fax_number: "15005550001",
                    status: "2",
                    sent_on: "2014-04-08T17:26:25-04:00",
                    received_on: "2014-04-08T17:27:25-04:00",
                    attempts: "1",
                    pages: "1"
                  }
                ],
                pager: {
                  pageCount: 1,
                  itemCountPerPage: 100,
                  first: 1,
                  current: 1,
                  last: 1,
                  currentItemCount: 1,
                  totalItemCount: 1,
                  firstItemNumber: 1,
                  lastItemNumber: 1
                }
              }
        )
      )
    })
  })

const server = answers()
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
const address = server.address()
if (address === null || typeof address === "string") throw new Error("no port")
const url = `http://127.0.0.1:${address.port}`

/** What a command has to do at least: the two requests of a status, and nothing else. */
const requests = `
  const { request } = require("node:http")
  const call = (method, path, done) =>
    request("${url}" + path, { method }, (answer) => answer.resume().on("end", done)).end()
  call("POST", "/oauth", () => call("GET", "/api/rest/fax/status", () => {}))`

const programs: Readonly<Record<string, ReadonlyArray<string>>> = {
  "node -e 0": ["-e", "0"],
  "two requests with node:http": ["-e", requests],
  "fax --version": [fax, "--version"],
  "fax send --help": [fax, "send", "--help"],
  "fax status": [fax, "status", id, "--json"],
  "oclif: hello": [at("./oclif/bin/run.mjs"), "hello", "--from", "bench"],
  "oclif: --version": [at("./oclif/bin/run.mjs"), "--version"]
}

// In the environment of the caller: with NODE_EXTRA_CA_CERTS every program starts 34 ms later, `node -e 0` too.
const env = {
  ...process.env,
  HOME: home,
  XDG_CACHE_HOME: join(home, "cache"),
  XDG_CONFIG_HOME: join(home, "config"),
  FAXINGCENTER_BASE_URL: url,
  FAXINGCENTER_CLIENT_ID: "bench",
  FAXINGCENTER_CLIENT_SECRET: "bench"
}

const milliseconds = async (args: ReadonlyArray<string>): Promise<number> => {
  const started = performance.now()
  const child: ChildProcess = spawn(process.execPath, args, { env, stdio: "ignore" })
  const code = await new Promise((resolve) => child.once("close", resolve))
  if (code !== 0) {
    const { stderr } = spawnSync(process.execPath, args, { env, encoding: "utf8" })
    throw new Error(`${args.join(" ")} ended with ${code}: ${stderr}`)
  }
  return performance.now() - started
}

const times = new Map(Object.keys(programs).map((name) => [name, Array.of<number>()]))
// The first round fills the caches, as the first use does, and does not count.
for (let round = -1; round < rounds; round++) {
  for (const [name, args] of Object.entries(programs)) {
    const time = await milliseconds(args)
    if (round >= 0) times.get(name)?.push(time)
  }
}
server.close()

const median = (name: string): number => {
  const sorted = [...(times.get(name) ?? [])].sort((one, other) => one - other)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
if (process.env.NODE_EXTRA_CA_CERTS !== undefined) {
  console.log("NODE_EXTRA_CA_CERTS is set, which is part of every figure")
}
const unit = median("node -e 0")
const request = median("two requests with node:http") - unit
for (const name of times.keys()) {
  console.log(
    `${name.padEnd(30)} ${median(name).toFixed(1).padStart(7)} ms  ${(median(name) / unit).toFixed(2)}x`
  )
}
console.log(
  `fax status less the requests   ${(median("fax status") - request).toFixed(1).padStart(7)} ms  ${((median("fax status") - request) / unit).toFixed(2)}x (goal 2.2x)`
)
