import type { ServerResponse } from "node:http"
import type { Socket } from "node:net"

/** Where nothing waits to be sent, the delay is not the client's. */
const dropStuck = (socket: Socket): void => {
  if (socket.writableLength > 0) socket.destroy()
}

/**
 * Gives up a connection once so many milliseconds have passed in which nothing of an answer could be sent: a client that
 * opens an event stream, or asks for pages, and never reads keeps neither its memory nor its place. The time starts anew
 * with every byte that leaves.
 */
export const dropUnread = (response: ServerResponse, millis: number): void => {
  response.on("timeout", dropStuck)
  response.setTimeout(millis)
}
