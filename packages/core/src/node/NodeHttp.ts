import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { onlyKnown } from "../model/onlyKnown.js"
import { type Direct, type RawAnswer, setDirect } from "./Direct.js"
import { exchange, exchangeBytes } from "./exchange.js"
import { NodeResponse } from "./NodeResponse.js"
import { ProxyFailed } from "./ProxyFailed.js"
import { type Route, routeOf } from "./route.js"

/** How connections are made. */
export interface NodeHttpOptions {
  /** Whether a connection is used again, if a call follows within 4 seconds. Default `true`. */
  readonly keepAlive?: boolean
}

const bodyOf = (
  request: HttpClientRequest.HttpClientRequest
): Effect.Effect<
  Uint8Array | Stream.Stream<Uint8Array, HttpClientError.RequestError> | undefined,
  HttpClientError.RequestError
> => {
  const { body } = request
  const failed = (cause: unknown) =>
    new HttpClientError.RequestError({ request, reason: "Encode", cause })
  switch (body._tag) {
    case "Empty":
      return Effect.succeed(undefined)
    case "Uint8Array":
      return Effect.succeed(body.body)
    case "Stream":
      return Effect.succeed(Stream.mapError(body.stream, failed))
    default:
      return Effect.fail(failed("this client sends only bytes and streams"))
  }
}

/** Names a proxy that is at fault. */
const byWayOf =
  (proxy: URL | undefined) =>
  (result: RawAnswer | Error): RawAnswer | Error => {
    if (proxy === undefined) return result
    if (result instanceof Error) return ProxyFailed.broken(proxy, result)
    return result.status === 407 ? ProxyFailed.refused(proxy, result.status) : result
  }

/** An `HttpClient` over `node:http`. Answers are read whole, up to `AnswerLimit`. */
export const make = (options: NodeHttpOptions = {}): HttpClient.HttpClient => {
  const { keepAlive = true } = onlyKnown("NodeHttp", options, { keepAlive: true })
  const routes = new Map<string, Route>()
  const routeTo = (origin: string): Route => {
    const known = routes.get(origin)
    if (known !== undefined) return known
    const route = routeOf(new URL(origin), keepAlive)
    routes.set(origin, route)
    return route
  }
  const direct: Direct = ({ body, headers, method, origin, path }, most, done) => {
    const { http, optionsOf, proxy } = routeTo(origin)
    return exchangeBytes(http.request(optionsOf(path, method, headers)), body, most, (result) =>
      done(byWayOf(proxy)(result))
    )
  }
  const send = (request: HttpClientRequest.HttpClientRequest, url: URL) => {
    const failed = (cause: unknown) =>
      new HttpClientError.RequestError({ request, reason: "Transport", cause })
    const open = () => {
      const { http, optionsOf, proxy } = routeTo(url.origin)
      const path = `${url.pathname}${url.search}`
      return { proxy, opened: http.request(optionsOf(path, request.method, request.headers)) }
    }
    return Effect.flatMap(bodyOf(request), (body) =>
      Effect.try({ try: open, catch: failed }).pipe(
        Effect.flatMap(({ opened, proxy }) => exchange(opened, body, byWayOf(proxy))),
        Effect.mapBoth({
          onFailure: (error) =>
            error instanceof HttpClientError.RequestError ? error : failed(error),
          onSuccess: (answer) => new NodeResponse(request, answer)
        })
      )
    )
  }
  const client = HttpClient.make(send)
  setDirect(client, () => direct)
  return client
}

/**
 * The `HttpClient` for `FaxClient` on Node: `node:http`, which takes a fifth of the time of `fetch` for a small
 * call, reads a refusal that comes before a large send is written, and goes through the proxy that
 * `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` name.
 *
 * @example
 * ```ts
 * import { FaxClient } from "@faxingcenter/core"
 * import * as NodeHttp from "@faxingcenter/core/node"
 * import { Layer } from "effect"
 *
 * const Fax = FaxClient.layerConfig().pipe(Layer.provide(NodeHttp.layer()))
 * ```
 */
export const layer = (options?: NodeHttpOptions): Layer.Layer<HttpClient.HttpClient> =>
  Layer.sync(HttpClient.HttpClient, () => make(options))
