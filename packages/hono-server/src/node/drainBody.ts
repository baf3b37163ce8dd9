import type { IncomingMessage } from "node:http"

/** More is not read of a body that was answered before its end. */
const drainMillis = 500
const maxDrainedBytes = 64 * 1024 * 1024

/**
 * Reads on in a body that was answered before its end, so that its client gets to read the answer and the
 * connection can be used again; one that goes on for too long is cut.
 */
export const drainBody = (request: IncomingMessage): void => {
  if (request.readableEnded || request.destroyed) return
  let size = 0
  const stop = () => {
    clearTimeout(timer)
    request.off("data", onData)
  }
  const cut = () => {
    stop()
    request.socket.destroySoon()
  }
  const onData = (chunk: Uint8Array) => {
    size += chunk.length
    if (size > maxDrainedBytes) cut()
  }
  const timer = setTimeout(cut, drainMillis)
  timer.unref()
  request.on("data", onData)
  request.once("end", stop)
  request.once("error", stop)
  request.resume()
}
