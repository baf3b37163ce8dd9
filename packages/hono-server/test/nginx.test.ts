import { spawn, spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import http, { type IncomingMessage } from "node:http"
import https, { type RequestOptions } from "node:https"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import { serveNode } from "../src/node/index.js"
import { gatewayConsole } from "./consoleServing.js"
import { form, gateway, idOf, later } from "./gatewayServing.js"

const nginx = "/usr/sbin/nginx"
const isThere = spawnSync(nginx, ["-v"]).status === 0
if (!isThere) console.log("skipped: events behind nginx; Debian's nginx-light is not installed")

const freePort = Effect.async<number>((resume) => {
  const server = createServer().listen(0, "127.0.0.1", () => {
    const address = server.address()
    const port = typeof address === "object" && address !== null ? address.port : 0
    server.close(() => resume(Effect.succeed(port)))
  })
})

/** Debian's nginx, told what it serves at a port; `folder` is for its own files. */
const nginxWith = (site: (port: number, folder: string) => string, scheme = "http") =>
  Effect.gen(function* () {
    const port = yield* freePort
    const folder = yield* Effect.acquireRelease(
      Effect.sync(() => mkdtempSync(`${tmpdir()}/nginx-`)),
      (path) => Effect.sync(() => rmSync(path, { recursive: true }))
    )
    const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
      (kind) => `${kind}_temp_path ${folder}/${kind};`
    )
    writeFileSync(
      `${folder}/nginx.conf`,
      `daemon off; master_process off; pid ${folder}/pid; error_log stderr;
      events {}
      http { access_log off; ${temporary.join(" ")} ${site(port, folder)} }`
    )
    yield* Effect.acquireRelease(
      Effect.sync(() => spawn(nginx, ["-e", "stderr", "-c", `${folder}/nginx.conf`])),
      (child) =>
        Effect.async<void>((resume) => {
          child.once("exit", () => resume(Effect.void))
          child.kill("SIGKILL")
        })
    )
    const url = `${scheme}://127.0.0.1:${port}`
    yield* Effect.tryPromise(() => asked(url)).pipe(
      Effect.retry({ times: 500, schedule: Schedule.spaced("10 millis") })
    )
    return url
  })

/** The same before a server, with nothing set but where that is; or with these locations. */
const behindNginx = (upstream: string, locations = `location / { proxy_pass ${upstream}; }`) =>
  nginxWith((port) => `server { listen 127.0.0.1:${port}; ${locations} }`)

/** The file that operators are given, as it is but for its ports and its certificate. */
const behindDeployed = (upstream: string) =>
  nginxWith((port, folder) => {
    const made = spawnSync("openssl", [
      ..."req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1".split(" "),
      ...["-subj", "/CN=fax.example.com", "-keyout", `${folder}/site.key`],
      ...["-out", `${folder}/site.pem`]
    ])
    assert.strictEqual(made.status, 0, String(made.stderr))
    const file = readFileSync(new URL("../../../deploy/nginx.conf", import.meta.url), "utf8")
    const adapted: ReadonlyArray<readonly [from: string, to: string]> = [
      ["server 127.0.0.1:8030;", `server ${new URL(upstream).host};`],
      ["listen 443 ssl;", `listen 127.0.0.1:${port} ssl;`],
      ["/etc/ssl/fax.example.com.pem", `${folder}/site.pem`],
      ["/etc/ssl/fax.example.com.key", `${folder}/site.key`]
    ]
    return adapted.reduce((text, [from, to]) => {
      assert.include(text, from)
      return text.replace(from, to)
    }, file)
  }, "https")

/** An answer, whose body is yet to come, also of a server that only it itself vouches for. */
const asked = (
  url: string,
  { headers = {}, signal }: Pick<RequestOptions, "headers" | "signal"> = {}
) =>
  new Promise<IncomingMessage>((resolve, reject) => {
    const agent = url.startsWith("https:") ? https : http
    // The path as it is: a URL would tidy it.
    const { hostname, port, origin } = new URL(url)
    agent
      .get(
        {
          hostname,
          port,
          path: url.slice(origin.length) || "/",
          headers: { host: "fax.example.com", ...headers },
          rejectUnauthorized: false,
          ...(signal === undefined ? {} : { signal })
        },
        resolve
      )
      .once("error", reject)
  })

/** Reads a body until this is in it: were that held back, it would wait for the end of a stream that has none. */
const readUntil = async (body: AsyncIterable<Buffer>, wanted: string) => {
  let read = ""
  for await (const chunk of body) {
    read += String(chunk)
    if (read.includes(wanted)) return read
  }
  return read
}

for (const [name, behind] of [
  ["Debian's nginx as it is", (upstream: string) => behindNginx(upstream)],
  ["deploy/nginx.conf", behindDeployed]
] as const) {
  it.scopedLive.skipIf(!isThere)(`events come at once through ${name}`, () =>
    Effect.gen(function* () {
      const { app, call, token } = yield* gateway
      const { url } = yield* serveNode(app)
      const proxy = yield* behind(url)
      const sent = yield* call(
        "POST",
        "/gateway/v1/faxes",
        form({ to: "13862345678", sendAt: later() })
      )
      const stop = new AbortController()
      const headers = { authorization: `Bearer ${token}` }
      const response = yield* Effect.promise(() =>
        asked(`${proxy}/gateway/v1/events`, { headers, signal: stop.signal })
      )
      yield* Effect.addFinalizer(() => Effect.sync(() => stop.abort()))
      yield* call("POST", `/gateway/v1/messages/${idOf(sent)}/cancel`)
      const text = yield* Effect.promise(() => readUntil(response, "message.failed"))
      assert.include(text, `"reason":"canceled"`)
    })
  )
}

it.scopedLive.skipIf(!isThere)("deploy/nginx.conf leads to no console and to no metrics", () =>
  Effect.gen(function* () {
    const { app, token } = yield* gateway
    const { app: pages } = yield* gatewayConsole
    const api = yield* serveNode(app)
    // As `fax serve --console` has it: at another port, of which the file says nothing.
    const seen = yield* serveNode(pages)
    const proxy = yield* behindDeployed(api.url)
    const get = (url: string, headers: RequestOptions["headers"] = {}) =>
      Effect.promise(async () => {
        const answer = await asked(url, { headers })
        return { status: answer.statusCode, text: String(Buffer.concat(await answer.toArray())) }
      })
    const host = { host: "localhost" }
    assert.include((yield* get(`${seen.url}/console/queue`, host)).text, "Sign in")
    assert.strictEqual((yield* get(`${proxy}/readyz`)).status, 200)
    for (const path of [
      ...["/console", "/console/queue", "/CONSOLE/queue", "//console/queue", "/%63onsole/queue"],
      ...["/x/../console/queue", "/console/assets/site.css", "/console/events"]
    ]) {
      const { status, text } = yield* get(`${proxy}${path}`)
      assert.strictEqual(status, 404, path)
      assert.notInclude(text, "Sign in", path)
    }
    const withKey = { authorization: `Bearer ${token}` }
    for (const path of ["/metrics", "//metrics", "/%6detrics", "/metrics?x=1", "/./metrics"]) {
      const { status, text } = yield* get(`${proxy}${path}`, withKey)
      assert.strictEqual(status, 404, path)
      assert.notInclude(text, "fax_", path)
    }
    // The gateway itself has them, and asks for a key.
    assert.strictEqual((yield* get(`${api.url}/metrics`, withKey)).status, 401)
  })
)

/** Addresses of a page and of what it goes on to. */
const addressesIn = (html: string, attributes = "href|src|action|data-events") =>
  [...html.matchAll(new RegExp(` (?:${attributes})="(/[^"]*)"`, "g"))].map(([, path]) => path ?? "")

it.scopedLive.skipIf(!isThere)("a gateway and its console are under a path of nginx's", () =>
  Effect.gen(function* () {
    const { app } = yield* gateway
    const { app: pages, operator } = yield* gatewayConsole
    const proxied = { basePath: "/fax", trustedProxies: ["127.0.0.0/8"] }
    const api = yield* serveNode(app, proxied)
    const seen = yield* serveNode(pages, proxied)
    // The path is left in what is passed on, taken off, and taken off with a word of which it was.
    const proxy = yield* behindNginx(
      api.url,
      `location /fax/ { proxy_pass ${api.url}; proxy_set_header Host $http_host; }
       location /fax/console { proxy_pass ${seen.url}; proxy_set_header Host $http_host; }
       location /off/fax/ { proxy_pass ${api.url}/; }
       location /other/ { proxy_pass ${seen.url}/; proxy_set_header Host $http_host; proxy_set_header X-Forwarded-Prefix /other/; }`
    )
    const get = (path: string) =>
      Effect.promise(() => fetch(`${proxy}${path}`, { redirect: "manual" }))
    for (const path of ["/fax/readyz", "/off/fax/readyz"]) {
      assert.strictEqual((yield* get(path)).status, 200, path)
    }
    for (const prefix of ["/fax", "/other"]) {
      const first = yield* get(`${prefix}/console/queue`)
      const html = yield* Effect.promise(() => first.text())
      assert.include(html, "Sign in", prefix)
      const addresses = addressesIn(html)
      assert.isAbove(addresses.length, 3)
      for (const address of addresses) assert.match(address, new RegExp(`^${prefix}/`))
      for (const address of addressesIn(html, "href|src")) {
        assert.notStrictEqual((yield* get(address)).status, 404, address)
      }
      assert.strictEqual(
        (yield* get(`${prefix}/console`)).headers.get("location"),
        `${prefix}/console/queue`
      )
    }
    // The browser keeps the session under the path, and finds its way on.
    const { key } = yield* operator("ada", "viewer")
    const signedIn = yield* Effect.promise(() =>
      fetch(`${proxy}/fax/console/sign-in`, {
        method: "POST",
        redirect: "manual",
        headers: { origin: proxy },
        body: new URLSearchParams({ key })
      })
    )
    const cookie = signedIn.headers.get("set-cookie") ?? ""
    assert.strictEqual(signedIn.headers.get("location"), "/fax/console/queue")
    assert.include(cookie, "; Path=/fax/console;")
    const queue = yield* Effect.promise(() =>
      fetch(`${proxy}/fax/console/queue`, { headers: { cookie: cookie.split(";")[0] ?? "" } })
    )
    const links = addressesIn(yield* Effect.promise(() => queue.text()))
    assert.include(links, "/fax/console/messages")
    assert.include(links, "/fax/console/events")
    assert.isTrue(
      links.every((link) => link.startsWith("/fax/console/")),
      links.join()
    )
    // Nobody but a proxy is believed.
    const stranger = yield* serveNode(pages, { trustedProxies: ["10.0.0.0/8"] })
    const plain = yield* Effect.promise(() =>
      fetch(`${stranger.url}/console/queue`, { headers: { "x-forwarded-prefix": "/evil" } })
    )
    assert.notInclude(yield* Effect.promise(() => plain.text()), "/evil")
  })
)
