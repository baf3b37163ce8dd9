import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { request } from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { performance } from "node:perf_hooks"
import { Readable } from "node:stream"
import { fileURLToPath } from "node:url"
import { JSONParser } from "@streamparser/json"
import * as Either from "effect/Either"
import * as Stream from "effect/Stream"
import { build } from "esbuild"
import { parser } from "stream-json"
import { SendBodyScanner } from "../../../packages/core/src/wire/SendBodyScanner.js"

/** The documents of a send are 50 MB of bytes that no compiler can guess, cut as sockets cut them. */
const megabytes = 50
const chunkSize = 64 * 1024
const data = Buffer.alloc(megabytes * 1_000_000)
for (let i = 0; i < data.length; i++) data[i] = (i * 7919) >> 3
const body = Buffer.from(
  JSON.stringify({
    receipients: [{ send_to: "018555808797" }],
    documents: [{ file_name: "a.pdf", file_data: data.toString("base64"), order: "0" }]
  })
)
const chunks = Array.from({ length: Math.ceil(body.length / chunkSize) }, (_, i) =>
  body.subarray(i * chunkSize, (i + 1) * chunkSize)
)

/** Every way gives the number of bytes it decoded. */
const ways: { readonly [name: string]: () => number | Promise<number> } = {
  "this scanner": () => {
    let size = 0
    const scanner = new SendBodyScanner({
      onData: (_, bytes) => {
        size += bytes.length
      }
    })
    for (const chunk of chunks) scanner.push(chunk)
    Either.getOrThrow(scanner.end(() => ({ content: Stream.empty })))
    return size
  },
  "JSON.parse of the whole": () => {
    const whole = JSON.parse(Buffer.concat(chunks).toString())
    return Buffer.from(whole.documents[0].file_data, "base64").length
  },
  "@streamparser/json": () => {
    let size = 0
    const json = new JSONParser({ paths: ["$.documents.*.file_data"], stringBufferSize: chunkSize })
    json.onValue = ({ value }) => {
      size += Buffer.from(String(value), "base64").length
    }
    for (const chunk of chunks) json.write(chunk)
    return size
  },
  "stream-json": async () => {
    let size = 0
    let held = ""
    const tokens = Readable.from(chunks).pipe(parser.asStream({ packValues: false }))
    for await (const { name, value } of tokens) {
      if (name !== "stringChunk") continue
      held += value
      const whole = held.length - (held.length % 4)
      if (whole > 1000) size += Buffer.from(held.slice(0, whole), "base64").length
      held = whole > 1000 ? held.slice(whole) : held
    }
    return size
  }
}

const median = (values: ReadonlyArray<number>) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

console.log(
  `One body with a document of ${megabytes} MB, ${chunkSize / 1024} KB at a time (median of 5)`
)
let ours = Number.NaN
for (const [name, read] of Object.entries(ways)) {
  const rates: Array<number> = []
  for (let round = 0; round < 6; round++) {
    globalThis.gc?.()
    const start = performance.now()
    const size = await read()
    const rate = body.length / (performance.now() - start) / 1000
    if (size < data.length) throw new Error(`${name} decoded ${size} bytes`)
    if (round > 0) rates.push(rate)
  }
  const rate = median(rates)
  if (name === "this scanner") ours = rate
  console.log(
    `${name.padEnd(26)} ${rate.toFixed(0).padStart(5)} MB/s  ${(ours / rate).toFixed(2)}x`
  )
}

const uploads = 8
const upload = async (port: number) => {
  const sent = request({ port, method: "POST", headers: { "content-length": body.length } })
  Readable.from(chunks).pipe(sent)
  const [answer] = await once(sent, "response")
  answer.resume()
  await once(answer, "end")
}
const memoryOf = async (port: number) => {
  const [answer] = await once(request({ port }).end(), "response")
  const [text] = await once(answer, "data")
  return Number(text)
}
/** Bundled, as a product is: the loader that runs this file would have a hundred megabytes of its own. */
const folder = mkdtempSync(join(tmpdir(), "send-body-"))
const bundle = join(folder, "server.mjs")
await build({
  entryPoints: [fileURLToPath(new URL("./programs/sendBodyServer.ts", import.meta.url))],
  outfile: bundle,
  bundle: true,
  platform: "node",
  format: "esm"
})

console.log(
  `\nA bare node:http server, ${uploads} such bodies at once (median of 3; its process alone)`
)
for (const way of ["count", "scan", "parse"]) {
  const server = spawn(process.execPath, [bundle, way], { stdio: ["ignore", "pipe", "inherit"] })
  const [line] = await once(server.stdout, "data")
  const port = Number(line)
  const idle = await memoryOf(port)
  const rates: Array<number> = []
  for (let round = 0; round < 3; round++) {
    const start = performance.now()
    await Promise.all(Array.from({ length: uploads }, () => upload(port)))
    rates.push((uploads * body.length) / (performance.now() - start) / 1000)
  }
  const memory = await memoryOf(port)
  server.kill()
  console.log(
    `${way.padEnd(26)} ${median(rates).toFixed(0).padStart(5)} MB/s  peak ${memory.toFixed(0)} MB (${idle.toFixed(0)} before)`
  )
}
rmSync(folder, { recursive: true })
