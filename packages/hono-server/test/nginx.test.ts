import { spawn, spawnSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import { serveNode } from "../src/node/index.js"
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

/** Debian's nginx before a server, with nothing set but where that is. */
const behindNginx = (upstream: string) =>
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
        server { listen 127.0.0.1:${port}; location / { proxy_pass ${upstream}; } } }`
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
    yield* Effect.tryPromise(() => fetch(`${url}/healthz`)).pipe(
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
