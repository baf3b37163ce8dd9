import { createServer } from "node:http"
import * as Either from "effect/Either"
import * as Stream from "effect/Stream"
import { SendBodyScanner } from "../../../../packages/core/src/wire/SendBodyScanner.js"

/**
 * A bare server that does one thing with each body, named by its first argument: `count` reads it,
 * `scan` scans it, `parse` holds it and parses the whole. `GET` answers the peak of its memory, in MB.
 */
const way = process.argv[2]

const server = createServer((request, response) => {
  if (request.method === "GET") {
    response.end(String(process.resourceUsage().maxRSS / 1024))
    return
  }
  let size = 0
  const chunks: Array<Uint8Array> = []
  const scanner = new SendBodyScanner({
    onData: (_, bytes) => {
      size += bytes.length
    }
  })
  request.on("data", (chunk: Uint8Array) => {
    if (way === "scan") scanner.push(chunk)
    else if (way === "parse") chunks.push(chunk)
    else size += chunk.length
  })
  request.on("end", () => {
    if (way === "scan") Either.getOrThrow(scanner.end(() => ({ content: Stream.empty })))
    if (way === "parse") {
      const body = JSON.parse(Buffer.concat(chunks).toString())
      size = Buffer.from(body.documents[0].file_data, "base64").length
    }
    response.end(String(size))
  })
})
server.listen(0, "127.0.0.1", () => {
  const address = server.address()
  console.log(typeof address === "object" && address !== null ? address.port : address)
})
