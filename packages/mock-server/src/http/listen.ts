import type { IncomingMessage } from "node:http"
import type { Socket } from "node:net"
import { type NamesOf, onlyKnown } from "@faxingcenter/core/wire"
import type { Direct } from "@faxingcenter/hono-server/internal"
import { type ProxyOptions, serveNode } from "@faxingcenter/hono-server/node"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import { ConnectionReset } from "./exchange.js"
import { brokenOffText } from "./streamed.js"

/** Where a mock listens. */
export interface ListenOptions extends ProxyOptions {
  /** Default 0: any that is free. */
  readonly port?: number | undefined
  /** Default `127.0.0.1`, which only this machine reaches. */
  readonly hostname?: string | undefined
}

/** An address that the mock answers at. */
export interface Listening {
  /** Without a slash at its end. */
  readonly url: string
  readonly port: number
  /** Waits for answers that are on their way, for a second at most. To close it again is to wait for the same. */
  readonly close: () => Promise<void>
}

/** Answers a request that came from this address; from this process, when there is none. */
export type Handle = (request: Request, address?: string) => Promise<Response>

const isReset = (error: unknown) => error instanceof ConnectionReset

interface Bindings {
  readonly incoming: Pick<IncomingMessage, "socket">
}

/** The answer as it is, but its connection ends instead of the answer ending. */
const endingEarly = (answer: Response, text: string, socket: Pick<Socket, "end">): Response => {
  let isGiven = false
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      if (!isGiven) controller.enqueue(new TextEncoder().encode(`${text} `))
      else socket.end()
      isGiven = true
    }
  })
  return new Response(body, answer)
}

const names: NamesOf<ListenOptions> = {
  port: true,
  hostname: true,
  basePath: true,
  trustedProxies: true
}

/** Serves over real connections, and resets those that are to be reset. */
export const listen = async (
  handle: Handle,
  direct: Direct,
  options: ListenOptions
): Promise<Listening> => {
  onlyKnown("listen", options, names)
  const scope = Effect.runSync(Scope.make())
  const app = {
    direct,
    fetch: async (request: Request, { incoming }: Bindings) => {
      try {
        const answer = await handle(request, incoming.socket.remoteAddress)
        const text = brokenOffText(answer)
        return text === undefined ? answer : endingEarly(answer, text, incoming.socket)
      } catch (error) {
        if (!isReset(error)) throw error
        incoming.socket.resetAndDestroy()
        return new Response(null)
      }
    }
  }
  const { port, url } = await Effect.runPromise(
    serveNode(app, {
      port: options.port ?? 0,
      hostname: options.hostname ?? "127.0.0.1",
      basePath: options.basePath,
      trustedProxies: options.trustedProxies,
      shutdownTimeout: Duration.seconds(1)
    }).pipe(Scope.extend(scope))
  )
  let closed: Promise<void> | undefined
  return {
    url,
    port,
    close: () => {
      closed ??= Effect.runPromise(Scope.close(scope, Exit.void))
      return closed
    }
  }
}

/** What the global `fetch` rejects with when a connection is reset. */
const resetError = () =>
  new TypeError("fetch failed", {
    cause: Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET", syscall: "read" })
  })

/** A `fetch` that reaches the mock without a port. Addresses without a host are the mock's own. */
export const inProcessFetch =
  (handle: Handle, baseUrl: string): typeof globalThis.fetch =>
  async (input, init) => {
    const request =
      typeof input === "string" || input instanceof URL
        ? new Request(new URL(input, baseUrl), init)
        : new Request(input, init)
    const { signal } = request
    signal.throwIfAborted()
    const aborted = new Promise<never>((_resolve, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason), { once: true })
    })
    try {
      return await Promise.race([handle(request), aborted])
    } catch (error) {
      throw isReset(error) ? resetError() : error
    }
  }
