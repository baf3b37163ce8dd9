import { createServer, IncomingMessage, ServerResponse } from "node:http"
import { Socket } from "node:net"
import { describe, expect, it } from "vitest"
import { growOld, old } from "../../core/test/oldSpace.js"
import { deadlinesOf } from "../src/body/deadlines.js"
import { enforceBodyRate } from "../src/node/enforceBodyRate.js"

/** MB that many short things, of which a few are on at a time, leave to a collection of the whole heap. */
const leftBy = (begin: (what: object) => () => void): number => {
  const on: Array<() => void> = []
  const some = (count: number) => {
    for (let index = 0; index < count; index++) {
      on.push(begin({ of: new Array(500).fill(index) }))
      if (on.length > 16) on.shift()?.()
    }
  }
  some(100)
  growOld()
  const before = old()
  some(10_000)
  const left = (old() - before) / 1e6
  for (const end of on) end()
  return left
}

// All that was begun holds 40 MB, and what is on at a time less than 0.1.
describe("what is over is collected with the young", () => {
  it("of bodies that were read in time", () => {
    const start = deadlinesOf(60_000)
    expect(leftBy((what) => start(() => void what))).toBeLessThan(4)
  })

  it("of requests whose bodies were watched", () => {
    const server = createServer()
    enforceBodyRate(server, 60_000)
    const sockets = Array.from({ length: 16 }, () => new Socket())
    for (const socket of sockets) server.emit("connection", socket)
    let count = 0
    const left = leftBy((what) => {
      const request = Object.assign(new IncomingMessage(sockets[count++ % 16] ?? new Socket()), {
        what
      })
      const response = new ServerResponse(request)
      server.emit("request", request, response)
      return () => response.emit("close")
    })
    server.emit("close")
    expect(left).toBeLessThan(4)
  })
})
