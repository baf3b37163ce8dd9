import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import { Auth, FaxError } from "@faxingcenter/core"
import { errorOfAnswer, type routes } from "@faxingcenter/core/wire"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { exitCodes } from "../exitCodes.js"
import { CommandFailed, type Failure } from "../Failure.js"
import { httpClient, provideClient, streamingClient } from "../settings/client.js"
import { type Connection, connection } from "../settings/connection.js"
import type { ServerLine } from "../settings/serverLine.js"

/** What a request has beside its address. */
interface RequestParts {
  readonly query?: Readonly<Record<string, string | undefined>>
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** A gateway, under the token of an account: what it has beside the contract. */
export interface GatewayClient {
  readonly settings: Connection
  /** An answer in its schema. */
  readonly ask: <A, I>(
    schema: Schema.Schema<A, I>,
    route: routes.Route,
    parts?: RequestParts
  ) => Effect.Effect<A, Failure>
  /** An answer as it is. */
  readonly text: (route: routes.Route, parts?: RequestParts) => Effect.Effect<string, Failure>
  /** An answer as it comes, for as long as it comes. */
  readonly stream: (route: routes.Route, parts?: RequestParts) => Stream.Stream<string, Failure>
}

const unreachable = (baseUrl: string) => (error: unknown) => {
  const cause = error instanceof Error && "cause" in error ? error.cause : undefined
  const code =
    cause instanceof Error && "code" in cause ? String(cause.code) : "the connection broke"
  return new FaxError.Unavailable({ detail: `No answer from ${baseUrl}: ${code}` })
}

const noGateway = (baseUrl: string) =>
  new CommandFailed({
    exitCode: exitCodes.rejected,
    message: `${baseUrl} is not a gateway: only fax serve has attempts, reasons, webhooks and events. Select a gateway with FAXINGCENTER_BASE_URL or --profile`
  })

const unreadable = (path: string, excerpt: string) =>
  new FaxError.UnexpectedAnswer({
    status: 200,
    detail: `The answer from ${path} cannot be read`,
    excerpt
  })

/** Whether the server says, beside a token, that it is a gateway; and the token. */
export const authenticated = (settings: Connection) => {
  const line: ServerLine = { transport: undefined }
  return Effect.flatMap(Auth, (auth) => auth.authenticate(settings)).pipe(
    provideClient(settings, line),
    Effect.map(({ token }) => ({ token, line }))
  )
}

/** A gateway under a token that it gave. */
export const gatewayAt = (settings: Connection, token: Redacted.Redacted): GatewayClient => {
  const base = settings.baseUrl.replace(/\/+$/, "")
  const requestOf = (
    { method, path }: routes.Route,
    { body, headers, query }: RequestParts = {}
  ) => {
    const request = HttpClientRequest.make(method)(base + path).pipe(
      HttpClientRequest.bearerToken(token),
      HttpClientRequest.setHeaders(headers ?? {}),
      HttpClientRequest.setUrlParams(
        Object.entries(query ?? {}).flatMap(([name, value]) =>
          value === undefined ? [] : [[name, value] as const]
        )
      )
    )
    return body === undefined
      ? request
      : HttpClientRequest.bodyText(request, JSON.stringify(body), "application/json")
  }
  const answerTo = (request: HttpClientRequest.HttpClientRequest) =>
    Effect.gen(function* () {
      const client = yield* HttpClient.HttpClient
      const response = yield* Effect.mapError(client.execute(request), unreachable(base))
      if (response.status < 300) return response
      const body = yield* Effect.mapError(response.text, unreachable(base))
      const retryAfter = response.headers["retry-after"]
      return yield* errorOfAnswer({
        status: response.status,
        body,
        now: yield* Clock.currentTimeMillis,
        ...(retryAfter === undefined ? {} : { retryAfter })
      })
    })
  const text = (route: routes.Route, parts?: RequestParts) =>
    answerTo(requestOf(route, parts)).pipe(
      Effect.flatMap((response) => Effect.mapError(response.text, unreachable(base))),
      Effect.provide(httpClient)
    )
  return {
    settings,
    text,
    ask: (schema, route, parts) =>
      Effect.flatMap(text(route, parts), (body) =>
        Effect.mapError(Schema.decodeUnknown(Schema.parseJson(schema))(body), () =>
          unreadable(route.path, "")
        )
      ),
    stream: (route, parts) =>
      Stream.unwrap(
        Effect.map(answerTo(requestOf(route, parts)), ({ stream }) =>
          Stream.mapError(stream, unreachable(base)).pipe(Stream.decodeText())
        )
      ).pipe(Stream.provideLayer(streamingClient))
  }
}

/** The gateway of an account; what is no gateway is refused. */
export const gatewayOf = (profile: string | undefined): Effect.Effect<GatewayClient, Failure> =>
  Effect.gen(function* () {
    const settings = yield* connection(profile)
    const { line, token } = yield* authenticated(settings)
    if (line.transport === undefined) return yield* noGateway(settings.baseUrl)
    return gatewayAt(settings, token)
  })
