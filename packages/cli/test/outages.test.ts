import { spawnSync } from "node:child_process"
import {
  mkdirSync,
  readdirSync,
  rmSync,
  statfsSync,
  statSync,
  symlinkSync,
  writeFileSync
} from "node:fs"
import { connect } from "node:net"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "@effect/vitest"
import Sqlite from "libsql"
import Pg from "pg"
import { isInstallable, startPostgres } from "../../../scripts/postgres.mjs"
import { home } from "./fax.js"
import { at, endsOf, type ServedGateway, sendFax, serveGateway } from "./servedGateway.js"

const lines = { env: { FAXINGCENTER_GATEWAY_LINES: "16" } }
const senders = 6
const documentBytes = 30_000

/** What senders were told while there was no room, or no database. */
interface Told {
  readonly accepted: Set<string>
  readonly refused: Array<{ readonly status: number; readonly retryAfter: string | null }>
}

let last = 13_862_000_000

/** Several clients send without a pause until this is enough. */
const sendUntil = (gateway: ServedGateway, told: Told, isEnough: () => boolean) =>
  Promise.all(
    Array.from({ length: senders }, async () => {
      while (!isEnough()) {
        last += 1
        const { headers, messageId, status } = await sendFax(gateway, String(last), documentBytes)
        if (messageId !== undefined) told.accepted.add(messageId)
        else told.refused.push({ status, retryAfter: headers.get("retry-after") })
      }
    })
  )

const nothingTold = (): Told => ({ accepted: new Set(), refused: [] })

const isReady = async ({ call }: ServedGateway) => (await call("GET", "/readyz")).status === 200

/** A gateway that cannot write, and can again: what it accepted, and what it said meanwhile. */
const throughOutage = async (gateway: ServedGateway, begin: () => unknown, end: () => unknown) => {
  const told = nothingTold()
  await sendUntil(gateway, told, () => told.accepted.size >= 20)
  expect(told.refused).toEqual([])
  expect(await isReady(gateway)).toBe(true)

  await begin()
  await sendUntil(gateway, told, () => told.refused.length >= 30)
  const { headers, json, status } = await gateway.call("GET", "/readyz")
  expect([status, headers.get("retry-after")]).toEqual([503, "5"])
  const why = String(at(json, "detail"))

  await end()
  const before = told.accepted.size
  await sendUntil(gateway, told, () => told.accepted.size >= before + 20)
  while (!(await isReady(gateway)));
  return { told, why, ends: await endsOf(gateway, told.accepted) }
}

const expectAllDelivered = ({ told, ends }: Awaited<ReturnType<typeof throughOutage>>) => {
  expect([...told.accepted].filter((id) => ends.get(id) !== "message.delivered")).toEqual([])
}

/** How many calls the simulated exchange was asked for, by message. */
const dialsIn = (database: string) => {
  const dials = new Map<string, number>()
  const exchange = new Sqlite(database)
  for (const row of exchange.prepare("SELECT key, entry FROM simulated_calls").all()) {
    const entry: unknown = JSON.parse(String(at(row, "entry")))
    if (at(entry, "_tag") !== "Dial") continue
    const [message = ""] = String(at(entry, "key")).split("-")
    dials.set(message, (dials.get(message) ?? 0) + 1)
  }
  exchange.close()
  return dials
}

const expectOneDialEach = (database: string, accepted: ReadonlySet<string>) => {
  const dials = dialsIn(database)
  expect([...dials].filter(([, n]) => n > 1)).toEqual([])
  expect([...accepted].filter((id) => !dials.has(id))).toEqual([])
}

const run = (program: string, ...args: ReadonlyArray<string>) =>
  spawnSync(program, args, { encoding: "utf8" }).status === 0

/** A folder on a file system of its own. */
const smallFileSystem = () => {
  const folder = join(home, "small")
  mkdirSync(folder)
  if (!run("mount", "-t", "tmpfs", "-o", "size=24m", "fax-test", folder)) return undefined
  afterAll(() => run("umount", "-l", folder))
  return folder
}

const folder = smallFileSystem()
const cannotMount =
  folder === undefined ? " (skipped: mounting a small file system needs root)" : ""

describe("a gateway on a full disk", () => {
  it.skipIf(folder === undefined)(
    `refuses with 503, loses nothing, and goes on by itself when there is room${cannotMount}`,
    async () => {
      const disk = folder ?? ""
      const database = join(home, "full.db")
      const filler = join(disk, "filler")
      symlinkSync(join(disk, "full.db"), database)
      const gateway = await serveGateway(database, lines)
      const outage = await throughOutage(
        gateway,
        () => {
          const { bavail, bsize } = statfsSync(disk)
          writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - 300_000)))
        },
        () => rmSync(filler)
      )
      expect(outage.why).toContain("full")
      const isRefusal = ({ retryAfter, status }: Told["refused"][number]) =>
        status === 503 && retryAfter === "5"
      expect(outage.told.refused.filter((answer) => !isRefusal(answer))).toEqual([])
      expectAllDelivered(outage)
      expect(await gateway.stop()).toBe(0)
      expectOneDialEach(database, outage.told.accepted)
    },
    60_000
  )

  const hasLimits = run("prlimit", "--version")
  it.skipIf(!hasLimits)(
    `does the same when its files may not grow${hasLimits ? "" : " (skipped: there is no prlimit)"}`,
    async () => {
      const database = join(home, "limited.db")
      const gateway = await serveGateway(database, lines)
      const limit = (bytes: string) =>
        expect(run("prlimit", "--pid", String(gateway.child.pid), `--fsize=${bytes}:`)).toBe(true)
      const outage = await throughOutage(
        gateway,
        () => limit(String(statSync(`${database}-wal`).size + 300_000)),
        () => limit("unlimited")
      )
      expect(outage.told.refused.every(({ status }) => status === 503)).toBe(true)
      expectAllDelivered(outage)
      expect(await gateway.stop()).toBe(0)
      expectOneDialEach(database, outage.told.accepted)
    },
    60_000
  )
})

describe("a gateway without a file handle left", () => {
  const hasLimits = run("prlimit", "--version")
  it.skipIf(!hasLimits)(
    `serves those it knows, drops no fax, and takes new connections when there are some${hasLimits ? "" : " (skipped: there is no prlimit)"}`,
    async () => {
      const database = join(home, "handles.db")
      const gateway = await serveGateway(database, lines)
      const told = nothingTold()
      const pid = String(gateway.child.pid)
      await sendUntil(gateway, told, () => told.accepted.size >= 20)
      const open = readdirSync(`/proc/${pid}/fd`).length
      const limit = (handles: number) =>
        expect(run("prlimit", "--pid", pid, `--nofile=${handles}:`)).toBe(true)
      limit(open + 2)
      const { hostname, port } = new URL(gateway.url)
      const strangers = Array.from({ length: 60 }, () => connect(Number(port), hostname))
      // All but the few that there was a handle for.
      await new Promise<void>((resolve) => {
        let dropped = 0
        for (const socket of strangers) {
          socket
            .on("error", () => undefined)
            .resume()
            .once("close", () => {
              dropped += 1
              if (dropped === 40) resolve()
            })
        }
      })
      // Whoever is connected is served.
      const before = told.accepted.size
      await sendUntil(gateway, told, () => told.accepted.size >= before + 5)
      expect(told.refused).toEqual([])
      limit(20_000)
      for (const socket of strangers) socket.destroy()
      expect(await isReady(gateway)).toBe(true)
      expectAllDelivered({ told, why: "", ends: await endsOf(gateway, told.accepted) })
      expect(await gateway.stop()).toBe(0)
      expectOneDialEach(database, told.accepted)
    },
    60_000
  )
})

describe("a gateway whose database goes away", () => {
  const missing = isInstallable() ? "" : " (skipped: PostgreSQL is not installed)"
  it.skipIf(!isInstallable())(
    `refuses with 503, loses nothing, dials nobody twice, and goes on by itself${missing}`,
    async () => {
      const postgres = await startPostgres()
      try {
        const gateway = await serveGateway(postgres.url, lines)
        // A standby was made of it, and the other way round.
        const readOnly = (is: "on" | "off") => async () => {
          const client = new Pg.Client({ connectionString: postgres.url })
          await client.connect()
          await client.query(`ALTER SYSTEM SET default_transaction_read_only = ${is}`)
          await client.query("SELECT pg_reload_conf()")
          await client.end()
        }
        const demoted = await throughOutage(gateway, readOnly("on"), readOnly("off"))
        expect(demoted.told.refused.filter(({ status }) => status !== 503)).toEqual([])
        expectAllDelivered(demoted)
        // Others' locks make it slow: nobody is refused, and nothing is done twice.
        const client = new Pg.Client({ connectionString: postgres.url })
        await client.connect()
        await client.query("BEGIN")
        await client.query("LOCK TABLE messages IN ACCESS EXCLUSIVE MODE")
        const slow = nothingTold()
        const sending = sendUntil(gateway, slow, () => slow.accepted.size >= senders)
        expect((await gateway.call("GET", "/healthz")).status).toBe(200)
        await client.query("SELECT pg_sleep(0.5)")
        await client.query("COMMIT")
        await client.end()
        await sending
        expect(slow.refused).toEqual([])
        expectAllDelivered({ told: slow, why: "", ends: await endsOf(gateway, slow.accepted) })

        const outage = await throughOutage(gateway, postgres.kill, postgres.start)
        // What was being committed when the connection broke may be there: that is said, as 504.
        const others = outage.told.refused.filter(({ status }) => status !== 503)
        expect(others.filter(({ status }) => status !== 504)).toEqual([])
        expect(others.length).toBeLessThanOrEqual(senders)
        expectAllDelivered(outage)
        for (const id of [demoted, outage].flatMap(({ told }) => [...told.accepted])) {
          const { json } = await gateway.call("GET", `/gateway/v1/messages/${id}`)
          expect([id, at(json, "callsMade")]).toEqual([id, 1])
        }
        expect(await gateway.stop()).toBe(0)
      } finally {
        await postgres.stop()
      }
    },
    120_000
  )
})
