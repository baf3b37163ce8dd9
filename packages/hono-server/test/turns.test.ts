import { once } from "node:events"
import { connect, type Socket } from "node:net"
import { PassThrough, Readable } from "node:stream"
import type { HttpBindings } from "@hono/node-server"
import * as Effect from "effect/Effect"
import { Hono } from "hono"
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { type Served, type ServeNodeOptions, serveNode } from "../src/node/index.js"
import { type IncomingBody, readChunks } from "../src/request/incomingBody.js"
import { makeTurns, turns } from "../src/request/turns.js"

const nextTurn = () => new Promise((resolve) => setImmediate(resolve))

const dial = async (port: number) => {
  const socket = connect(port, "127.0.0.1")
  socket.on("error", () => undefined)
  await once(socket, "connect")
  return socket
}

const served = (
  app: Hono<{ Bindings: HttpBindings }>,
  act: (served: Served) => Promise<void>,
  options: ServeNodeOptions = {}
) =>
  Effect.runPromise(
    Effect.scoped(
      Effect.flatMap(serveNode(app, options), (served) => Effect.promise(() => act(served)))
    )
  )

/** How much a count grew in each turn of the event loop, until it is done. */
const inEachTurn = async (count: () => number, isDone: () => boolean) => {
  const grown: Array<number> = []
  for (let before = count(); !isDone(); before = count()) {
    await nextTurn()
    grown.push(count() - before)
  }
  return grown
}

describe("work in turn", () => {
  it("takes its share of each turn, and goes on from the first to the last", async () => {
    let time = 0
    const turns = makeTurns(1, () => time)
    const done: Array<number> = []
    const work = (i: number) => ({
      bytes: 0,
      run: () => {
        time += 0.3
        done.push(i)
      }
    })
    for (let i = 0; i < 1000; i++) turns.later(work(i))
    expect(turns.now(work(-1))).toBe(false)
    const grown = await inEachTurn(
      () => done.length,
      () => done.length === 1000
    )
    expect(done).toEqual(Array.from({ length: 1000 }, (_, i) => i))
    expect(Math.max(...grown)).toBe(4)
  })

  it("takes a larger share of turns that are long anyway, up to a bound", async () => {
    for (const [rest, each] of [
      [0.5, 4],
      [10, 17],
      [1000, 34]
    ] as const) {
      let time = 0
      const turns = makeTurns(1, () => time, 10)
      let done = 0
      const run = () => {
        time += 0.3
        done += 1
      }
      for (let i = 0; i < 400; i++) turns.later({ bytes: 0, run })
      const grown: Array<number> = []
      while (done < 400) {
        time += rest
        const before = done
        await nextTurn()
        grown.push(done - before)
      }
      expect(Math.max(...grown)).toBe(each)
    }
  })

  it("is done at once while there is time left in a turn", async () => {
    let time = 0
    const turns = makeTurns(1, () => time)
    const work = {
      bytes: 0,
      run: () => {
        time += 0.6
      }
    }
    expect([turns.now(work), turns.now(work), turns.now(work)]).toEqual([true, true, false])
    await nextTurn()
    expect(turns.now(work)).toBe(true)
  })

  it("is done once in each turn at least, however long it takes", async () => {
    let time = 0
    const turns = makeTurns(1, () => time)
    let done = 0
    const run = () => {
      time += 1000
      done += 1
    }
    for (let i = 0; i < 20; i++) turns.later({ bytes: 0, run })
    const grown = await inEachTurn(
      () => done,
      () => done === 20
    )
    expect(new Set(grown)).toEqual(new Set([1]))
  })
})

it("a body's last chunk comes before its end, though it has to wait for its turn", async () => {
  const incoming = new PassThrough()
  const seen: Array<string> = []
  incoming.end("last")
  turns.now({ bytes: 8 * 2 ** 20, run: () => undefined })
  await new Promise<void>((resolve) => {
    const request = { method: "POST", url: "/", header: () => undefined, rawHeaders: [], incoming }
    readChunks(
      { ...request, onGone: () => undefined },
      {
        onWait: () => seen.push("wait"),
        onChunk: (chunk) => {
          seen.push(new TextDecoder().decode(chunk))
          return undefined
        },
        onEnd: () => seen.push("end"),
        onBroken: () => {
          seen.push("close")
          resolve()
        }
      }
    )
  })
  expect(seen).toEqual(["wait", "last", "end", "close"])
})

describe("however many clients send as fast as they can", () => {
  /** Milliseconds that each look at the clock takes. */
  let step = 0
  beforeEach(() => {
    let time = 0
    step = 0
    vi.spyOn(performance, "now").mockImplementation(() => {
      time += step
      return time
    })
  })
  afterEach(() => vi.restoreAllMocks())

  const megabyte = 2 ** 20
  const bodyOf = (bytes: number): IncomingBody => {
    const chunk = new Uint8Array(65_536)
    let left = bytes
    return new Readable({
      read() {
        left -= chunk.length
        this.push(left < 0 ? null : chunk)
      }
    })
  }

  it("a turn reads two megabytes of their bodies at most, and a bit of each in turn", async () => {
    const read = Array.from({ length: 16 }, () => 0)
    let ended = 0
    let waited = 0
    read.forEach((_, i) => {
      readChunks(
        {
          incoming: bodyOf(2 * megabyte),
          method: "POST",
          url: "/",
          header: () => undefined,
          rawHeaders: [],
          onGone: () => undefined
        },
        {
          onWait: () => {
            waited += 1
          },
          onChunk: (chunk) => {
            read[i] = (read[i] ?? 0) + chunk.length
            return undefined
          },
          onEnd: () => {
            ended += 1
          },
          onBroken: () => undefined
        }
      )
    })
    const total = () => read.reduce((sum, bytes) => sum + bytes, 0)
    let furthest = 0
    const grown = await inEachTurn(
      () => {
        // Those that read on while there was time left are ahead by that.
        furthest = Math.max(furthest, Math.max(...read) - Math.min(...read))
        return total()
      },
      () => ended === 16
    )
    expect(total()).toBe(32 * megabyte)
    expect(Math.max(...grown)).toBeLessThanOrEqual(2 * megabyte)
    expect(furthest).toBeLessThanOrEqual(megabyte)
    expect(waited).toBeGreaterThan(100)
  })

  it.each(["GET", "POST"])(
    "what is still sent behind the answer to a %s is read last, one chunk in a turn",
    async (method) => {
      let pauses = 0
      const app = new Hono<{ Bindings: HttpBindings }>().on(["GET", "POST"], "/", (c) => {
        c.env.incoming.on("pause", () => {
          pauses += 1
        })
        return c.text("no", 404)
      })
      await served(app, async ({ port }) => {
        const socket = await dial(port)
        let read = ""
        socket.setEncoding("latin1").on("data", (text) => {
          read += text
        })
        const head = `${method} / HTTP/1.1\r\nHost: a\r\n`
        socket.write(`${head}Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n`)
        while (!read.includes("404")) await nextTurn()
        const chunks = 20
        for (let i = 0; i < chunks; i++) socket.write(`8000\r\n${"a".repeat(0x8000)}\r\n`)
        socket.write(`0\r\n\r\n${head}Connection: close\r\n\r\n`)
        await once(socket, "close")
        expect(read.split("HTTP/1.1 404")).toHaveLength(3)
        expect(pauses).toBeGreaterThanOrEqual(chunks / 2)
      })
    }
  )

  it("a turn begins few of their requests that come together", async () => {
    let begun = 0
    let answered = 0
    const connections = 16
    const each = 20
    const app = new Hono<{ Bindings: HttpBindings }>().get("/", (c) => {
      begun += 1
      return c.text("ok")
    })
    await served(app, async ({ port }) => {
      const sockets = await Promise.all(Array.from({ length: connections }, () => dial(port)))
      // So long each of them takes.
      step = 1
      for (const socket of sockets) {
        socket.on("data", (chunk) => {
          answered += chunk.toString("latin1").split("HTTP/1.1 200").length - 1
        })
        socket.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".repeat(each))
      }
      while (begun < connections) await nextTurn()
      const grown = await inEachTurn(
        () => begun,
        () => begun === connections * each
      )
      expect(Math.max(...grown)).toBeLessThanOrEqual(2)
      while (answered < connections * each) await nextTurn()
      for (const socket of sockets) socket.destroy()
    })
  })
})

describe("a body is not held to have come too slowly", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setInterval"] })
  })
  afterEach(() => {
    vi.useRealTimers()
  })
  const span = 10_000
  const looked = async () => {
    vi.advanceTimersByTime(span)
    for (let i = 0; i < 4; i++) await nextTurn()
  }
  /** The status of a send of 20,001 bytes, of which the first has come and been looked at. */
  const sent = async (
    act: (socket: Socket, incoming: HttpBindings["incoming"]) => Promise<void>
  ) => {
    let incoming: HttpBindings["incoming"] | undefined
    const app = new Hono<{ Bindings: HttpBindings }>().post("/", async (c) => {
      incoming = c.env.incoming
      await once(incoming.resume(), "end").catch(() => undefined)
      return c.text("ok")
    })
    let read = ""
    const send = async ({ port }: Served) => {
      const socket = await dial(port)
      socket.setEncoding("latin1").on("data", (text) => {
        read += text
      })
      socket.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 20001\r\n\r\na")
      while (incoming === undefined) await nextTurn()
      await looked()
      await act(socket, incoming)
      while (read === "") await nextTurn()
      socket.destroy()
    }
    await served(app, send, { bodyTimeout: span })
    return read.slice(9, 12)
  }

  it("when the process was held up and has not read what has come", async () => {
    const status = await sent(async (socket) => {
      for (let i = 0; i < 2; i++) {
        socket.write("a".repeat(10_000))
        await looked()
      }
    })
    expect(status).toBe("200")
  })

  it("while it waits for its turn", async () => {
    const status = await sent(async (socket, incoming) => {
      incoming.pause()
      for (let i = 0; i < 3; i++) await looked()
      socket.write("a".repeat(20_000))
      incoming.resume()
    })
    expect(status).toBe("200")
  })

  it("but it is when it stops", async () => {
    expect(await sent(looked)).toBe("408")
  })
})
