import { readFileSync, writeFileSync } from "node:fs"
import { createServer } from "node:http"
import { join } from "node:path"
import { beforeAll, describe, expect, it } from "@effect/vitest"
import { createMockServer } from "@faxingcenter/mock-server"
import { afterAll } from "vitest"
import { ended, fax, faxInTerminal, firstLine, home, start } from "./fax.js"
import { at } from "./servedGateway.js"
import { answerOf } from "./shapes.js"

const document = join(home, "order.txt")
const database = join(home, "cli.db")
const env: Record<string, string> = {}
const stops: Array<() => Promise<unknown>> = []

beforeAll(async () => {
  writeFileSync(document, "Forty gloves\n")
  const client = JSON.parse(
    (await fax(["clients", "add", "shop", "--database", database, "--json"])).stdout
  )
  const gateway = start(["serve", "--port", "0", "--database", database], {
    env: {
      FAXINGCENTER_GATEWAY_TRANSPORT: "simulated",
      FAXINGCENTER_GATEWAY_WEBHOOK_NETWORKS: "127.0.0.0/8"
    }
  })
  stops.push(() => ended(gateway, "SIGTERM"))
  env.FAXINGCENTER_BASE_URL = await firstLine(gateway)
  env.FAXINGCENTER_CLIENT_ID = client.clientId
  env.FAXINGCENTER_CLIENT_SECRET = client.clientSecret
})
afterAll(async () => {
  for (const stop of stops) await stop()
})

const json = async (shape: string, args: ReadonlyArray<string>) => {
  const { code, stderr, stdout } = await fax([...args, "--json"], { env })
  return {
    code,
    stderr,
    answer: [0, 1, 11].includes(code ?? -1) ? answerOf(shape, stdout) : undefined
  }
}

/** Sends to a number; the id of the message. */
const send = async (number: string, ...more: ReadonlyArray<string>) => {
  const { answer } = await json("send", ["send", document, "--to", number, "--quiet", ...more])
  return String(at(answer, "messages", 0, "messageId"))
}

/** Sends to a number, and waits until the message is over. */
const over = (number: string) => send(number, "--wait")

describe("a message of a gateway", () => {
  it("is told with its reason, what to do, and every attempt", async () => {
    const id = await over("15005550008")
    const { answer } = await json("message", ["message", id])
    expect(answer).toMatchObject({
      messageId: id,
      status: "failed",
      reason: "invalid_number",
      verdict: { retry: "never" },
      attempts: [expect.objectContaining({ transport: "simulated" })]
    })
    const { stdout } = await fax(["message", id], { env })
    expect(stdout).toMatch(/status +failed\n/)
    expect(stdout).toMatch(/reason +invalid_number: [^.]+\.\s+[^.]+\.\n/)
    expect(stdout).toMatch(/CALLED +ENDED +LINE +OUTCOME/)
    expect(stdout).toContain("simulated")
  })

  it("is listed, the newest first, by state, reason and reference, and found by the beginning of its id", async () => {
    const bad = await over("15005550008")
    const good = await send("15005550001", "--wait", "--reference", "order 4711")
    const { answer } = await json("messages", ["messages"])
    const ids = [0, 1].map((place) => at(answer, "messages", place, "messageId"))
    expect(ids).toEqual([good, bad])
    const idsOf = async (...filter: ReadonlyArray<string>) => {
      const found = await json("messages", ["messages", ...filter])
      const listed = at(found.answer, "messages")
      return Array.isArray(listed) ? listed.map((each) => at(each, "messageId")) : []
    }
    expect(await idsOf("--reference", "order 4711")).toEqual([good])
    expect(await idsOf("--state", "delivered", "--number", "15005550001")).toContain(good)
    expect((await idsOf("--reason", "invalid_number"))[0]).toBe(bad)
    expect(await idsOf("--to", "2014-01-01", "--from", "2013-01-01")).toEqual([])
    const { screen } = await faxInTerminal(["messages", "--limit", "2"], [], { env })
    expect(screen).not.toContain(good)
    const [, short = ""] = /order 4711 +([0-9a-f]{8,31})\r\n/.exec(screen) ?? []
    expect(await json("message", ["message", short])).toMatchObject({
      answer: { messageId: good }
    })
    const several = await json("message", ["message", good.slice(0, 4)])
    expect([several.code, several.stderr]).toEqual([2, expect.stringContaining("more than one")])
    expect(await json("message", ["message", "0000"])).toMatchObject({ code: 4 })
    expect(await json("message", ["message", "nonsense"])).toMatchObject({ code: 2 })
  })

  it("is canceled, sent again and signed for", async () => {
    const id = await send("15005550002")
    const canceled = await json("cancel", ["cancel", id])
    expect(canceled.code).toBe(0)
    const settled = await fax(["resolve", id, "--failed", "busy"], { env })
    expect(settled).toMatchObject({ code: 5 })
    expect(await fax(["resolve", id], { env })).toMatchObject({ code: 2 })
    const failed = await over("15005550008")
    const again = await json("resend", ["resend", failed])
    expect(again.code).toBe(0)
    const delivered = await send("15005550001", "--wait")
    expect(await json("resend", ["resend", delivered])).toMatchObject({ code: 5 })
    const twice = await json("resend", ["resend", delivered, "--may-arrive-twice"])
    expect(twice.code).toBe(0)
    const path = join(home, "receipt.jws")
    await json("receipt", ["receipt", delivered, "--out", path])
    expect(await fax(["verify", path, "--document", document], { env })).toMatchObject({ code: 13 })
    expect(readFileSync(path, "utf8")).toMatch(/^eyJ[\w-]+\.[\w-]+\.[\w-]+\n$/)
    expect((await fax(["receipt", delivered], { env })).stdout).toMatch(/^eyJ[^\n]+\n$/)
  })

  it("is told of as it happens", async () => {
    const events = start(["events", "--json"], { env })
    stops.push(() => ended(events, "SIGTERM"))
    let text = ""
    events.stdout?.setEncoding("utf8").on("data", (piece) => {
      text += piece
    })
    // The stream is open once it tells of anything.
    await expect
      .poll(
        async () => {
          await send("15005550001")
          return text
        },
        { timeout: 40_000 }
      )
      .toContain("message.delivered")
    const [first = ""] = text.split("\n")
    answerOf("events", first)
    const after = String(at(JSON.parse(first), "id"))
    const rest = start(["events", "--after", after], { env })
    expect(await firstLine(rest)).toMatch(
      /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d\d:\d\d {2}15005550001 {2}/
    )
    expect(await ended(rest, "SIGINT")).toBe(130)
  }, 60_000)
})

it("a fax that came in is told of among the events", async () => {
  const data = {
    receivedFaxId: "0".repeat(32),
    from: "018555808797",
    receivedAt: "2026-11-29T12:00:00.000Z",
    pages: 2,
    partial: true,
    read: false
  }
  const event = { type: "fax.received", timestamp: "2026-11-29T12:00:01.000Z", data }
  const server = createServer((request, response) => {
    if (request.url === "/oauth") {
      response.writeHead(200, { "content-type": "application/json", "fax-transport": "hylafax" })
      response.end('{"access_token":"t","expires_in":3600,"token_type":"Bearer"}')
      return
    }
    response.writeHead(200, { "content-type": "text/event-stream" })
    response.write(`id: 1-1\ndata: ${JSON.stringify(event)}\n\n`)
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  const port = typeof address === "object" ? address?.port : undefined
  const there = { ...env, FAXINGCENTER_BASE_URL: `http://127.0.0.1:${port}` }
  const told = start(["events"], { env: there })
  const line = await firstLine(told)
  expect(line).toContain("018555808797")
  expect(line).toMatch(/received {2}2 page\(s\), incomplete {2}0{32}/)
  await ended(told, "SIGINT")
  const asJson = start(["events", "--json"], { env: there })
  expect(JSON.parse(await firstLine(asJson))).toEqual({ id: "1-1", ...event })
  await ended(asJson, "SIGINT")
  server.closeAllConnections()
  server.close()
})

describe("what the commands of the contract tell at a gateway", () => {
  const advice = /invalid_number: [A-Z][^\n]+\. [^\n]+/

  it("is the reason of a failure, and what to do", async () => {
    const sent = await fax(["send", document, "--to", "15005550008", "--wait", "-q"], { env })
    expect([sent.code, sent.stdout]).toEqual([1, expect.stringMatching(advice)])
    const id = sent.stdout.slice(0, 32)
    const { answer } = await json("status", ["status", id])
    expect(at(answer, "messages", 0)).toMatchObject({
      reason: "invalid_number",
      advice: expect.any(String)
    })
    expect((await fax(["status", id], { env })).stdout).toMatch(advice)
    expect((await fax(["watch", id], { env })).stdout).toMatch(advice)
    const { screen } = await faxInTerminal(["search", "--number", "15005550008"], [], {
      env,
      columns: 100
    })
    expect(screen).toMatch(advice)
    const [, short = ""] = / ([0-9a-f]{8,31})\r\n/.exec(screen) ?? []
    const newest = await json("search", ["search", "--number", "15005550008"])
    expect(at(newest.answer, "messages", 0, "sendId")).toMatch(new RegExp(`^${short}`))
    expect((await fax(["status", short], { env })).stdout).toMatch(advice)
  })

  it("is the reference, shown and asked for", async () => {
    await send("15005550001", "--reference", "order 17")
    const { answer } = await json("search", ["search", "--reference", "order 17"])
    expect(at(answer, "messages", 0, "reference")).toBe("order 17")
    const { stdout } = await fax(["search", "--reference", "order 17", "--format", "csv"], { env })
    expect(stdout).toMatch(/,order 17,,\n/)
  })

  it("is the reason in the failures of a broadcast", async () => {
    const csv = join(home, "people.csv")
    writeFileSync(csv, "Fax\n15005550008\n15005550001\n")
    const { code } = await fax(["broadcast", document, "--csv", csv, "--wait", "-q"], { env })
    expect(code).toBe(1)
    expect(readFileSync(join(home, "people.failures.csv"), "utf8")).toMatch(advice)
  })
})

describe("webhooks of a gateway", () => {
  it("are added, tried, listed, replayed and removed", async () => {
    const types: Array<unknown> = []
    const receiver = createServer((request, response) => {
      let body = ""
      request.setEncoding("utf8").on("data", (piece) => {
        body += piece
      })
      request.on("end", () => {
        types.push(at(JSON.parse(body), "type"))
        response.writeHead(204).end()
      })
    })
    await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve))
    stops.push(() => new Promise((resolve) => receiver.close(resolve)))
    const port = at(receiver.address(), "port")
    const added = await json("webhooks add", ["webhooks", "add", `http://127.0.0.1:${port}/`])
    expect(at(added.answer, "secret")).toMatch(/^whsec_/)
    const id = String(at(added.answer, "id"))
    expect(await json("webhooks test", ["webhooks", "test", id])).toMatchObject({
      code: 0,
      answer: { ok: true, status: 204 }
    })
    expect(types).toContain("webhook.test")
    await send("15005550001", "--wait")
    const deliveries = ["webhooks", "list", "--deliveries"]
    const posts = async () => (await json("webhooks list --deliveries", deliveries)).answer
    await expect
      .poll(async () => at(await posts(), "deliveries", 0, "deliveredAt"), { timeout: 10_000 })
      .toEqual(expect.any(String))
    expect((await fax(deliveries, { env })).stdout).toMatch(/delivered \d{4}-/)
    const post = String(at(await posts(), "deliveries", 0, "id"))
    await json("webhooks replay", ["webhooks", "replay", post])
    await expect.poll(() => types.length, { timeout: 10_000 }).toBeGreaterThan(2)
    const listed = await json("webhooks list", ["webhooks", "list"])
    expect(at(listed.answer, "webhooks", 0, "id")).toBe(id)
    expect(await json("webhooks remove", ["webhooks", "remove", id])).toMatchObject({ code: 0 })
    expect(await json("webhooks remove", ["webhooks", "remove", id])).toMatchObject({ code: 4 })
    const refused = await fax(["webhooks", "add", "http://10.0.0.1/"], { env })
    expect(refused.code).toBe(5)
  })
})

describe("what only a gateway knows", () => {
  it("is refused by what is none, in one line", async () => {
    const mock = createMockServer()
    stops.push(() => mock.close())
    const other = { ...env, FAXINGCENTER_BASE_URL: (await mock.listen()).url }
    const demo = { FAXINGCENTER_CLIENT_ID: "demo", FAXINGCENTER_CLIENT_SECRET: "demo" }
    for (const args of [["messages"], ["message", "0123"], ["events"], ["webhooks", "list"]]) {
      const { code, stderr } = await fax(args, { env: { ...other, ...demo } })
      expect([code, stderr]).toEqual([
        5,
        expect.stringMatching(/^fax: .* is not a gateway: [^\n]+\n$/)
      ])
    }
  })
})
