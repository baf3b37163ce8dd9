import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { Pages, layer as pagesLayer } from "@faxingcenter/pages"
import * as Effect from "effect/Effect"
import Sqlite from "libsql"
import { SMTPServer } from "smtp-server"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import {
  adminPassword,
  missingForHylafax,
  type PrivateHylafax,
  startHylafax
} from "../../../scripts/line/hylafax.mjs"
import { fax, home } from "./fax.js"
import { at, endsOf, type ServedGateway, serveGateway } from "./servedGateway.js"

const missing = missingForHylafax()
if (missing !== undefined)
  console.warn(`SKIPPED: nobody is called through HylaFAX here: ${missing}`)

const line = (text: string, count: number) =>
  Array.from({ length: count }, (_, i) => `${i} ${text}\n`).join("")
const onePage = join(home, "one.txt")
const threePages = join(home, "three.txt")
writeFileSync(onePage, line("Sphinx of black quartz, judge my vow.", 40))
writeFileSync(threePages, line("Pack my box with five dozen liquor jugs.", 150))

let hylafax: PrivateHylafax
let gateway: ServedGateway
let gatewayOfTwoCalls: ServedGateway
const twice = join(home, "twice.db")
const announced = new Map<string, unknown>()
const webhooks = createServer((request, response) => {
  let body = ""
  request.on("data", (part) => {
    body += part
  })
  request.on("end", () => {
    const post: unknown = JSON.parse(body)
    const number = at(post, "data", "faxNumber") ?? at(post, "data", "from")
    announced.set(`${at(post, "type")} ${number}`, post)
    response.writeHead(204).end()
  })
})

const mails: Array<string> = []
const mailServer = new SMTPServer({
  authOptional: true,
  disabledCommands: ["STARTTLS"],
  onData(stream, _session, done) {
    let text = ""
    stream.on("data", (part) => {
      text += part
    })
    stream.on("end", () => {
      mails.push(text)
      done()
    })
  }
})

const settings = () => ({
  FAXINGCENTER_GATEWAY_TRANSPORT: "hylafax",
  FAXINGCENTER_GATEWAY_HYLAFAX: `${hylafax.host}:${hylafax.port}*${hylafax.senders.length}`,
  FAXINGCENTER_GATEWAY_LINES: `${hylafax.senders.length}`,
  FAXINGCENTER_GATEWAY_HYLAFAX_ADMIN_PASSWORD: adminPassword,
  // Not the one that receives.
  FAXINGCENTER_GATEWAY_HYLAFAX_MODEM: "senders",
  FAXINGCENTER_GATEWAY_STATION_ID: "+1 305 555 0199",
  FAXINGCENTER_GATEWAY_WEBHOOK_NETWORKS: "127.0.0.0/8"
})
const account = ({ clientId, clientSecret, url }: ServedGateway) => ({
  FAXINGCENTER_BASE_URL: url,
  FAXINGCENTER_CLIENT_ID: clientId,
  FAXINGCENTER_CLIENT_SECRET: clientSecret
})

interface HowToSend {
  readonly from?: ServedGateway
  readonly revision?: string
}

/** Sends with the command over the vendor's contract, and gives the id of the message. */
const sendTo = async (
  number: string,
  file = onePage,
  { from = gateway, revision = "2014-04-03" }: HowToSend = {}
) => {
  const { code, stderr, stdout } = await fax(["send", file, "--to", number, "--json"], {
    env: { ...account(from), FAXINGCENTER_REVISION: revision }
  })
  if (code !== 0) throw new Error(stderr)
  return String(at(JSON.parse(stdout), "messages", 0, "messageId"))
}
const detailOf = async (id: string, from = gateway) =>
  (await from.call("GET", `/gateway/v1/messages/${id}`)).json
const lastAttempt = (detail: unknown) => {
  const attempts = at(detail, "attempts")
  return Array.isArray(attempts) ? attempts.at(-1) : undefined
}

/** What the command says of a message, and how it ends. */
const statusOf = (id: string) =>
  fax(["status", "--message", id, "--json"], { env: account(gateway) })
const callsTo = (number: string) =>
  hylafax.events().filter((each) => each.event === "dial" && each.number === number).length

const until = async (what: string, isSo: () => boolean | Promise<boolean>) => {
  for (let looks = 0; looks < 600; looks++) {
    if (await isSo()) return
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  throw new Error(`${what} does not come`)
}

const ends = async (id: string, from = gateway) => {
  await endsOf(from, new Set([id]))
  return detailOf(id, from)
}

/** The dots of each page. */
const dotsOf = (tiff: Uint8Array) =>
  Effect.gen(function* () {
    const pages = yield* Pages
    const { pages: count } = yield* pages.inspect({ fileName: "fax.tif", bytes: tiff })
    const dots = yield* Effect.forEach(Array.from({ length: count }), (_, i) =>
      pages.dots(tiff, i + 1)
    )
    return dots.map((png) => Buffer.from(png).toString("base64"))
  })
const previewOf = async (file: string) => {
  const tiff = `${file}.tif`
  const { code } = await fax(["preview", file, "--tiff", tiff, "--out", `${file}.png`])
  if (code !== 0) throw new Error(`fax preview ended with ${code}`)
  return readFileSync(tiff)
}
const receivedAt = (number: string) => {
  const file = hylafax.received().findLast((path) => path.endsWith(`-${number}.tif`))
  if (file === undefined) throw new Error(`nothing was received at ${number}`)
  return readFileSync(file)
}

/** Everybody who is called, at once: there is a line for each. */
const numbers = {
  onePage: "13055551100",
  threePages: "13055552100",
  busy: "13055551101",
  noAnswer: "13055551102",
  noDialTone: "13055551103",
  person: "13055551104",
  dropsInPage: "13055551105",
  noisy: "13055551106",
  oldMachine: "13055551107",
  busyOnce: "13055551108",
  goesDead: "13055551109",
  dropsAfterLastPage: "13055551120",
  inbox: "13055553110",
  canceled: "13055553121",
  unplugged: "13055554100"
} as const
const sent = new Map<string, string>()
const idOf = (number: string) => sent.get(number) ?? ""

describe.skipIf(missing !== undefined)("a real call", () => {
  beforeAll(async () => {
    hylafax = await startHylafax({ lines: 9, receiving: true })
    await new Promise<void>((resolve) => webhooks.listen(0, "127.0.0.1", resolve))
    await new Promise<void>((resolve) => mailServer.listen(0, "127.0.0.1", () => resolve()))
    const stopped = () => undefined
    const database = join(home, "real.db")
    const added = await fax(["clients", "add", "test", "--database", database, "--json"])
    const client = {
      clientId: String(at(JSON.parse(added.stdout), "clientId")),
      clientSecret: String(at(JSON.parse(added.stdout), "clientSecret"))
    }
    const { port: smtpPort } = mailServer.server.address() as AddressInfo
    const env = {
      ...settings(),
      FAXINGCENTER_GATEWAY_CALLS: "1",
      FAXINGCENTER_GATEWAY_RECEIVE: `*=${client.clientId}`,
      FAXINGCENTER_GATEWAY_SMTP: `smtp://127.0.0.1:${smtpPort}`,
      FAXINGCENTER_GATEWAY_MAIL_FROM: "fax@example.com",
      FAXINGCENTER_GATEWAY_MAIL_TO: "office@example.com"
    }
    const served = [
      serveGateway(database, { env, client }, stopped),
      serveGateway(twice, { env: settings() }, stopped)
    ] as const
    ;[gateway, gatewayOfTwoCalls] = await Promise.all(served)
    hylafax.onReceived(
      `curl --silent --request POST ${gateway.url}/gateway/v1/line/received >>../hurried.log 2>&1`
    )
    const { port } = webhooks.address() as AddressInfo
    for (const [url, types] of [
      [`http://127.0.0.1:${port}/`, ["message.delivered", "message.failed", "fax.received"]],
      ["mailto:office@example.com", ["fax.received"]]
    ] as const) {
      const { status } = await gateway.call(
        "POST",
        "/gateway/v1/webhooks",
        JSON.stringify({ url, types })
      )
      expect(status).toBe(201)
    }
    const keep = async (number: string, ...more: [file?: string, how?: HowToSend]) => {
      sent.set(number, await sendTo(number, ...more))
    }
    const sends = [
      () => keep(numbers.inbox, threePages),
      () => keep(numbers.busyOnce, onePage, { from: gatewayOfTwoCalls }),
      () => keep(numbers.noDialTone),
      () => keep(numbers.threePages, threePages, { revision: "2014-04-09" }),
      ...[
        numbers.noisy,
        numbers.goesDead,
        numbers.onePage,
        numbers.dropsAfterLastPage,
        numbers.busy,
        numbers.noAnswer,
        numbers.person,
        numbers.dropsInPage,
        numbers.oldMachine
      ].map((number) => () => keep(number))
    ]
    // Two commands at a time, as this machine may have no more processors.
    const next = async (): Promise<void> => {
      const send = sends.shift()
      if (send === undefined) return
      await send()
      await next()
    }
    await Promise.all([next(), next()])
    // A dozen commands, each of a second or two: some twenty times as long where much else is done.
  }, 240_000)
  afterAll(async () => {
    await Promise.all([gateway, gatewayOfTwoCalls].map((each) => each?.stop()))
    webhooks.close()
    await new Promise<void>((resolve) => mailServer.close(() => resolve()))
    await hylafax?.stop()
  }, 60_000)

  for (const [number, file, pages] of [
    [numbers.onePage, onePage, 1],
    [numbers.threePages, threePages, 3]
  ] as const) {
    it(`of ${pages} page(s) brings the dots that the preview showed`, async () => {
      const preview = await previewOf(file)
      const detail = await ends(idOf(number))
      expect(detail).toMatchObject({ state: "delivered", pages, image: { pages } })
      expect(lastAttempt(detail)).toMatchObject({
        outcome: {
          kind: "delivered",
          session: {
            totalPages: pages,
            remoteStation: number,
            speed: 14_400,
            coding: "MMR",
            errorCorrection: true,
            resolution: "fine",
            seconds: expect.any(Number),
            channel: expect.stringMatching(/^ttyFX\d+s\d$/)
          }
        }
      })
      const shown = await fax(["message", idOf(number)], { env: account(gateway) })
      expect(shown.stdout).toMatch(
        new RegExp(`station ${number}, .*14400 bit/s, MMR, ECM, fine, \\d+ s, ttyFX\\d+s\\d`)
      )
      const dots = await Effect.runPromise(
        Effect.all([dotsOf(preview), dotsOf(receivedAt(number))]).pipe(Effect.provide(pagesLayer()))
      )
      expect(dots[1].map((page, i) => page === dots[0][i])).toEqual(dots[0].map(() => true))
      expect(callsTo(number)).toBe(1)
      await until("the webhook", () => announced.has(`message.delivered ${number}`))
      expect(at(announced.get(`message.delivered ${number}`), "data")).toMatchObject({
        pages,
        session: { remoteStation: number, channel: expect.stringMatching(/^ttyFX/) }
      })
      expect(JSON.parse((await statusOf(idOf(number))).stdout)).toMatchObject({
        messages: [{ status: "delivered", pages, attempts: 1 }]
      })
    }, 120_000)
  }

  for (const [what, number, reason] of [
    ["to a number that is engaged", numbers.busy, "busy"],
    ["that nobody answers", numbers.noAnswer, "no_answer"],
    ["that a person answers", numbers.person, "no_fax_tone"],
    ["that breaks off in mid-page", numbers.dropsInPage, "line_dropped"],
    ["over a line too noisy for any speed", numbers.noisy, "negotiation_failed"],
    ["to a machine that goes silent", numbers.goesDead, "unknown_outcome"],
    ["that is dropped after the last page", numbers.dropsAfterLastPage, "unknown_outcome"]
  ] as const) {
    it(`${what} fails with ${reason}`, async () => {
      const detail = await ends(idOf(number))
      expect([at(detail, "state"), at(detail, "reason"), lastAttempt(detail)]).toEqual([
        "failed",
        reason,
        expect.anything()
      ])
      await until("the webhook", () => announced.has(`message.failed ${number}`))
      expect(at(announced.get(`message.failed ${number}`), "data")).toMatchObject({ reason })
      expect(JSON.parse((await statusOf(idOf(number))).stdout)).toMatchObject({
        messages: [{ status: "failed", attempts: 1 }]
      })
      expect(callsTo(number)).toBe(1)
    }, 180_000)
  }

  it("to an old machine is made in its coding", async () => {
    const detail = await ends(idOf(numbers.oldMachine))
    expect(detail).toMatchObject({ state: "delivered", pages: 1 })
    expect(lastAttempt(detail)).toMatchObject({
      outcome: { session: { coding: "MH", speed: 9600 } }
    })
    const dots = await Effect.runPromise(
      Effect.all([dotsOf(await previewOf(onePage)), dotsOf(receivedAt(numbers.oldMachine))]).pipe(
        Effect.provide(pagesLayer())
      )
    )
    expect(dots[1]).toEqual(dots[0])
  }, 120_000)

  it("to the gateway itself is received, announced by webhook and mail, and fetched", async () => {
    expect(await ends(idOf(numbers.inbox))).toMatchObject({ state: "delivered", pages: 3 })
    // The exchange says that this one called.
    await until("the webhook", () => announced.has("fax.received 5550199"))
    await until("the mail", () => mails.length > 0)
    expect(mails.join()).toMatch(/^Subject: Fax from 5550199: 3 page\(s\)\r$/m)

    const command = async (...args: ReadonlyArray<string>) => {
      const { code, stderr, stdout } = await fax(["received", ...args, "--json"], {
        env: account(gateway)
      })
      if (code !== 0) throw new Error(stderr)
      return JSON.parse(stdout)
    }
    const { faxes } = await command("list", "--unread")
    expect(faxes).toMatchObject([
      {
        from: "5550199",
        to: numbers.inbox,
        remoteStation: "+1 305 555 0199",
        pages: 3,
        partial: false,
        speed: 14_400,
        coding: "MMR",
        resolution: "fine",
        channel: expect.stringMatching(/^ttyFX\d+r$/)
      }
    ])
    expect(faxes).toEqual([at(announced.get("fax.received 5550199"), "data")])
    // It is stored, and so it is gone from the line.
    expect(gateway.log()).not.toMatch(/could not be (fetched|removed)/)
    const id = String(at(faxes, 0, "receivedFaxId"))
    const path = join(home, "received.tif")
    await command("get", id, "--out", path)
    const dots = await Effect.runPromise(
      Effect.all([dotsOf(await previewOf(threePages)), dotsOf(readFileSync(path))]).pipe(
        Effect.provide(pagesLayer())
      )
    )
    expect(dots[1].map((page, i) => page === dots[0][i])).toEqual(dots[0].map(() => true))
    expect(await command("read", id)).toMatchObject({ read: true })

    const receipt = join(home, "received.jws")
    await command("receipt", id, "--out", receipt)
    const key = join(home, "gateway.jwk")
    const { json: jwk } = await gateway.call("GET", "/gateway/v1/receipt-key")
    writeFileSync(key, JSON.stringify(jwk))
    const verify = (...more: ReadonlyArray<string>) =>
      fax(["verify", receipt, "--key", key, ...more], { env: account(gateway) })
    const said = await verify("--document", path)
    expect([said.code, said.stderr]).toEqual([0, ""])
    expect(said.stdout).toMatch(
      new RegExp(`^valid: ${id} came in at .*, 3 page\\(s\\)\nfrom 5550199, station`)
    )
    expect(JSON.parse((await verify("--json")).stdout)).toMatchObject({
      valid: true,
      trusted: true,
      receivedFaxId: id,
      line: `${hylafax.host}:${hylafax.port}`,
      pages: 3,
      partial: false
    })
    expect((await verify("--document", threePages)).code).toBe(11)
    expect(await command("list", "--unread")).toEqual({ faxes: [] })
    await command("delete", id)
    expect(await command("list")).toEqual({ faxes: [] })
  }, 180_000)

  it("can be made, says fax doctor", async () => {
    const { code, stdout } = await fax(
      ["doctor", "--hylafax", `${hylafax.host}:${hylafax.port}`, "--json"],
      { env: account(gateway) }
    )
    expect(code).toBe(0)
    expect(at(JSON.parse(stdout), "checks")).toContainEqual({
      name: `hylafax ${hylafax.host}:${hylafax.port}`,
      ok: true,
      found: expect.stringMatching(/^answers: HylaFAX scheduler on .*: Running/)
    })
    const nowhere = await fax(["doctor", "--hylafax", "127.0.0.1:1", "--json"], {
      env: account(gateway)
    })
    expect(nowhere.code).toBe(11)
  }, 60_000)

  it("is ended in the middle when it is canceled", async () => {
    const id = await sendTo(numbers.canceled, threePages)
    await until("the call", () => callsTo(numbers.canceled) === 1)
    expect((await gateway.call("POST", `/gateway/v1/messages/${id}/cancel`)).status).toBe(200)
    const detail = await ends(id)
    expect(detail).toMatchObject({ state: "failed", reason: "canceled" })
    expect(at(lastAttempt(detail), "outcome", "raw", "code")).toBe("E345")
    const events = hylafax.events()
    const call = events.find((each) => each.number === numbers.canceled)?.call
    expect(events.filter((each) => each.call === call).map(({ event }) => event)).toContain(
      "hangup"
    )
  }, 120_000)

  it("is not counted where there was no dial tone, and tried again", async () => {
    const id = idOf(numbers.noDialTone)
    await until("the second try", async () => {
      const attempts = at(await detailOf(id), "attempts")
      return Array.isArray(attempts) && attempts.length >= 2
    })
    const detail = await detailOf(id)
    expect(at(detail, "attempts", 0, "outcome")).toMatchObject({
      kind: "not_dialled",
      raw: { text: expect.stringContaining("No local dialtone") }
    })
    await gateway.call("POST", `/gateway/v1/messages/${id}/cancel`)
    await ends(id)
    expect(callsTo(numbers.noDialTone)).toBe(0)
  }, 120_000)

  it("to a number that is engaged once is made again, and delivered", async () => {
    const id = idOf(numbers.busyOnce)
    await until(
      "the pause",
      async () =>
        at(await detailOf(id, gatewayOfTwoCalls), "attempts", 0, "outcome", "reason") === "busy"
    )
    // Two minutes, less a moment, go by in the database.
    const database = new Sqlite(twice)
    // The gateway writes to it as well.
    database.exec("PRAGMA busy_timeout = 10000")
    database
      .prepare(
        "update messages set state_at = state_at - 150000, wake_at = wake_at - 150000 where id = ?"
      )
      .run(id)
    database.close()
    const detail = await ends(idOf(numbers.busyOnce), gatewayOfTwoCalls)
    expect(detail).toMatchObject({
      state: "delivered",
      attempts: [{ outcome: { reason: "busy" } }, { outcome: { kind: "delivered" } }]
    })
    expect(callsTo(numbers.busyOnce)).toBe(2)
  }, 240_000)

  it("waits while the modems are unplugged, and is counted once when it is made", async () => {
    hylafax.unplug()
    const id = await sendTo(numbers.unplugged)
    await until(
      "the job",
      async () => at(await detailOf(id), "attempts", 0, "remoteId") !== undefined
    )
    await until("faxsend", () => readdirSync(join(hylafax.spool, "status")).length > 0)
    expect(callsTo(numbers.unplugged)).toBe(0)
    hylafax.plugIn()
    expect(await ends(id)).toMatchObject({ state: "delivered", callsMade: 1 })
    expect(callsTo(numbers.unplugged)).toBe(1)
  }, 240_000)

  it("leaves neither jobs nor documents in the spool of HylaFAX", async () => {
    const left = () =>
      ["sendq", "doneq", "docq"].flatMap((queue) =>
        readdirSync(join(hylafax.spool, queue)).filter((name) => name !== "seqf")
      )
    await until("the end of the last", () => left().length === 0).catch(() => undefined)
    expect(left()).toEqual([])
  }, 150_000)
})
