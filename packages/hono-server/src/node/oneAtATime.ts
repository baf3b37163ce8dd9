import type { IncomingMessage, ServerResponse } from "node:http"
import type { Socket } from "node:net"
import { turns } from "../request/turns.js"

/** Requests of a connection that wait for earlier ones to be answered. */
const waiting = new WeakMap<Socket, number>()

/** After what Node itself does at the end of each request, which is to read on. */
const pauseLater = (socket: Socket): void =>
  process.nextTick(() =>
    process.nextTick(() => {
      if ((waiting.get(socket) ?? 0) > 0) socket.pause()
    })
  )

/**
 * Answers one request of a connection at a time, and reads no more of it meanwhile. Without this, Node begins all requests
 * that arrive together, thousands at once, before it looks at any other connection.
 */
export const oneAtATime = (
  { socket }: IncomingMessage,
  response: ServerResponse,
  answer: () => void
): void => {
  // It has one once every earlier answer has been sent.
  if (response.socket !== null) {
    answer()
    return
  }
  const before = waiting.get(socket) ?? 0
  waiting.set(socket, before + 1)
  if (before === 0) pauseLater(socket)
  response.once("socket", () => {
    const left = (waiting.get(socket) ?? 1) - 1
    waiting.set(socket, left)
    if (left === 0) socket.resume()
    turns.later({ bytes: 0, run: answer })
  })
}
