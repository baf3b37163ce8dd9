import type { IncomingHttpHeaders, Server } from "node:http"
import { smallBody } from "../body/readBody.js"
import { drainBody } from "./drainBody.js"

/** Whether its body may go on for long, whoever reads it. */
const isLong = (headers: IncomingHttpHeaders) =>
  "transfer-encoding" in headers || Number(headers["content-length"]) > smallBody

/**
 * An answer that comes before the end of its request's body (413, for one) would be lost to a client that
 * asked for the connection to be closed (nginx calls its remedy `lingering_close`): Node closes it at once, and what the client still sends breaks
 * the connection before it has read. Such a connection is left to the client, and to the bounds of the
 * listener, which reads on for half a second and 64 MB at most.
 */
export const lingeringClose = (server: Server): void => {
  server.prependListener("request", (request, response) => {
    const { headers, httpVersion } = request
    const hasBody = "content-length" in headers || "transfer-encoding" in headers
    if (!hasBody) return
    if (isLong(headers)) {
      response.prependOnceListener("finish", () => {
        if (!request.complete) drainBody(request)
      })
    }
    if (response.shouldKeepAlive || httpVersion !== "1.1") return
    Object.defineProperty(response, "shouldKeepAlive", { get: () => !request.complete })
  })
}
