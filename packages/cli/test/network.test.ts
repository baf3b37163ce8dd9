import { execFileSync } from "node:child_process"
import { readFileSync, writeFileSync } from "node:fs"
import { request as ask, createServer, type RequestListener, type Server } from "node:http"
import { createServer as createTlsServer } from "node:https"
import { connect } from "node:net"
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

/** A certificate that signs itself, for these names. */
const certificateFor = (names: string) => {
  const [key, cert] = [join(home, "key.pem"), join(home, "cert.pem")]
  execFileSync(
    "openssl",
    [
      ..."req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=fax".split(
        " "
      ),
      ...["-addext", `subjectAltName=${names}`, "-keyout", key, "-out", cert]
    ],
    { stdio: "ignore" }
  )
  return { path: cert, key: readFileSync(key), cert: readFileSync(cert) }
}

describe("a tunnel through a proxy to TLS", () => {
  it("carries a fax, and is left out where NO_PROXY says so", async () => {
    const { cert, key, path } = certificateFor("DNS:fax.example,IP:192.0.2.1,DNS:localhost")
    const names: Array<string | false | null> = []
    const service = createTlsServer({ key, cert }, (incoming, outgoing) => {
      names.push("servername" in incoming.socket ? String(incoming.socket.servername) : null)
      const { headers, method = "GET", url } = incoming
      incoming.pipe(
        ask(`${env.FAXINGCENTER_BASE_URL}${url}`, { method, headers }, (answer) => {
          outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
          answer.pipe(outgoing)
        })
      )
    })
    const port = await listening(service)
    const tunnels: Array<string> = []
    const proxy = createServer().on("connect", ({ headers, url }, socket) => {
      tunnels.push(`${url} ${headers["proxy-authorization"]}`)
      const target = connect(port, "127.0.0.1", () => {
        socket.write("HTTP/1.1 200 Connection Established\r\n\r\n")
        socket.pipe(target).pipe(socket)
      })
      for (const end of [socket, target])
        end.on("error", () => [socket, target].map((it) => it.destroy()))
    })
    const variables = { HTTPS_PROXY: `http://user:pass@127.0.0.1:${await listening(proxy)}` }
    const document = join(home, "tunnelled.txt")
    writeFileSync(document, "One page\n")
    const send = (baseUrl: string, more: Record<string, string>) =>
      fax(["send", document, "--to", "15005550001", "-q"], {
        env: { ...env, ...variables, FAXINGCENTER_BASE_URL: baseUrl, ...more }
      })
    const basic = `Basic ${Buffer.from("user:pass").toString("base64")}`
    const trusting = { NODE_EXTRA_CA_CERTS: path }

    for (const host of ["fax.example", "192.0.2.1:8443"]) {
      const sent = await send(`https://${host}`, trusting)
      expect([sent.code, sent.stderr]).toEqual([0, ""])
    }
    expect(mock.faxes()).toHaveLength(2)
    expect([...new Set(tunnels)]).toEqual([`fax.example:443 ${basic}`, `192.0.2.1:8443 ${basic}`])
    // An address is no name that TLS could tell.
    expect(new Set(names)).toEqual(new Set(["fax.example", "false"]))
    const before = tunnels.length

    const direct = await send(`https://localhost:${port}`, { ...trusting, NO_PROXY: "localhost" })
    expect([direct.code, mock.faxes().length, tunnels.length]).toEqual([0, 3, before])
    const doctor = await fax(["doctor"], {
      env: { ...env, ...variables, FAXINGCENTER_BASE_URL: "https://fax.example" }
    })
    expect([doctor.code, doctor.stdout]).toEqual([
      11,
      expect.stringContaining("NODE_EXTRA_CA_CERTS")
    ])
    expect(doctor.stdout).toMatch(/proxy +ok +http:\/\/127\.0\.0\.1:\d+\n/)
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
