// Half an hour (or as many minutes as are given) of mixed load with faults against `fax serve`: sends, searches, event
// streams, webhooks; receivers that hang, broken bodies, a locked database, a full disk, a process that is paused, one that
// is killed; a provider (`fax mock`) that refuses, is slow, breaks off its answers, and takes faxes without an answer.
// Prints a sample every ten seconds, then the figures, and draws docs/images/soak.svg. Exits with 1 where a fax was lost,
// called twice or left, an answer was 5xx, or memory, handles or documents grew. Usage: pnpm soak [minutes]
import { spawn, spawnSync } from "node:child_process"
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { createServer } from "node:http"
import { createRequire } from "node:module"
import { connect, createServer as createTcpServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { soakChart } from "./soakChart.mjs"
import { root } from "./tools.mjs"

const minutes = Number(process.argv[2] ?? 30)
/** Fewer than are delivered: the gateway asks the provider about faxes twice a second at most. */
const sendsPerSecond = 1.5
const sampleEvery = 10_000
const Database = createRequire(`${root}/packages/gateway/package.json`)("libsql")

const fax = process.env.FAX_BIN ?? `${root}/packages/cli/dist/fax.js`
const folder = mkdtempSync(join(tmpdir(), "fax-soak-"))
const file = join(folder, "soak.db")
const key = Buffer.alloc(32, 7).toString("base64")

/** What goes wrong at the provider: of sends, and of the questions about them. */
const faultOf = (name, effects, probability, operations = ["send", "status", "search"]) =>
  operations.map((operation) => ({ name, when: { operation, probability }, do: effects }))
const scenarios = join(folder, "provider.json")
writeFileSync(
  scenarios,
  JSON.stringify({
    scenarios: [
      { when: { number: "1386*" }, do: { calls: [{ lasts: "2 s", ends: "delivered" }] } },
      ...faultOf("provider: 500", { answer: { status: 500 } }, 0.01),
      ...faultOf(
        "provider: 429",
        { answer: { status: 429, headers: { "retry-after": "1" } } },
        0.01
      ),
      ...faultOf("provider: slow", { delay: { min: "1 s", max: "90 s" } }, 0.005),
      ...faultOf("provider: cut answer", { mangle: "broken_off" }, 0.01),
      ...faultOf("provider: no answer", { reset: "after_acceptance" }, 0.01, ["send"]),
      ...faultOf("provider: tokens expired", { expireTokens: true }, 0.002, ["status"])
    ]
  })
)
const provider = spawn(process.execPath, [fax, "mock", "--port", "0", "--scenarios", scenarios], {
  stdio: ["ignore", "pipe", "inherit"]
})
process.once("exit", () => provider.kill())
const providerUrl = await new Promise((resolve, reject) => {
  provider.stdout.setEncoding("utf8").once("data", (text) => resolve(text.trim().split("\n")[0]))
  provider.once("exit", () => reject(new Error("the provider ended")))
})

/** A port that is free now and stays the same when the gateway is started again. */
const port = await new Promise((resolve) => {
  const probe = createTcpServer().listen(0, "127.0.0.1", () => {
    const { port } = probe.address()
    probe.close(() => resolve(port))
  })
})
const url = `http://127.0.0.1:${port}`
const env = {
  ...process.env,
  FAXINGCENTER_GATEWAY_TRANSPORT: "faxingcenter",
  FAXINGCENTER_BASE_URL: providerUrl,
  FAXINGCENTER_CLIENT_ID: "demo",
  FAXINGCENTER_CLIENT_SECRET: "demo",
  FAXINGCENTER_GATEWAY_DOCUMENT_KEYS: `soak:${key}`,
  FAXINGCENTER_GATEWAY_RETENTION: "3m",
  FAXINGCENTER_GATEWAY_WEBHOOK_NETWORKS: "127.0.0.0/8",
  FAXINGCENTER_GATEWAY_WEBHOOK_TIMEOUT: "2s",
  FAXINGCENTER_GATEWAY_LINES: "32"
}
const added = spawnSync(
  process.execPath,
  [fax, "clients", "add", "soak", "--database", file, "--json"],
  { env, encoding: "utf8" }
)
const client = JSON.parse(added.stdout)

let gateway
let log = ""
const startGateway = async () => {
  gateway = spawn(process.execPath, [fax, "serve", "--port", String(port), "--database", file], {
    env,
    stdio: ["ignore", "pipe", "pipe"]
  })
  gateway.stderr.setEncoding("utf8").on("data", (text) => {
    log += text
  })
  await new Promise((resolve, reject) => {
    gateway.stdout.once("data", resolve)
    gateway.once("exit", () => reject(new Error(`the gateway ended\n${log}`)))
  })
}
await startGateway()

const startedAt = Date.now()
const endsAt = startedAt + minutes * 60_000
const isOver = () => Date.now() >= endsAt
const count = { accepted: 0, refused: 0, unknown: 0, searches: 0, events: 0, hooks: 0, "5xx": 0 }
const faults = {
  "bodies cut off": 0,
  "receivers that hung": 0,
  locks: 0,
  "full disks": 0,
  pauses: 0,
  kills: 0
}
const accepted = new Set()

let token = ""
const call = async (method, path, body) => {
  const response = await fetch(url + path, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { "content-type": "application/json" })
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(30_000)
  })
  const text = await response.text()
  if (response.status >= 500 && response.status !== 503) count["5xx"] += 1
  return { status: response.status, json: text.startsWith("{") ? JSON.parse(text) : {} }
}
const signIn = async () => {
  const { json } = await call("POST", "/oauth", {
    client_id: client.clientId,
    client_secret: client.clientSecret,
    grant_type: "client_credentials"
  })
  token = json.access_token
}
await signIn()

/** A tenth of what is told to it is never answered, another tenth is refused at first. */
const receiver = createServer((request, response) => {
  count.hooks += 1
  request.resume()
  const luck = Math.random()
  if (luck < 0.1) faults["receivers that hung"] += 1
  else response.writeHead(luck < 0.2 ? 500 : 204).end()
})
await new Promise((resolve) => receiver.listen(0, "127.0.0.1", resolve))
const hook = `http://127.0.0.1:${receiver.address().port}/hook?key=soak`
await call("POST", "/gateway/v1/webhooks", {
  url: hook,
  types: ["message.delivered", "message.failed"]
})

const documentOf = (bytes) => ({
  file_name: "soak.txt",
  order: "0",
  file_data: Buffer.alloc(bytes, "soak ").toString("base64")
})
let next = 0
const send = async () => {
  next += 1
  const number = `1386${String(2_000_000 + (next % 5000)).padStart(7, "0")}`
  const bytes = next % 40 === 0 ? 600_000 : 2000
  try {
    const { json, status } = await call("POST", "/api/rest/fax/send", {
      receipients: [{ send_to: number, reference: `soak ${next}` }],
      documents: [documentOf(bytes)]
    })
    if (status === 201) {
      count.accepted += 1
      accepted.add(json.result.result[0].reference)
    } else count.refused += 1
  } catch {
    // Its answer was lost with the process: it may have been accepted.
    count.unknown += 1
  }
}

const every = async (millis, work) => {
  while (!isOver()) {
    const begun = Date.now()
    await work().catch(() => {})
    const rest = Math.min(endsAt - Date.now(), millis - (Date.now() - begun))
    await pause(Math.max(0, rest))
  }
}
const search = async () => {
  const day = 86_400_000
  const at = (time) => encodeURIComponent(new Date(time).toISOString().replace(/\.\d+/, ""))
  await call(
    "GET",
    `/api/rest/fax/search?from_date=${at(Date.now() - day)}&to_date=${at(Date.now() + day)}`
  )
  count.searches += 1
}
/** Listens for a while, then hangs up without a word. */
const listen = async () => {
  const abort = AbortSignal.timeout(20_000)
  const response = await fetch(`${url}/gateway/v1/events`, {
    headers: { authorization: `Bearer ${token}` },
    signal: abort
  })
  for await (const chunk of response.body) count.events += String(chunk).length > 0 ? 1 : 0
}
const cutOff = async () => {
  const socket = connect(port, "127.0.0.1")
  socket.on("error", () => {})
  socket.write(
    `POST /api/rest/fax/send HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\ncontent-type: application/json\r\ncontent-length: 5000\r\n\r\n{"receipients":[`
  )
  await pause(500)
  socket.destroy()
  faults["bodies cut off"] += 1
}
const lock = async () => {
  const db = new Database(file)
  db.exec("PRAGMA busy_timeout = 2000; BEGIN IMMEDIATE")
  await pause(1500)
  db.exec("ROLLBACK")
  db.close()
  faults.locks += 1
}
/** For some seconds no file may grow by more than a bit, as on a disk that is full; see `man prlimit`. */
const fillDisk = async () => {
  const { pid } = gateway
  const limit = (bytes) => spawnSync("prlimit", ["--pid", String(pid), `--fsize=${bytes}:`]).status
  const size = statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0
  if (limit(size + 100_000) !== 0) return
  await pause(4000)
  limit("unlimited")
  faults["full disks"] += 1
}
const stop = async () => {
  gateway.kill("SIGSTOP")
  await pause(2000)
  gateway.kill("SIGCONT")
  faults.pauses += 1
}

const rowsOf = (table) => {
  const db = new Database(file, { readonly: true })
  const { n } = db.prepare(`SELECT COUNT(*) AS n FROM ${table}`).get()
  db.close()
  return n
}
/** References of the faxes that the provider has taken, by their ids there; and what went wrong, by request. */
const taken = new Map()
const wrong = new Map()
const lookAtProvider = async () => {
  const told = async (path) => (await fetch(`${providerUrl}/_mock${path}`)).json()
  for (const { messageId, reference } of (await told("/faxes?limit=1000")).faxes) {
    taken.set(messageId, reference)
  }
  for (const { id, scenario } of (await told("/journal?limit=1000")).entries) {
    if (scenario?.startsWith("provider")) wrong.set(id, scenario)
  }
}
const samples = []
const sample = async () => {
  const status = readFileSync(`/proc/${gateway.pid}/status`, "utf8")
  const megabytes = Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024)
  const one = {
    minute: (Date.now() - startedAt) / 60_000,
    megabytes,
    handles: readdirSync(`/proc/${gateway.pid}/fd`).length,
    contents: rowsOf("contents"),
    walMegabytes: Math.round(statSync(`${file}-wal`, { throwIfNoEntry: false })?.size / 1e6) || 0,
    accepted: count.accepted
  }
  samples.push(one)
  console.log(JSON.stringify(one))
}

/** Early, so that the rest shows whether what was started again stays as it is. */
const killOnce = async () => {
  await pause((minutes * 60_000) / 10)
  gateway.removeAllListeners("exit")
  gateway.kill("SIGKILL")
  await new Promise((resolve) => gateway.once("close", resolve))
  faults.kills += 1
  await startGateway()
}

await Promise.all([
  every(1000 / sendsPerSecond, send),
  every(2000, search),
  every(500, listen),
  every(7000, listen),
  every(3000, cutOff),
  every(45_000, async () => {
    await pause(20_000)
    await lock()
  }),
  every(60_000, async () => {
    await pause(30_000)
    await stop()
    await pause(15_000)
    await fillDisk()
  }),
  every(sampleEvery, sample),
  every(sampleEvery, lookAtProvider),
  every(20 * 60_000, signIn),
  killOnce()
])

// All that was accepted comes to its end; what the provider has taken without an answer is asked about for minutes.
const left = () => rowsOf("messages WHERE wake_at IS NOT NULL")
for (let i = 0; i < 600 && left() > 0; i++) await pause(1000)
const stillOpen = left()
const db = new Database(file, { readonly: true })
const stored = new Map(
  db
    .prepare("SELECT id, state FROM messages")
    .all()
    .map(({ id, state }) => [id, state])
)
const attempts = db.prepare("SELECT COUNT(*) AS n FROM attempts").get().n
db.close()

await lookAtProvider()
const calls = new Map()
for (const reference of taken.values()) {
  const [message] = reference.split("-")
  calls.set(message, (calls.get(message) ?? 0) + 1)
}
provider.removeAllListeners("exit")
provider.kill("SIGTERM")
gateway.removeAllListeners("exit")
gateway.kill("SIGTERM")
await new Promise((resolve) => gateway.once("close", resolve))
receiver.closeAllConnections()
receiver.close()

const countsOf = (names) => {
  const counts = {}
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1
  return counts
}
const figures = {
  minutes,
  ...count,
  faults: { ...faults, ...countsOf(wrong.values()) },
  "accepted and not stored": [...accepted].filter((id) => !stored.has(id)).length,
  "stored and not over": stillOpen,
  "delivered without a call": [...stored].filter(
    ([id, state]) => state === "Delivered" && !calls.has(id)
  ).length,
  ends: countsOf(stored.values()),
  attempts,
  calls: taken.size,
  "messages called more than once": [...calls.values()].filter((n) => n > 1).length
}
console.log(JSON.stringify(figures, undefined, 2))

/** What must not have been, and what must not have grown: from the middle of the run to its end. */
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
const third = Math.floor(samples.length / 3)
const grew = ["megabytes", "handles", "contents"].filter((name) => {
  const [middle, end] = [samples.slice(third, 2 * third), samples.slice(2 * third)].map((part) =>
    median(part.map((one) => one[name]))
  )
  // Before, the first documents have not been purged yet.
  return minutes >= 15 && end > 1.3 * middle + 5
})
const bad = ["5xx", "accepted and not stored", "stored and not over"]
  .concat("delivered without a call", "messages called more than once")
  .filter((name) => figures[name] !== 0)
for (const name of bad) console.log(`not none: ${name}`)
for (const name of grew) console.log(`grew: ${name}`)
process.exitCode = bad.length + grew.length === 0 ? 0 : 1
writeFileSync(process.env.SOAK_CHART ?? `${root}/docs/images/soak.svg`, soakChart(samples, figures))
rmSync(folder, { recursive: true, force: true })
