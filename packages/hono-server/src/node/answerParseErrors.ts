import { type Server, type ServerResponse, STATUS_CODES } from "node:http"
import type { Duplex } from "node:stream"
import { problemAnswer } from "@faxingcenter/core/wire"

const details: Readonly<Record<number, string>> = {
  400: "The request is not HTTP",
  408: "The request came too slowly; nothing was done, and it may be sent again",
  413: "The chunks of the body carry too much beside their data",
  431: "The headers are too large"
}

const statusOf = (error: NodeJS.ErrnoException): number => {
  switch (error.code) {
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return 408
    case "HPE_CHUNK_EXTENSIONS_OVERFLOW":
      return 413
    case "HPE_HEADER_OVERFLOW":
      return 431
    default:
      return 400
  }
}

const rawAnswer = (status: number): string => {
  const title = STATUS_CODES[status] ?? ""
  const body = JSON.stringify(problemAnswer(status, title, details[status] ?? title).body)
  return [
    `HTTP/1.1 ${status} ${title}`,
    "content-type: application/problem+json",
    `content-length: ${Buffer.byteLength(body)}`,
    "connection: close",
    "",
    body
  ].join("\r\n")
}

/**
 * Answers what never becomes a request (garbage, headers that are too large or too slow) as every
 * other error is answered; without this, Node sends an empty body.
 */
export const answerParseErrors = (server: Server): void => {
  const latest = new WeakMap<Duplex, ServerResponse>()
  server.on("request", (request, response) => latest.set(request.socket, response))
  server.on("clientError", (error, socket) => {
    const response = latest.get(socket)
    const isMidAnswer = response?.headersSent === true && !response.writableFinished
    if (!socket.writable || isMidAnswer) {
      socket.destroy()
      return
    }
    socket.end(rawAnswer(statusOf(error)), () => socket.destroy())
  })
}
