import { writeFileSync } from "node:fs"
import { request as ask, createServer, type RequestListener, type Server } from "node:http"
import { join } from "node:path"
import { describe, expect, it } from "@effect/vitest"
import { onTestFinished } from "vitest"
import { fax, home } from "./fax.js"
import { mockService } from "./mockService.js"
import { answerOf } from "./shapes.js"

const { env, mock } = mockService()

const errorIn = (stderr: string) => {
  const line = stderr.trimEnd().split("\n").at(-1) ?? ""
  answerOf("an error", line)
  return JSON.parse(line).error
}

const listening = async (server: Server) => {
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  return typeof address === "object" && address !== null ? address.port : 0
}

describe("a proxy", () => {
  it("is gone through where the variables name one, and doctor names it", async () => {
    const seen: Array<string> = []
    const proxy = createServer((incoming, outgoing) => {
      const url = new URL(incoming.url ?? "")
      seen.push(`${incoming.headers["proxy-authorization"]} ${url.origin}${url.pathname}`)
      const target = `${env.FAXINGCENTER_BASE_URL}${url.pathname}${url.search}`
      const { method = "GET", headers } = incoming
      incoming.pipe(
        ask(target, { method, headers }, (answer) => {
          outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
          answer.pipe(outgoing)
        })
      )
    })
    const port = await listening(proxy)
    const through = {
      ...env,
      FAXINGCENTER_BASE_URL: "http://fax.example",
      HTTP_PROXY: `http://user:pass@127.0.0.1:${port}`
    }
    const document = join(home, "proxied.txt")
    writeFileSync(document, "One page\n")
    const sent = await fax(["send", document, "--to", "15005550001", "-q"], { env: through })
    expect([sent.code, mock.faxes().length]).toEqual([0, 1])
    const basic = `Basic ${Buffer.from("user:pass").toString("base64")}`
    expect(seen).toEqual([
      `${basic} http://fax.example/oauth`,
      `${basic} http://fax.example/api/rest/fax/send`
    ])
    const doctor = await fax(["doctor"], { env: through })
    expect(doctor.stdout).toMatch(new RegExp(`proxy +ok +http://127\\.0\\.0\\.1:${port}\\n`))
    expect(doctor.stdout).not.toContain("pass")
    const exempt = { ...through, NO_PROXY: "example" }
    expect((await fax(["doctor"], { env: exempt })).stdout).toMatch(/proxy +ok +none/)
  })
})

/** A service that says no before it has read the documents. */
const refusing = async (status: number, title: string) => {
  const answer: RequestListener = (request, response) => {
    const isToken = request.url === "/oauth"
    response.writeHead(isToken ? 200 : status, {
      "content-type": isToken ? "application/json" : "application/problem+json",
      connection: "keep-alive"
    })
    response.end(
      JSON.stringify(
        isToken
          ? { access_token: "t", expires_in: 3600, token_type: "Bearer" }
          : { title, status, detail: title, type: "about:blank" }
      )
    )
  }
  return `http://127.0.0.1:${await listening(createServer(answer))}`
}

describe("a refusal that comes before the documents have left", () => {
  it.each([
    [413, "Content Too Large", 5, "TooLarge"],
    [402, "Payment Required", 9, "InsufficientFunds"]
  ])("is told as it is: %i", async (status, title, exitCode, kind) => {
    const large = join(home, "large.txt")
    writeFileSync(large, Buffer.alloc(40_000_000, "fax\n"))
    const { code, stderr } = await fax(["send", large, "--to", "15005550001", "--json"], {
      env: { ...env, FAXINGCENTER_BASE_URL: await refusing(status, title) }
    })
    expect([code, errorIn(stderr).kind]).toEqual([exitCode, kind])
  })
})
