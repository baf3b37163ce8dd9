import { spawn, spawnSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
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

/** Debian's nginx before a server, with nothing set but where that is; or with these locations. */
const behindNginx = (upstream: string, locations = `location / { proxy_pass ${upstream}; }`) =>
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
      http { access_log off; ${temporary.join(" ")}
        server { listen 127.0.0.1:${port}; ${locations} } }`
    )
    yield* Effect.acquireRelease(
      Effect.sync(() => spawn(nginx, ["-e", "stderr", "-c", `${folder}/nginx.conf`])),
      (child) =>
        Effect.async<void>((resume) => {
          child.once("exit", () => resume(Effect.void))
          child.kill("SIGKILL")
        })
    )
    const url = `http://127.0.0.1:${port}`
    yield* Effect.tryPromise(() => fetch(url)).pipe(
      Effect.retry({ times: 500, schedule: Schedule.spaced("10 millis") })
    )
    return url
  })

it.scopedLive.skipIf(!isThere)("events come at once through Debian's nginx as it is", () =>
  Effect.gen(function* () {
    const { app, call, token } = yield* gateway
    const { url } = yield* serveNode(app)
    const proxy = yield* behindNginx(url)
    const sent = yield* call(
      "POST",
      "/gateway/v1/faxes",
      form({ to: "13862345678", sendAt: later() })
    )
    const stop = new AbortController()
    const response = yield* Effect.promise(() =>
      fetch(`${proxy}/gateway/v1/events`, {
        headers: { authorization: `Bearer ${token}` },
        signal: stop.signal
      })
    )
    yield* Effect.addFinalizer(() => Effect.sync(() => stop.abort()))
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    yield* call("POST", `/gateway/v1/messages/${idOf(sent)}/cancel`)
    // Were it held back, this would wait for the end of a stream that has none.
    const text = yield* Effect.promise(async () => {
      let read = ""
      while (!read.includes("message.failed")) read += (await reader?.read())?.value ?? ""
      return read
    })
    assert.include(text, `"reason":"canceled"`)
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
