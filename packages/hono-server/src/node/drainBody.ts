import type { IncomingMessage } from "node:http"
import { lastTurns } from "../request/turns.js"

/** More is not read of a body that was answered before its end. */
const drainMillis = 500
const maxDrainedBytes = 64 * 1024 * 1024

const draining = new WeakSet<IncomingMessage>()

/**
 * Reads on in a body that was answered before its end, so that its client gets to read the answer and the
 * connection can be used again; one that goes on for too long is cut.
 */
export const drainBody = (request: IncomingMessage): void => {
  if (request.readableEnded || request.destroyed || draining.has(request)) return
  draining.add(request)
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
    if (size > maxDrainedBytes) return cut()
    // Whoever has not been answered yet comes first.
    request.pause()
    lastTurns.later({ bytes: chunk.length, run: () => request.resume() })
  }
  const timer = setTimeout(cut, drainMillis)
  timer.unref()
  request.on("data", onData)
  request.once("end", stop)
  request.once("error", stop)
  request.resume()
  // Node takes what has never been read for its own to drop, as fast as it comes.
  request.read(0)
}
