import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientError from "@effect/platform/HttpClientError"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import { FaxClient, type FaxClientOptions } from "../src/index.js"
import { fixture } from "./fixtures.js"

export interface SeenRequest {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** An answer, or how the connection breaks. */
type Reply = Response | "never answers" | "refused" | "reset while uploading" | "reset after upload"

const broken = (code: string, request: HttpClientError.RequestError["request"]) =>
  new HttpClientError.RequestError({
    request,
    reason: "Transport",
    cause: Object.assign(new Error(code), { code })
  })

const decoder = new TextDecoder()

/** The service as a test wants it: `reply` sees the head of each request, and answers or breaks. */
export const fakeService = (
  reply: (request: Omit<SeenRequest, "body">) => Reply,
  options: Partial<FaxClientOptions> = {}
) => {
  const seen: Array<SeenRequest> = []
  const client = HttpClient.make((request, url) =>
    Effect.gen(function* () {
      const head = {
        method: request.method,
        path: url.pathname + url.search,
        headers: request.headers
      }
      const answer = reply(head)
      if (answer === "refused") return yield* broken("ECONNREFUSED", request)
      const body =
        request.body._tag === "Stream"
          ? yield* request.body.stream.pipe(
              Stream.take(answer === "reset while uploading" ? 1 : Number.MAX_SAFE_INTEGER),
              Stream.decodeText(),
              Stream.mkString,
              Effect.mapError(
                (cause) => new HttpClientError.RequestError({ request, reason: "Encode", cause })
              )
            )
          : request.body._tag === "Uint8Array"
            ? decoder.decode(request.body.body)
            : ""
      seen.push({ ...head, body })
      if (answer === "never answers") return yield* Effect.never
      return answer instanceof Response
        ? HttpClientResponse.fromWeb(request, answer)
        : yield* broken("ECONNRESET", request)
    })
  )
  const layer = FaxClient.layer({
    baseUrl: "http://fax.test",
    clientId: "demo",
    clientSecret: Redacted.make("very-secret"),
    ...options
  }).pipe(Layer.provide(Layer.succeed(HttpClient.HttpClient, client)))
  return {
    layer,
    seen,
    count: (path: string) => seen.filter((it) => it.path.startsWith(path)).length
  }
}

/** A service that gives tokens, and one answer after another to everything else; the last again and again. */
export const answering = (
  replies: readonly [() => Reply, ...ReadonlyArray<() => Reply>],
  options?: Partial<FaxClientOptions>
) => {
  const token = tokens()
  const left = [...replies]
  let last = replies[0]
  return fakeService(({ path }) => {
    if (path === "/oauth") return token()
    last = left.shift() ?? last
    return last()
  }, options)
}

export const json = (body: string, init: ResponseInit = {}): Response =>
  new Response(body, { headers: { "content-type": "application/json" }, ...init })

/** Tokens `token-1`, `token-2`, ... that live an hour. */
export const tokens = (): (() => Response) => {
  let count = 0
  return () =>
    json(
      JSON.stringify({ access_token: `token-${++count}`, expires_in: 3600, token_type: "Bearer" })
    )
}

export const receipt = (): Response => json(fixture("send.2014-04-03.answer"), { status: 201 })
export const page = (): Response => json(fixture("status.answer"))
