import { existsSync, readFileSync } from "node:fs"
import { createServer, request } from "node:http"
import { join } from "node:path"
import { afterAll, expect, it } from "@effect/vitest"
import { ended, firstLine, home, start } from "./fax.js"
import { at, endsOf, sendFax, serveGateway } from "./servedGateway.js"

/** What was posted to a collector of OpenTelemetry, by path, with the headers of the last post. */
const collect = () =>
  new Promise<{
    readonly url: string
    readonly posts: Map<string, string>
    readonly headers: Map<string, string>
  }>((resolve) => {
    const posts = new Map<string, string>()
    const headers = new Map<string, string>()
    const server = createServer((request, response) => {
      let body = ""
      request.setEncoding("utf8").on("data", (text) => {
        body += text
      })
      request.on("end", () => {
        const path = request.url ?? ""
        posts.set(path, (posts.get(path) ?? "") + body)
        headers.set(path, String(request.headers["x-team"]))
        response.writeHead(200, { "content-type": "application/json" }).end("{}")
      })
    })
    afterAll(() => {
      server.closeAllConnections()
      server.close()
    })
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      const port = typeof address === "object" && address !== null ? address.port : 0
      resolve({ url: `http://127.0.0.1:${port}`, posts, headers })
    })
  })

/** Stands before the service: refuses the first send with all that it was sent, and loses the answer to the second. */
const unkindly = (upstream: string) =>
  new Promise<string>((resolve) => {
    let sends = 0
    const server = createServer((incoming, outgoing) => {
      const { headers, method = "GET", url = "" } = incoming
      const isSend = url.endsWith("/fax/send")
      if (isSend) sends += 1
      if (isSend && sends === 1) {
        const chunks: Array<Buffer> = []
        incoming.on("data", (chunk: Buffer) => chunks.push(chunk))
        incoming.on("end", () => {
          const detail = `Not understood: ${Buffer.concat(chunks).toString()}`
          outgoing.writeHead(406, { "content-type": "application/problem+json" })
          outgoing.end(
            JSON.stringify({ code: 100, title: detail, status: 406, detail, culprit: detail })
          )
        })
        return
      }
      const isLost = isSend && sends === 2
      const asked = request(`${upstream}${url}`, { method, headers }, (answer) => {
        if (isLost) {
          answer.resume()
          outgoing.destroy()
        } else {
          outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
          answer.pipe(outgoing)
        }
      })
      incoming.pipe(asked)
    })
    afterAll(() => {
      server.closeAllConnections()
      server.close()
    })
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      const port = typeof address === "object" && address !== null ? address.port : 0
      resolve(`http://127.0.0.1:${port}`)
    })
  })

it("tells nobody a secret, number, name, reference or document: no trace, log, metric, title or file", async () => {
  const account = { id: "upstream-id", secret: "upstream-secret" }
  const mock = start([
    "mock",
    "--port",
    "0",
    "--client-id",
    account.id,
    "--client-secret",
    account.secret
  ])
  const upstream = await firstLine(mock)
  const collector = await collect()
  const database = join(home, "traced.db")
  const gateway = await serveGateway(database, {
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_HEADERS: "x-team=fax",
      FAXINGCENTER_GATEWAY_TRANSPORT: "faxingcenter",
      FAXINGCENTER_BASE_URL: await unkindly(upstream),
      FAXINGCENTER_CLIENT_ID: account.id,
      FAXINGCENTER_CLIENT_SECRET: account.secret,
      FAXINGCENTER_GATEWAY_DOCUMENT_KEYS: `k1:${Buffer.alloc(32, 7).toString("base64")}`,
      FAXINGCENTER_GATEWAY_WEBHOOK_NETWORKS: "127.0.0.0/8"
    }
  })
  const numbers = ["13862345671", "13862345672", "13862345673"]
  const text = "fax fax fax"
  const data = Buffer.from(text.repeat(10)).toString("base64")
  const sendTo = async (number: string) => {
    const answer = await gateway.call(
      "POST",
      "/api/rest/fax/send",
      JSON.stringify({
        receipients: [{ send_to: number, reference: "patient 4711" }],
        documents: [{ file_name: "biopsy.txt", order: "0", file_data: data }],
        reference: "ward 0815"
      })
    )
    return String(at(answer.json, "result", "result", 0, "reference"))
  }
  const hook = `${collector.url}/hook/secret-path?key=secret-query`
  const subscribed = await gateway.call(
    "POST",
    "/gateway/v1/webhooks",
    JSON.stringify({ url: hook, types: ["message.delivered", "message.failed"] })
  )
  expect(subscribed.status).toBe(201)
  const secret = await gateway.call("GET", "/gateway/v1/webhooks/secret")
  const invalid = await sendFax(gateway, "12ab345678", 100)
  expect(invalid.status).toBe(406)

  const [first = "", second = "", third = ""] = numbers
  const echoed = await sendTo(first)
  expect((await endsOf(gateway, new Set([echoed]))).get(echoed)).toBe("message.failed")
  const lost = await sendTo(second)
  const isTaken = async (id: string) => {
    const { json } = await gateway.call("GET", `/gateway/v1/messages/${id}`)
    return at(json, "attempts", 0, "remoteId") !== undefined
  }
  while (!(await isTaken(lost)));
  const usual = await sendTo(third)
  while (!(await isTaken(usual)));
  const ends = endsOf(gateway, new Set([lost, usual]))
  await fetch(`${upstream}/_mock/clock/run-to-end`, { method: "POST" })
  const told = await ends
  expect([lost, usual].map((id) => told.get(id))).toEqual([
    "message.delivered",
    "message.delivered"
  ])

  // All of it is found again, by its own client.
  const days = "from_date=2020-01-01&to_date=2099-01-01"
  for (const number of numbers) {
    const found = await gateway.call("GET", `/api/rest/fax/search?${days}&fax_number=${number}`)
    expect(at(found.json, "results", 0, "fax_number")).toBe(number)
    expect(at(found.json, "pager", "totalItemCount")).toBe(1)
  }
  for (const reference of ["patient 4711", "ward 0815"]) {
    const query = `reference=${encodeURIComponent(reference)}`
    const { json } = await gateway.call("GET", `/gateway/v1/messages?${query}`)
    expect(at(json, "messages", 2, "messageId")).toBe(echoed)
  }
  const detail = await gateway.call("GET", `/gateway/v1/messages/${echoed}`)
  expect(at(detail.json, "documents", 0, "fileName")).toBe("biopsy.txt")
  expect(at(detail.json, "attempts", 0, "outcome", "raw", "code")).toBe("100")
  const hooks = await gateway.call("GET", "/gateway/v1/webhooks")
  expect(at(hooks.json, "webhooks", 0, "url")).toBe(hook)
  while (!collector.posts.has("/hook/secret-path?key=secret-query")) {
    await gateway.call("GET", "/healthz")
  }

  const metrics = await (await fetch(`${gateway.url}/metrics`)).text()
  const title = readFileSync(`/proc/${gateway.child.pid}/cmdline`, "latin1")
  const written = () =>
    [database, `${database}-wal`]
      .filter(existsSync)
      .map((file) => readFileSync(file, "latin1"))
      .join("")
  const whileRunning = written()
  expect(await gateway.stop()).toBe(0)
  await ended(mock, "SIGTERM")

  const telemetry = ["/v1/logs", "/v1/metrics", "/v1/traces"]
  expect(telemetry.filter((path) => !collector.posts.has(path))).toEqual([])
  expect(collector.headers.get("/v1/traces")).toBe("fax")
  const traces = collector.posts.get("/v1/traces") ?? ""
  for (const name of ["faxingcenter-gateway", "Messages.save", "Search.find"]) {
    expect(traces).toContain(name)
  }
  expect(collector.posts.get("/v1/logs")).toContain("Serving at http://")

  const places = {
    ...Object.fromEntries(telemetry.map((path) => [path, collector.posts.get(path) ?? ""])),
    "the log": gateway.log(),
    "/metrics": metrics,
    "the title": title,
    "the database": whileRunning + written()
  }
  const hidden = {
    ...Object.fromEntries(numbers.map((number) => [number, number.slice(1)])),
    "number that is none": "12ab345678",
    "file name": "biopsy",
    "reference of a message": "patient 4711",
    "reference of a send": "ward 0815",
    "client secret": gateway.clientSecret,
    token: gateway.token,
    "webhook secret": String(at(secret.json, "secret")),
    "path of a webhook": "secret-path",
    "query of a webhook": "secret-query",
    "upstream secret": account.secret,
    "document key": Buffer.alloc(32, 7).toString("base64"),
    document: data.slice(0, 20),
    text
  }
  const leaks = Object.entries(places).flatMap(([place, all]) =>
    Object.entries(hidden)
      .filter(([, canary]) => all.includes(canary))
      .map(([what]) => `${what} in ${place}`)
  )
  expect(leaks).toEqual([])
}, 60_000)
