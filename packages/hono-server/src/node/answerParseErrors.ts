import type { Server, ServerResponse } from "node:http"
import type { Duplex } from "node:stream"
import { answerProblem, rawProblem } from "./problems.js"

const details = {
  400: "The request is not HTTP",
  408: "The request arrived too slowly; nothing was done, and it can be sent again",
  413: "The chunks of the body have too much framing around their data",
  431: "The headers are too large"
} as const

const statusOf = (error: NodeJS.ErrnoException): keyof typeof details => {
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

/**
 * Answers what never becomes a request of the app as every other error is answered: garbage, headers that are
 * too large or too slow, tunnels, expectations. Node itself sends an empty body, or nothing.
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
    const status = statusOf(error)
    socket.end(rawProblem(status, details[status]), () => socket.destroy())
  })
  server.on("connect", (_request, socket) => {
    socket.on("error", () => socket.destroy())
    socket.end(rawProblem(501, "This server does not open tunnels"), () => socket.destroy())
  })
  server.on("checkExpectation", (request, response) => {
    const detail = `Expect ${request.headers.expect} is not supported; only 100-continue is`
    answerProblem(response, 417, detail)
  })
}
