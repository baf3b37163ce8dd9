import { once } from "node:events"
import { connect, createServer, type Socket } from "node:net"
import * as Effect from "effect/Effect"

const listening = async (
  port: number,
  onData: (data: Buffer, up: Socket, down: Socket) => void
) => {
  const open = new Set<Socket>()
  const server = createServer((down) => {
    const up = connect(port, "127.0.0.1")
    for (const [one, other] of [
      [down, up],
      [up, down]
    ] as const) {
      open.add(one)
      one.on("error", () => undefined)
      one.on("close", () => {
        open.delete(one)
        other.destroy()
      })
    }
    down.on("data", (data) => onData(data, up, down))
    up.on("data", (data) => down.write(data))
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  return { server, open }
}

/** The way to a PostgreSQL, on which what is sent to it is seen, and which may break at a COMMIT. */
export const tapped = (address: string) =>
  Effect.gen(function* () {
    const sent: Array<string> = []
    let breaks: "before" | "after" | undefined
    const { open, server } = yield* Effect.acquireRelease(
      Effect.promise(() =>
        listening(Number(new URL(address).port), (data, up, down) => {
          const text = data.toString("latin1")
          sent.push(text)
          if (breaks === undefined || !text.includes("COMMIT")) return up.write(data)
          if (breaks === "before") return down.destroy()
          // It arrives, and nobody hears of it.
          up.removeAllListeners("data")
          up.once("data", () => down.destroy())
          return up.write(data)
        })
      ),
      ({ open, server }) =>
        Effect.async<void>((resume) => {
          server.close(() => resume(Effect.void))
          for (const socket of open) socket.destroy()
        })
    )
    const url = new URL(address)
    const own = server.address()
    url.port = String(own === null || typeof own === "string" ? 0 : own.port)
    return {
      address: url.toString(),
      sent,
      /** Whether the connection breaks at the next COMMIT: before it arrives, or before it is answered. */
      breakAtCommit: (when: "before" | "after" | undefined) => {
        breaks = when
      },
      connections: () => open.size / 2
    }
  })
