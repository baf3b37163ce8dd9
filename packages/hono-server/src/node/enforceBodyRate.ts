import type { IncomingMessage, Server } from "node:http"
import { bodyRate } from "../body/bodyRate.js"

/**
 * Answers 408 on a connection whose request body comes too slowly or stops, whatever the app does with it: the rate
 * must be kept over each span of so many milliseconds. Node itself limits only the request as a whole.
 */
export const enforceBodyRate = (server: Server, spanMillis: number): void => {
  /** Requests whose body is still coming. */
  const coming = new Map<IncomingMessage, ReturnType<typeof bodyRate>>()
  server.on("request", (request, response) => {
    // It begins within a span: what comes in the rest of that is not judged.
    coming.set(request, bodyRate(spanMillis, undefined))
    response.once("close", () => coming.delete(request))
  })

  const look = () => {
    for (const [request, isTooSlow] of coming) {
      if (request.complete) coming.delete(request)
      // What waits to be read by the app is not the client's delay.
      else if (isTooSlow(request.socket.bytesRead, request.readableLength === 0)) {
        coming.delete(request)
        const error = Object.assign(new Error("The body arrived too slowly"), {
          code: "ERR_HTTP_REQUEST_TIMEOUT"
        })
        server.emit("clientError", error, request.socket)
      }
    }
  }
  const timer = setInterval(look, spanMillis)
  server.once("close", () => clearInterval(timer))
}
