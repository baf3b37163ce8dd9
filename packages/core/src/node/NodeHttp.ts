import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as UrlParams from "@effect/platform/UrlParams"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { onlyKnown } from "../model/onlyKnown.js"
import { whereTraced } from "../observe/traced.js"
import { exchange, type RawAnswer } from "./exchange.js"
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

const throughProxy = <E>(proxy: URL, exchanged: Effect.Effect<RawAnswer, Error | E>) =>
  exchanged.pipe(
    Effect.mapError((error) =>
      error instanceof HttpClientError.RequestError ? error : ProxyFailed.broken(proxy, error)
    ),
    Effect.filterOrFail(
      ({ status }) => status !== 407,
      ({ status }) => ProxyFailed.refused(proxy, status)
    )
  )

/** An `HttpClient` over `node:http`. Answers are read whole, up to `AnswerLimit`. */
export const make = (options: NodeHttpOptions = {}): HttpClient.HttpClient => {
  const { keepAlive = true } = onlyKnown("NodeHttp", options, { keepAlive: true })
  const routes = new Map<string, Route>()
  const routeTo = (url: URL): Route => {
    const known = routes.get(url.origin)
    if (known !== undefined) return known
    const route = routeOf(url, keepAlive)
    routes.set(url.origin, route)
    return route
  }
  const send = (request: HttpClientRequest.HttpClientRequest, url: URL) => {
    const failed = (cause: unknown) =>
      new HttpClientError.RequestError({ request, reason: "Transport", cause })
    const open = () => {
      const { http, optionsOf, proxy } = routeTo(url)
      return { proxy, opened: http.request(optionsOf(url, request.method, request.headers)) }
    }
    return Effect.flatMap(bodyOf(request), (body) =>
      Effect.try({ try: open, catch: failed }).pipe(
        Effect.flatMap(({ opened, proxy }) =>
          proxy === undefined ? exchange(opened, body) : throughProxy(proxy, exchange(opened, body))
        ),
        Effect.mapBoth({
          onFailure: (error) =>
            error instanceof HttpClientError.RequestError ? error : failed(error),
          onSuccess: (answer) => new NodeResponse(request, answer)
        })
      )
    )
  }
  const traced = HttpClient.make(send)
  return HttpClient.makeWith<never, never, HttpClientError.HttpClientError, never>(
    Effect.flatMap((request) =>
      whereTraced(
        () => traced.execute(request),
        () =>
          Either.match(UrlParams.makeUrl(request.url, request.urlParams, request.hash), {
            onLeft: (cause) =>
              Effect.fail(
                new HttpClientError.RequestError({ request, reason: "InvalidUrl", cause })
              ),
            onRight: (url) => send(request, url)
          })
      )
    ),
    Effect.succeed
  )
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
