import type { IncomingMessage, ServerResponse } from "node:http"
import type { Socket } from "node:net"

/** Answers of a connection that wait for earlier ones. */
const waiting = new WeakMap<Socket, number>()

/** After what Node itself does at the end of each request, which is to read on. */
const pauseLater = (socket: Socket): void =>
  process.nextTick(() =>
    process.nextTick(() => {
      if ((waiting.get(socket) ?? 0) > 0) socket.pause()
    })
  )

/**
 * Reads no more of a connection while requests that came together on it wait to be answered: else Node takes up all that
 * arrives, thousands of requests at once, before it looks at any other connection.
 */
export const readInTurn = ({ socket }: IncomingMessage, response: ServerResponse): void => {
  // It has one once every earlier answer has been sent.
  if (response.socket !== null) return
  const before = waiting.get(socket) ?? 0
  waiting.set(socket, before + 1)
  if (before === 0) pauseLater(socket)
  response.once("socket", () => {
    const left = (waiting.get(socket) ?? 1) - 1
    waiting.set(socket, left)
    if (left === 0) socket.resume()
  })
}
