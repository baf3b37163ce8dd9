// Eight documents of 50 MB at once: how fast they are taken in, and in how much memory, against
// Node's bare HTTP server with the bare scanner.
import { fork } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { request } from "node:http"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { build } from "esbuild"

const megabyte = 1_000_000
const documentBytes = 50 * megabyte
const atOnce = 8
const rounds = 7

/** A multiple of four characters, so that repeats of it are base64 too. */
const piece = Buffer.alloc(256 * 1024, "JVBERi0xLjQKJeLjz9MKMSAwIG9iago8PC9UeXBl")
const head = Buffer.from(
  '{"receipients":[{"send_to":"018555808797"}],"documents":[{"file_name":"a.pdf","order":"0","file_data":"'
)
const tail = Buffer.from('"}]}')
const pieces = Math.ceil((documentBytes * 4) / 3 / piece.length)
const bodyBytes = head.length + pieces * piece.length + tail.length

const post = (port: number) =>
  new Promise<void>((resolve, reject) => {
    const sending = request(
      {
        port,
        method: "POST",
        path: "/api/rest/fax/send",
        headers: {
          authorization: "Bearer bench",
          "content-type": "application/json",
          "content-length": bodyBytes
        }
      },
      (response) => {
        response.resume()
        response.on("end", () =>
          response.statusCode === 201 ? resolve() : reject(new Error(`${response.statusCode}`))
        )
      }
    )
    sending.on("error", reject)
    sending.write(head)
    let sent = 0
    const more = () => {
      while (sent < pieces) {
        sent += 1
        if (!sending.write(piece)) return
      }
      sending.end(tail)
    }
    sending.on("drain", more)
    more()
  })

/** Bundled, as `fax serve` is: what runs TypeScript takes more memory than what is measured. */
const bundle = join(mkdtempSync(join(tmpdir(), "fax-bench-")), "server.mjs")
await build({
  entryPoints: [fileURLToPath(new URL("largeBodyServer.ts", import.meta.url))],
  bundle: true,
  platform: "node",
  format: "esm",
  outfile: bundle,
  banner: {
    js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url)'
  }
})

const start = async (kind: "bare" | "routes") => {
  const server = fork(bundle, [kind], { execArgv: [] })
  const [{ port }] = await once(server, "message")
  const rates: Array<number> = []
  return {
    kind,
    rates,
    round: async () => {
      const began = performance.now()
      await Promise.all(Array.from({ length: atOnce }, () => post(port)))
      rates.push((atOnce * bodyBytes) / megabyte / ((performance.now() - began) / 1000))
    },
    stop: async () => {
      server.send("usage")
      const [{ maxRss, usedMillis }] = await once(server, "message")
      server.disconnect()
      return {
        memory: Number(maxRss) / megabyte,
        /** Milliseconds of the processor, a megabyte of body. */
        cost: (Number(usedMillis) * megabyte) / (rates.length * atOnce * bodyBytes)
      }
    }
  }
}

// In turns, so that whatever else the machine does falls on both.
const servers = [await start("bare"), await start("routes")]
for (let round = 0; round < rounds; round++) for (const server of servers) await server.round()

const median = (values: ReadonlyArray<number>) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

for (const { kind, rates, stop } of servers) {
  const { memory, cost } = await stop()
  console.log(
    `${kind.padEnd(6)} ${median(rates).toFixed(0).padStart(5)} MB/s of body, ${cost.toFixed(2)} ms of the processor a MB, at most ${memory.toFixed(0)} MB of memory${kind === "routes" ? " (under 200)" : ""}`
  )
}
const [bare, routes] = servers
const ratios = (routes?.rates ?? []).map((rate, round) => rate / (bare?.rates[round] ?? 1))
console.log(
  `routes to bare: ${median(ratios).toFixed(2)}, ${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)} (at least 0.8)`
)
rmSync(dirname(bundle), { recursive: true })
