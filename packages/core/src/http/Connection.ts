import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Redacted from "effect/Redacted"
import type * as Stream from "effect/Stream"
import type { DocumentUnreadable } from "../FaxError.js"
import {
  type Direct,
  directOf,
  type RawAnswer,
  type RawBody,
  type RawRequest
} from "../node/Direct.js"
import { type Surroundings, surroundingsOf } from "../observe/Surroundings.js"
import { parameters, type Route } from "../wire/routes.js"
import { rawText } from "../wire/sendBody.js"
import { after } from "./after.js"
import type { Settings } from "./Settings.js"
import { stoppable } from "./stoppable.js"
import { type Answer, exchange } from "./transport.js"

/** The body of a call: JSON. */
export interface CallBody {
  /** Where it is in memory, or made from what is. */
  readonly raw?: RawBody
  /** Where it is not given whole. */
  readonly stream?: () => Stream.Stream<Uint8Array, DocumentUnreadable>
  /** Bytes, where it is known beforehand. */
  readonly length?: number
}

/** A request to the service, of which an HTTP client makes one of its own. */
export interface ApiCall {
  readonly route: Route
  readonly token?: Redacted.Redacted
  readonly parameters?: Readonly<Record<string, string | undefined>>
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: CallBody
}

/** Why there is no answer: the time was over, or the error of the HTTP client. */
export type NoAnswer =
  | { readonly _tag: "Late" }
  | { readonly _tag: "Broken"; readonly cause: unknown }

const late: NoAnswer = { _tag: "Late" }
const broken = (cause: unknown): NoAnswer => ({ _tag: "Broken", cause })

/** Sends a request once and gives its answer, or why there is none, to `done`, later; the function that it returns ends it. */
export type Exchange = (
  call: ApiCall,
  within: Duration.Duration,
  surroundings: Surroundings,
  done: (result: Either.Either<Answer, NoAnswer>) => void
) => () => void

/** The way to the service. */
export interface Connection {
  /** Sends a request once, never following a redirect, and reads the answer. */
  readonly exchange: (call: ApiCall, within: Duration.Duration) => Effect.Effect<Answer, NoAnswer>
  /** The same by plain functions, for a body that has `raw` and where nobody traces; only if the HTTP client can. */
  readonly directly: () => Exchange | undefined
  /** For what is not read as text. */
  readonly client: HttpClient.HttpClient
}

const searched = parameters.search
const jsonType = "application/json"

export const jsonBody = (value: unknown): CallBody => {
  const raw = rawText(JSON.stringify(value))
  return { raw, length: raw.length }
}

const headersOf = ({ headers, token }: ApiCall): Record<string, string> => {
  const all: Record<string, string> = { accept: jsonType, ...headers }
  if (token !== undefined) all.authorization = `Bearer ${Redacted.value(token)}`
  return all
}

const requestOf = (call: ApiCall): HttpClientRequest.HttpClientRequest => {
  const { body, parameters = {}, route } = call
  const head = HttpClientRequest.make(route.method)(route.path).pipe(
    HttpClientRequest.setHeaders(headersOf(call)),
    HttpClientRequest.setUrlParams(parameters)
  )
  if (body === undefined) return head
  const { length, raw, stream } = body
  if (typeof raw === "string") return HttpClientRequest.bodyText(head, raw, jsonType)
  if (raw instanceof Uint8Array) return HttpClientRequest.bodyUint8Array(head, raw, jsonType)
  return stream === undefined
    ? head
    : HttpClientRequest.bodyStream(head, stream(), {
        contentType: jsonType,
        ...(length === undefined ? {} : { contentLength: length })
      })
}

/** With the objects of an `HttpClient`: what wraps it sees every request. */
const overClient = (client: HttpClient.HttpClient, call: ApiCall, within: Duration.Duration) =>
  Effect.suspend(() => exchange(client, requestOf(call))).pipe(
    Effect.mapError(broken),
    Effect.timeoutFail({ duration: within, onTimeout: () => late })
  )

const queryOf = (parameters: Readonly<Record<string, string | undefined>>): string => {
  const query = new URLSearchParams()
  for (const [name, given] of Object.entries(parameters)) {
    if (given !== undefined) query.append(name, given)
  }
  return `?${query}`
}

/** Where the service is, in the parts of an address. */
interface Base {
  readonly origin: string
  readonly prefix: string
}

const baseOf = (baseUrl: string): Base | undefined => {
  if (!URL.canParse(baseUrl)) return undefined
  const { hash, origin, pathname, search } = new URL(baseUrl)
  return search + hash === "" ? { origin, prefix: pathname === "/" ? "" : pathname } : undefined
}

const rawRequestOf = ({ origin, prefix }: Base, call: ApiCall): RawRequest => {
  const { body, parameters, route } = call
  const headers = headersOf(call)
  if (body) {
    headers["content-type"] = jsonType
    headers["content-length"] = `${body.length}`
  }
  return {
    origin,
    path: prefix + route.path + (parameters === undefined ? "" : queryOf(parameters)),
    method: route.method,
    headers,
    body: body?.raw
  }
}

const utf8Text = new TextDecoder()

/** Headers are made of what arrived when somebody asks for them: of a success, nobody does. */
class DirectAnswer implements Answer {
  constructor(
    private readonly raw: RawAnswer,
    readonly now: number
  ) {}
  get status(): number {
    return this.raw.status
  }
  get headers(): Readonly<Record<string, string>> {
    return this.raw.headers
  }
  get body(): string {
    return utf8Text.decode(this.raw.body)
  }
}

/** Without them: no fiber for the time, and none at all where nobody needs it. */
const directExchange =
  (direct: Direct, base: Base): Exchange =>
  (call, within, { answerLimit, clock }, done) => {
    let stop: (() => void) | undefined
    let cancelTimer: (() => void) | undefined
    const end = () => {
      cancelTimer?.()
      stop = cancelTimer = undefined
    }
    const stopAll = () => {
      stop?.()
      end()
    }
    try {
      stop = direct(rawRequestOf(base, call), answerLimit, (result) => {
        end()
        done(
          result instanceof Error
            ? Either.left(broken(result))
            : Either.right(new DirectAnswer(result, clock.unsafeCurrentTimeMillis()))
        )
      })
      cancelTimer = after(clock, within, () => {
        stopAll()
        done(Either.left(late))
      })
    } catch (cause) {
      stopAll()
      cancelTimer = after(clock, Duration.zero, () => {
        end()
        done(Either.left(broken(cause)))
      })
    }
    return stopAll
  }

/** The way to the service by an HTTP client: directly, where that can be, and nobody wraps it or traces. */
export const connectionBy = (settings: Settings, given: HttpClient.HttpClient): Connection => {
  const base = given.pipe(
    HttpClient.mapRequest(HttpClientRequest.prependUrl(settings.baseUrl)),
    HttpClient.withTracerPropagation(false),
    // Its span would tell the whole address, and that of a search has a fax number in it.
    HttpClient.withTracerDisabledWhen(({ urlParams }) =>
      urlParams.some(([name]) => name === searched.number)
    )
  )
  const client = settings.transformClient?.(base) ?? base
  const givenDirectly = settings.transformClient === undefined ? directOf(given) : () => undefined
  const place = baseOf(settings.baseUrl)
  let known: { readonly direct: Direct; readonly exchange: Exchange } | undefined
  const directly = (): Exchange | undefined => {
    const direct = givenDirectly()
    if (direct === undefined || place === undefined) return undefined
    if (known?.direct !== direct) known = { direct, exchange: directExchange(direct, place) }
    return known.exchange
  }
  return {
    client,
    directly,
    exchange: (call, within) =>
      Effect.withFiberRuntime((fiber) => {
        const surroundings = surroundingsOf(fiber)
        const isWhole = call.body === undefined || call.body.raw !== undefined
        const direct = surroundings.isTraced || !isWhole ? undefined : directly()
        return direct === undefined
          ? overClient(client, call, within)
          : stoppable((goOn) => direct(call, within, surroundings, goOn))
      })
  }
}
