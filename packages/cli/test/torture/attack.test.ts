import { fork } from "node:child_process"
import { once } from "node:events"
import { readFileSync } from "node:fs"
import { Agent, request } from "node:http"
import { connect, type Socket } from "node:net"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { home } from "../fax.js"
import { type ServedGateway, sendFax, serveGateway } from "../servedGateway.js"

const isLong = process.env.TORTURE_ROUNDS !== undefined
/** Connections that say nothing; requests of another client that are counted in each round, and rounds of them. */
const idle = isLong ? 10_000 : 300
const counted = isLong ? 400 : 40
const rounds = isLong ? 5 : 1
const attackers = isLong ? 32 : 8
/** Megabytes that the process may hold on to under any of this. */
const mostMemory = isLong ? 2_000 : 1_000

let gateway: ServedGateway
const figures: Array<Record<string, string | number>> = []
beforeAll(async () => {
  gateway = await serveGateway(join(home, "attack.db"), {}, (end) => afterAll(end))
  // What has run for the first time has taken longer.
  await round()
  quiet = await measured()
}, 60_000)
afterAll(() => console.table(figures))

const agent = new Agent({ keepAlive: true, maxSockets: 1 })
afterAll(() => agent.destroy())

/** One request of a client that attacks nobody, over a connection of its own. */
const served = () =>
  new Promise<{ readonly status: number; readonly millis: number }>((resolve, reject) => {
    const began = performance.now()
    request(
      `${gateway.url}/api/rest/fax/status/messages/unknown`,
      { agent, headers: { authorization: `Bearer ${gateway.token}` } },
      (response) => {
        response
          .resume()
          .once("end", () =>
            resolve({ status: response.statusCode ?? 0, millis: performance.now() - began })
          )
      }
    )
      .once("error", reject)
      .end()
  })

/** Their statuses, and the time within which 99 in a hundred are answered. */
const round = async () => {
  const answers: Array<Awaited<ReturnType<typeof served>>> = []
  for (let i = 0; i < counted; i++) answers.push(await served())
  const times = answers.map(({ millis }) => millis).toSorted((a, b) => a - b)
  return {
    statuses: answers.map(({ status }) => status),
    p99: times[Math.floor(times.length * 0.99)] ?? Number.NaN
  }
}

/** Several rounds: the one in their middle, and how far they are apart. */
const measured = async () => {
  const made: Array<Awaited<ReturnType<typeof round>>> = []
  for (let i = 0; i < rounds; i++) made.push(await round())
  const p99 = made.map((one) => one.p99).toSorted((a, b) => a - b)
  const tenths = (millis = Number.NaN) => Math.round(millis * 10) / 10
  const middle = tenths(p99[Math.floor(rounds / 2)])
  return {
    statuses: [...new Set(made.flatMap(({ statuses }) => statuses))],
    p99: middle,
    told: `${middle} (${tenths(p99[0])} to ${tenths(p99.at(-1))})`
  }
}
/** While nobody attacks: measured once, and not between attacks, when the gateway still clears up after the last. */
let quiet: Awaited<ReturnType<typeof measured>>

/** Ticks of 10 ms that the gateway has worked. */
const worked = () => {
  const [, , ...fields] = readFileSync(`/proc/${gateway.child.pid}/stat`, "utf8").split(" ")
  return Number(fields[11]) + Number(fields[12])
}

/** Waits until the gateway has cleared up. */
const settled = async () => {
  for (let before = -10; worked() - before > 1; ) {
    before = worked()
    await pause(100)
  }
}

const residentMegabytes = () => {
  const status = readFileSync(`/proc/${gateway.child.pid}/status`, "utf8")
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024)
}

const dial = async (): Promise<Socket> => {
  const { hostname, port } = new URL(gateway.url)
  const socket = connect(Number(port), hostname)
  socket.on("error", () => undefined).resume()
  await once(socket, "connect")
  return socket
}

const head = (path: string, ...lines: ReadonlyArray<string>) =>
  [`${path} HTTP/1.1`, "Host: a", ...lines, "", ""].join("\r\n")
const authorized = () => `Authorization: Bearer ${gateway.token}`

/** Attacks by writing this again and again; see `flood.mjs`. Gives what ends it. */
const flood = async (first: string, again: string) => {
  const { hostname, port } = new URL(gateway.url)
  const attack = { first, again, connections: attackers, host: hostname, port: Number(port) }
  const child = fork(fileURLToPath(new URL("./flood.mjs", import.meta.url)), [
    JSON.stringify(attack)
  ])
  await once(child, "message")
  return async () => {
    const ended = once(child, "exit")
    child.kill("SIGKILL")
    await ended
  }
}

/** Measures others under an attack: they get the same answers as before. `begin` gives what ends it. */
const attacked = async (
  attack: string,
  connections: number,
  begin: () => Promise<() => Promise<unknown>>
) => {
  if (isLong) await settled()
  const end = await begin()
  const under = await measured()
  const memory = residentMegabytes()
  await end()
  figures.push({
    attack,
    connections,
    "p99 in quiet, ms": quiet.told,
    "p99 under attack, ms": under.told,
    times: Math.round((under.p99 / quiet.p99) * 10) / 10,
    "memory, MB": memory
  })
  expect(under.statuses).toEqual(quiet.statuses)
  expect(memory).toBeLessThan(mostMemory)
}

const encoded = "/%2e%2e/%2e%2e/%00/..%5c..%5c/%ff%fe/%c0%ae%c0%ae/".repeat(20)

const endlessSend = () =>
  head(
    "POST /api/rest/fax/send",
    authorized(),
    "Content-Type: application/json",
    "Transfer-Encoding: chunked"
  )
const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`
/** The beginning of a document that never ends. */
const beginning = '{"documents":[{"order":"0","file_name":"a","file_data":"'
const query = `GET /api/rest/fax/search?${"from=2026&".repeat(1_400)}`

describe("a gateway that is attacked", () => {
  const attacks: ReadonlyArray<readonly [name: string, first: () => string, again: () => string]> =
    [
      [
        "header floods",
        () => "GET / HTTP/1.1\r\nHost: a\r\n",
        () => `X-${"a".repeat(60)}: ${"b".repeat(900)}\r\n`
      ],
      ["endless chunked bodies", endlessSend, () => chunk("[".repeat(65_536))],
      [
        "endless documents",
        () => endlessSend() + chunk(beginning),
        () => chunk("A".repeat(65_536))
      ],
      ["huge queries", () => "", () => head(query, authorized())],
      ["encoded paths", () => "", () => head(`GET ${encoded}`, authorized())]
    ]

  it.each(attacks)(
    "by %s serves others, and holds on to little",
    { timeout: 180_000 },
    async (name, first, again) => {
      await attacked(name, attackers, () => flood(first(), again()))
    }
  )

  it(`by ${idle} connections that say nothing serves others`, { timeout: 180_000 }, async () => {
    await attacked("idle connections", idle, async () => {
      const quiet: Array<Socket> = []
      // Some at a time: the queue of those that wait to be accepted is short.
      while (quiet.length < idle) {
        quiet.push(...(await Promise.all(Array.from({ length: 100 }, dial))))
      }
      return async () => {
        for (const socket of quiet) socket.destroy()
      }
    })
  })

  it("has accepted nothing of all that, and accepts a fax", async () => {
    const { status } = await sendFax(gateway, "13862345678", 100)
    expect(status).toBe(201)
    const { json } = await gateway.call("GET", "/gateway/v1/messages")
    expect(json).toMatchObject({ messages: [{}] })
    expect(await gateway.stop()).toBe(0)
  })
})
