import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import type * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import type * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import * as Stream from "effect/Stream"
import { AnswerLimit } from "../node/AnswerLimit.js"
import type { ProxyFailed } from "../node/ProxyFailed.js"
import type { FailedAnswer } from "../wire/errorOfAnswer.js"

/** No more than `AnswerLimit` of a body, as text. */
const readBody = (
  response: HttpClientResponse.HttpClientResponse
): Effect.Effect<string, HttpClientError.ResponseError> =>
  Effect.flatMap(AnswerLimit, (most) => {
    const decoder = new TextDecoder()
    let left = most
    let text = ""
    return response.stream.pipe(
      Stream.runForEachWhile((chunk) =>
        Effect.sync(() => {
          text += decoder.decode(chunk.subarray(0, left), { stream: true })
          left -= chunk.length
          return left > 0
        })
      ),
      Effect.catchAll((error) => (error.reason === "EmptyBody" ? Effect.void : Effect.fail(error))),
      Effect.map(() => text + decoder.decode())
    )
  })

/** An answer, read to its end. */
export interface Answer {
  readonly status: number
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
  /** When it came, epoch milliseconds. */
  readonly now: number
}

/** What is told of an answer that is no success. */
export const failedAnswer = ({ body, headers, now, status }: Answer): FailedAnswer => {
  const retryAfter = headers["retry-after"]
  return { status, body, now, ...(retryAfter === undefined ? {} : { retryAfter }) }
}

const exchangeOnce = <R>(
  client: HttpClient.HttpClient.With<HttpClientError.HttpClientError, R>,
  request: HttpClientRequest.HttpClientRequest
): Effect.Effect<Answer, HttpClientError.HttpClientError, R> =>
  Effect.gen(function* () {
    const response = yield* client.execute(request)
    const body = yield* readBody(response)
    const now = yield* Clock.currentTimeMillis
    return { status: response.status, body, headers: response.headers, now }
  })

/** Sends a request once, never following a redirect, and reads the answer. */
export const exchange = (
  client: HttpClient.HttpClient,
  request: HttpClientRequest.HttpClientRequest
): Effect.Effect<Answer, HttpClientError.HttpClientError> =>
  // In a scope where it is written bit by bit, so that one that fails half-way is aborted and not left open.
  (request.body._tag === "Stream"
    ? Effect.scoped(exchangeOnce(HttpClient.withScope(client), request))
    : exchangeOnce(client, request)
  ).pipe(Effect.provideService(FetchHttpClient.RequestInit, { redirect: "manual" }))

/** Error codes of Node and undici for a connection that never came about, so that nothing was sent. */
const neverConnected = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EADDRNOTAVAIL",
  "UND_ERR_CONNECT_TIMEOUT",
  "CERT_HAS_EXPIRED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "ERR_TLS_CERT_ALTNAME_INVALID",
  "ERR_INVALID_URL",
  "ERR_PROXY_REFUSED"
])

const memberOf = (
  value: unknown,
  key: "_tag" | "code" | "cause" | "errors" | "message" | "name" | "reason"
): unknown => (Predicate.hasProperty(value, key) ? value[key] : undefined)

const causesOf = (error: unknown, depth = 0): ReadonlyArray<unknown> => {
  if (error === undefined || error === null || depth > 5) return []
  const errors = memberOf(error, "errors")
  const inner = Array.isArray(errors) ? errors : [memberOf(error, "cause")]
  return [error, ...inner.flatMap((cause: unknown) => causesOf(cause, depth + 1))]
}

const codesOf = (error: unknown): ReadonlyArray<string> =>
  causesOf(error)
    .map((cause) => memberOf(cause, "code"))
    .filter((code) => typeof code === "string")

/** Deno gives no codes, but names the step that failed. */
const isDenoConnect = (message: unknown): boolean =>
  typeof message === "string" && message.includes("client error (Connect)")

/** Whether the connection was refused or never made. */
export const isNeverConnected = (error: unknown): boolean =>
  memberOf(error, "reason") === "InvalidUrl" ||
  codesOf(error).some((code) => neverConnected.has(code)) ||
  causesOf(error).some((cause) => isDenoConnect(memberOf(cause, "message")))

/** Known by its name: whoever uses no proxies need not have its class. */
const proxyFailed: ProxyFailed["name"] = "ProxyFailed"

/** What broke, in a few words: the system's error code where there is one, and the proxy where one was at fault. */
export const describeTransportError = (error: unknown): string => {
  const proxy = causesOf(error).find((cause) => memberOf(cause, "name") === proxyFailed)
  if (proxy !== undefined) return String(memberOf(proxy, "message"))
  const [code] = codesOf(error)
  return (
    code ??
    (memberOf(error, "_tag") === "ResponseError" ? "the answer broke off" : "the connection broke")
  )
}
