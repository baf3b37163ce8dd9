import { createServer, IncomingMessage, type Server, type ServerResponse } from "node:http"
import type { Http2ServerRequest, Http2ServerResponse } from "node:http2"
import { type NamesOf, onlyKnown } from "@faxingcenter/core/wire"
import { getRequestListener, RequestError } from "@hono/node-server"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Runtime from "effect/Runtime"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import { usualBodyTimeout } from "../body/bodyRate.js"
import type { Direct } from "../fax/faxCalls.js"
import { setIncomingBody } from "../request/incomingBody.js"
import { type OuterPlace, setOuterPlace } from "../request/outerPlace.js"
import { answerDirectly } from "./answerDirectly.js"
import { answerParseErrors } from "./answerParseErrors.js"
import { behindProxy, type ProxyOptions } from "./behindProxy.js"
import { dropUnread } from "./dropUnread.js"
import { enforceBodyRate } from "./enforceBodyRate.js"
import { lingeringClose } from "./lingeringClose.js"
import { oneAtATime } from "./oneAtATime.js"
import { answerProblem, problemResponse } from "./problems.js"
import { refusalOf } from "./refusalOf.js"
import { underPath } from "./underPath.js"

/** Cannot listen on the address: it is in use, reserved, or not of this machine. */
export class ListenFailed extends Schema.TaggedError<ListenFailed>()("ListenFailed", {
  hostname: Schema.String,
  port: Schema.Int,
  /** The system's error code, such as `EADDRINUSE`. */
  code: Schema.String
}) {
  override get message() {
    return this.code === "EADDRINUSE"
      ? `Port ${this.port} of ${this.hostname} is in use; choose another, or 0 for any that is free`
      : `Cannot listen on port ${this.port} of ${this.hostname}: ${this.code}`
  }
}

/** Where an app is served, and how long its clients may take. */
export interface ServeNodeOptions extends ProxyOptions {
  /** Default 0: any that is free. */
  readonly port?: number
  /** Default `127.0.0.1`, which only this machine reaches. */
  readonly hostname?: string
  /** For the headers of a request, counted from the connection. Default 10 seconds; Node's own is a minute. */
  readonly headersTimeout?: Duration.DurationInput
  /**
   * A body of any route that brings less than 500 bytes a second over such a span is answered 408, and its connection
   * closed. Default 15 seconds.
   */
  readonly bodyTimeout?: Duration.DurationInput
  /** An answer of which nothing can be sent for so long is given up, and its connection closed. Default 1 minute. */
  readonly answerTimeout?: Duration.DurationInput
  /** For a whole request, body included. Default 1 hour. */
  readonly requestTimeout?: Duration.DurationInput
  /** How long requests in progress are waited for when the scope closes. Default 10 seconds. */
  readonly shutdownTimeout?: Duration.DurationInput
}

/** Where an app is served. */
export interface Served {
  /** Without a slash at its end. */
  readonly url: string
  readonly port: number
}

const names: NamesOf<ServeNodeOptions> = {
  port: true,
  hostname: true,
  basePath: true,
  trustedProxies: true,
  headersTimeout: true,
  bodyTimeout: true,
  requestTimeout: true,
  shutdownTimeout: true,
  answerTimeout: true
}

/** The request and its answer as Node has them. */
interface Bindings {
  readonly incoming: IncomingMessage | Http2ServerRequest
  readonly outgoing: ServerResponse | Http2ServerResponse
}

/** A Hono app, or anything else with its `fetch`. */
interface App {
  readonly fetch: (request: Request, bindings: Bindings) => Response | Promise<Response>
  /** Asked before it, and spared what `fetch` costs. */
  readonly direct?: Direct
}

/** Node looks for slow connections only this often; its own default is 30 seconds. */
const checkEvery = (headersTimeout: number) => Math.min(1000, Math.ceil(headersTimeout / 2))

const listen = (server: Server, port: number, hostname: string) =>
  Effect.async<Served, ListenFailed>((resume) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      resume(new ListenFailed({ hostname, port, code: error.code ?? error.message }))
    )
    server.listen(port, hostname, () => {
      const address = server.address()
      const bound = typeof address === "object" && address !== null ? address.port : port
      const isAny = hostname === "0.0.0.0" || hostname === "::"
      const host = isAny ? "localhost" : hostname.includes(":") ? `[${hostname}]` : hostname
      resume(Effect.succeed({ url: `http://${host}:${bound}`, port: bound }))
    })
  })

/** Accepts nothing more, lets requests in progress finish, and cuts off what is left after the time. */
const close = (server: Server, timeout: number) =>
  Effect.async<void>((resume) => {
    // A connection kept alive is idle only once its request is done, so it is looked for repeatedly.
    const idle = setInterval(() => server.closeIdleConnections(), 20)
    const rest = setTimeout(() => server.closeAllConnections(), timeout)
    server.close(() => {
      clearInterval(idle)
      clearTimeout(rest)
      resume(Effect.void)
    })
  })

/**
 * Serves an app over Node's own HTTP server until the scope closes, with limits on slow requests.
 *
 * @example
 * ```ts
 * import { serveNode } from "@faxingcenter/hono-server/node"
 * import { Console, Effect } from "effect"
 * import { Hono } from "hono"
 *
 * const program = Effect.gen(function* () {
 *   const { url } = yield* serveNode(new Hono(), { port: 8080 })
 *   yield* Console.log(url)
 *   yield* Effect.never
 * }).pipe(Effect.scoped)
 * ```
 */
export const serveNode = (
  app: App,
  given: ServeNodeOptions = {}
): Effect.Effect<Served, ListenFailed, Scope.Scope> =>
  Effect.gen(function* () {
    const options = onlyKnown("serveNode", given, names)
    const headersTimeout = Duration.toMillis(options.headersTimeout ?? "10 seconds")
    const runFork = Runtime.runFork(yield* Effect.runtime<never>())
    const placeOf = behindProxy(options)
    const places = new WeakMap<IncomingMessage, OuterPlace>()
    const listener = getRequestListener(
      async (request, env) => {
        const { incoming } = env
        if (!(incoming instanceof IncomingMessage)) return app.fetch(request, env)
        setIncomingBody(request, incoming)
        const place = places.get(incoming)
        if (place === undefined) return app.fetch(request, env)
        setOuterPlace(request, place)
        const answer = await app.fetch(request, env)
        return place.path === "" ? answer : underPath(place.path, answer)
      },
      {
        // HTTP/1.0 may leave it out.
        hostname: "localhost",
        errorHandler: (error) => {
          if (error instanceof RequestError) {
            return problemResponse(400, "The address or the Host header is malformed")
          }
          runFork(Effect.logError("An app failed to answer", error))
          return problemResponse(500, "The server failed to answer")
        }
      }
    )
    const { direct } = app
    const answerTimeout = Duration.toMillis(options.answerTimeout ?? "1 minute")
    const answer = (request: IncomingMessage, response: ServerResponse) => {
      const refusal = refusalOf(request)
      const place = placeOf?.(request)
      if (place !== undefined) places.set(request, place)
      if (refusal !== undefined) answerProblem(response, 400, refusal)
      // RFC 9110 section 9.3.7: about the server as a whole.
      else if (request.method === "OPTIONS" && request.url === "*") response.writeHead(204).end()
      else if (direct === undefined || !answerDirectly(direct, request, response, answerTimeout)) {
        dropUnread(response, answerTimeout)
        void listener(request, response)
      }
    }
    const server = createServer(
      {
        headersTimeout,
        requestTimeout: Math.max(
          headersTimeout,
          Duration.toMillis(options.requestTimeout ?? "1 hour")
        ),
        connectionsCheckingInterval: checkEvery(headersTimeout),
        requireHostHeader: false
      },
      (request, response) => oneAtATime(request, response, () => answer(request, response))
    )
    answerParseErrors(server)
    lingeringClose(server)
    enforceBodyRate(server, Duration.toMillis(options.bodyTimeout ?? usualBodyTimeout))
    return yield* Effect.acquireRelease(
      listen(server, options.port ?? 0, options.hostname ?? "127.0.0.1"),
      () => close(server, Duration.toMillis(options.shutdownTimeout ?? "10 seconds"))
    )
  })
