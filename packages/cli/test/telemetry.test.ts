import { createServer } from "node:http"
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

it("sends traces, logs and metrics by OTLP, and no secret, number or document with them", async () => {
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
  const gateway = await serveGateway(join(home, "traced.db"), {
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_HEADERS: "x-team=fax",
      FAXINGCENTER_GATEWAY_TRANSPORT: "faxingcenter",
      FAXINGCENTER_BASE_URL: upstream,
      FAXINGCENTER_CLIENT_ID: account.id,
      FAXINGCENTER_CLIENT_SECRET: account.secret,
      FAXINGCENTER_GATEWAY_DOCUMENT_KEYS: `k1:${Buffer.alloc(32, 7).toString("base64")}`
    }
  })
  const number = "13862345678"
  const { messageId = "" } = await sendFax(gateway, number, 100)
  const invalid = await sendFax(gateway, "12ab345678", 100)
  expect(invalid.status).toBe(406)
  const days = "from_date=2020-01-01&to_date=2099-01-01"
  const found = await gateway.call("GET", `/api/rest/fax/search?${days}&fax_number=${number}`)
  expect([found.status, at(found.json, "pager", "totalItemCount")]).toEqual([200, 1])
  const secret = await gateway.call("GET", "/gateway/v1/webhooks/secret")
  const ends = endsOf(gateway, new Set([messageId]))
  const isTaken = async () => {
    const { json } = await gateway.call("GET", `/gateway/v1/messages/${messageId}`)
    return at(json, "attempts", 0, "remoteId") !== undefined
  }
  while (!(await isTaken()));
  await fetch(`${upstream}/_mock/clock/run-to-end`, { method: "POST" })
  expect((await ends).get(messageId)).toBe("message.delivered")
  expect(await gateway.stop()).toBe(0)
  await ended(mock, "SIGTERM")

  expect([...collector.posts.keys()].sort()).toEqual(["/v1/logs", "/v1/metrics", "/v1/traces"])
  expect([...new Set(collector.headers.values())]).toEqual(["fax"])
  const traces = collector.posts.get("/v1/traces") ?? ""
  for (const name of ["faxingcenter-gateway", "Messages.save", "Search.find"]) {
    expect(traces).toContain(name)
  }
  expect(collector.posts.get("/v1/logs")).toContain("Serving at http://")

  const all = [...collector.posts.values(), gateway.log()].join("\n")
  const hidden = {
    number,
    "number that is none": "12ab345678",
    "client secret": gateway.clientSecret,
    token: gateway.token,
    "webhook secret": String(at(secret.json, "secret")),
    "upstream secret": account.secret,
    "document key": Buffer.alloc(32, 7).toString("base64"),
    document: Buffer.from("fax fax fax").toString("base64").slice(0, 12),
    text: "fax fax fax"
  }
  const told = Object.entries(hidden).filter(([, text]) => all.includes(text))
  expect(told.map(([what]) => what)).toEqual([])
}, 60_000)
