import type { IncomingMessage, Server } from "node:http"

/** Bytes a second, as of the routes: what Apache's `mod_reqtimeout` asks of a body. */
const leastRate = 500

/**
 * Ends a connection whose request body comes too slowly or stops, whatever the app does with it: over
 * each span (milliseconds) the least rate must be kept. Node itself limits only the request as a whole.
 */
export const cutSlowBodies = (server: Server, span: number): void => {
  /** Requests whose body is still coming, with the bytes that their connection had at the last look. */
  const coming = new Map<IncomingMessage, number | undefined>()
  server.on("request", (request, response) => {
    coming.set(request, undefined)
    response.once("close", () => coming.delete(request))
  })

  const look = () => {
    for (const [request, before] of coming) {
      const { bytesRead } = request.socket
      if (request.complete) {
        coming.delete(request)
        continue
      }
      coming.set(request, bytesRead)
      // What waits to be read by the app is not the client's delay.
      const isClients = before !== undefined && request.readableLength === 0
      if (isClients && bytesRead - before < (leastRate * span) / 1000) {
        coming.delete(request)
        const error = Object.assign(new Error("The body came too slowly"), {
          code: "ERR_HTTP_REQUEST_TIMEOUT"
        })
        server.emit("clientError", error, request.socket)
      }
    }
  }
  const timer = setInterval(look, span)
  server.once("close", () => clearInterval(timer))
}
