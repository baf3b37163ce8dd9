import type { IncomingMessage, Server, ServerResponse } from "node:http"
import type { Socket } from "node:net"
import { bodyRate } from "../body/bodyRate.js"
import { afterReading } from "../request/turns.js"

/** The request that began last on a connection: the bodies of those before it are whole. */
interface Latest {
  request: IncomingMessage | undefined
  response: ServerResponse | undefined
  /** From when it was first looked at. */
  isTooSlow: ReturnType<typeof bodyRate> | undefined
}

/**
 * Answers 408 on a connection whose request body comes too slowly or stops, whatever the app does with it: the rate
 * must be kept over each span of so many milliseconds. Node itself limits only the request as a whole.
 */
export const enforceBodyRate = (server: Server, spanMillis: number): void => {
  /** Of each connection that is open, not of each request: a map that changes so often keeps what it held (see `Deadline`). */
  const latest = new Map<Socket, Latest>()
  server.on("connection", (socket) => {
    latest.set(socket, { request: undefined, response: undefined, isTooSlow: undefined })
    socket.once("close", () => latest.delete(socket))
  })
  server.on("request", (request, response) => {
    const known = latest.get(request.socket)
    if (known === undefined) return
    known.request = request
    known.response = response
    known.isTooSlow = undefined
  })

  const look = () => {
    for (const [socket, known] of latest) {
      const { request, response } = known
      if (request === undefined) continue
      if (request.complete || response?.destroyed === true) {
        known.request = undefined
        known.response = undefined
        continue
      }
      // It begins within a span: what comes in the rest of that is not judged.
      known.isTooSlow ??= bodyRate(spanMillis, undefined)
      // What waits to be read by the app, or for its turn, is not the client's delay.
      const isClients = request.readableLength === 0 && !request.isPaused()
      if (known.isTooSlow(socket.bytesRead, isClients)) {
        known.request = undefined
        const error = Object.assign(new Error("The body arrived too slowly"), {
          code: "ERR_HTTP_REQUEST_TIMEOUT"
        })
        server.emit("clientError", error, socket)
      }
    }
  }
  const timer = setInterval(() => afterReading(look), spanMillis)
  server.once("close", () => clearInterval(timer))
}
