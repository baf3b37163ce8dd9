import * as HttpClient from "@effect/platform/HttpClient"
import * as Config from "effect/Config"
import type * as ConfigError from "effect/ConfigError"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { Auth, type Client, type Credentials, CurrentClient } from "../Auth.js"
import { type CallError, kindOf, NotFound, Rejected, UnexpectedAnswer } from "../FaxError.js"
import type { IdempotencyKey } from "../model/IdempotencyKey.js"
import type { Receipt } from "../model/Receipt.js"
import { Revision } from "../model/Revision.js"
import type { SendFax } from "../model/SendFax.js"
import { counted, interrupted, measured, measureOf } from "../observe/measured.js"
import { type Surroundings, surroundingsOf } from "../observe/Surroundings.js"
import { spanned } from "../observe/traced.js"
import { Receive } from "../Receive.js"
import { Search } from "../Search.js"
import { CurrentIdempotencyKey, Send, type SendError } from "../Send.js"
import { Status } from "../Status.js"
import { members } from "../wire/members.js"
import * as routes from "../wire/routes.js"
import { WireToken } from "../wire/WireOAuth.js"
import { WirePage } from "../wire/WirePage.js"
import { WireSearchQuery } from "../wire/WireSearchQuery.js"
import { connectionBy, jsonBody } from "./Connection.js"
import { PromptSend } from "./PromptSend.js"
import { type ReadError, readOnce, retrying } from "./read.js"
import { makeReceive } from "./receive.js"
import { defaultBaseUrl, type FaxClientOptions, settingsOf } from "./Settings.js"
import { sendOnce, startSend } from "./send.js"
import { stoppable } from "./stoppable.js"
import { makeTokenCache } from "./TokenCache.js"

/** There is nothing to be found at `/oauth`; and what answers there may hold a token. */
const authErrorOf = (error: ReadError): CallError => {
  switch (error._tag) {
    case "FaxError.NotFound":
      return new Rejected({
        status: 404,
        title: "Not Found",
        detail: `${error.detail}; is this the base address of the service?`
      })
    case "FaxError.UnexpectedAnswer":
      return new UnexpectedAnswer({ status: error.status, detail: error.detail, excerpt: "" })
    default:
      return error
  }
}

const names = routes.parameters.status
const decodeToken = Schema.decodeUnknown(Schema.parseJson(WireToken))
const decodePage = Schema.decodeUnknown(Schema.parseJson(WirePage))

const measureSubmit = measureOf("Send.submit")
const measuredAs = {
  authenticate: measured("Auth.authenticate"),
  ofSend: measured("Status.ofSend"),
  ofMessage: measured("Status.ofMessage"),
  find: measured("Search.find")
}

/**
 * The four services over an `HttpClient`, and `Receive`, which only a gateway offers.
 *
 * @example
 * ```ts
 * import { FetchHttpClient } from "@effect/platform"
 * import { FaxClient, Send } from "@faxingcenter/core"
 * import { Context, Effect, Redacted } from "effect"
 *
 * // For programs with many accounts, each made when it is needed; one account is better a layer.
 * const sendOf = (clientId: string, clientSecret: string) =>
 *   FaxClient.make({ clientId, clientSecret: Redacted.make(clientSecret) }).pipe(
 *     Effect.map(Context.get(Send)),
 *     Effect.provide(FetchHttpClient.layer)
 *   )
 * ```
 */
export const make = Effect.fn("FaxClient.make")(function* (options: FaxClientOptions) {
  const settings = settingsOf(options)
  const connection = connectionBy(settings, yield* HttpClient.HttpClient)
  const retry = retrying(settings)

  const authenticate = (credentials: Credentials) =>
    readOnce(
      settings,
      connection,
      {
        route: routes.contract.oauth,
        body: jsonBody({
          [members.token.clientId]: credentials.clientId,
          [members.token.clientSecret]: Redacted.value(credentials.clientSecret),
          [members.token.grantType]: "client_credentials"
        })
      },
      decodeToken
    ).pipe(
      retry,
      Effect.mapError(authErrorOf),
      spanned("Auth.authenticate"),
      measuredAs.authenticate
    )

  const tokens = yield* makeTokenCache(authenticate(settings))

  /** What is done again after the service has refused a token of ours. */
  const withNewToken = <A, E>(
    refused: Redacted.Redacted,
    call: (token: Redacted.Redacted) => Effect.Effect<A, E>
  ): Effect.Effect<A, E | CallError> =>
    Effect.zipRight(tokens.invalidate(refused), Effect.flatMap(tokens.get, call))

  /** With the caller's token as it is; else with our own, replaced once if the service refuses it. */
  const withToken = <A, E extends { readonly _tag: string }>(
    call: (token: Redacted.Redacted) => Effect.Effect<A, E>
  ): Effect.Effect<A, E | CallError> =>
    Effect.flatMap(CurrentClient, (current): Effect.Effect<A, E | CallError> => {
      if (current?.token !== undefined) return call(current.token)
      return Effect.flatMap(tokens.get, (token) =>
        Effect.catchAll(
          call(token),
          (error): Effect.Effect<A, E | CallError> =>
            error._tag === "FaxError.Unauthorized" ? withNewToken(token, call) : Effect.fail(error)
        )
      )
    })

  const sendWith = (fax: SendFax) => (token: Redacted.Redacted) =>
    sendOnce(settings, connection, token, fax)
  const sendFax = (fax: SendFax) => withToken(sendWith(fax))

  /** A send by plain functions, as `PromptSend` has it, if its token is at hand. */
  const sendPromptly = (
    fax: SendFax,
    client: Client | undefined,
    key: IdempotencyKey | undefined,
    surroundings: Surroundings,
    done: (rest: Effect.Effect<Receipt, SendError>) => void
  ): (() => void) | undefined => {
    const exchange = surroundings.isTraced ? undefined : connection.directly()
    const given = client?.token
    const token = given ?? tokens.at(surroundings.clock.unsafeCurrentTimeMillis())
    if (exchange === undefined || token === undefined) return undefined
    const count = measureSubmit(surroundings)
    const stop = startSend(settings, exchange, token, fax, key, surroundings, (result) => {
      if (Either.isRight(result)) count("ok")
      else if (given === undefined && result.left._tag === "FaxError.Unauthorized") {
        return done(counted(withNewToken(token, sendWith(fax)), count))
      } else count(kindOf(result.left))
      done(result)
    })
    return (
      stop &&
      (() => {
        stop()
        count(interrupted)
      })
    )
  }

  const spannedSend = (fax: SendFax) =>
    sendFax(fax).pipe(
      Effect.tap(({ sendId }) => Effect.annotateCurrentSpan("fax.send_id", sendId)),
      spanned("Send.submit", {
        "fax.recipients": fax.recipients.length,
        "fax.documents": fax.documents.length
      })
    )

  const page = (route: routes.Route, parameters: Record<string, string | undefined>) =>
    // The token is tried for again on its own: tries of tries would wait four times as long.
    withToken((token) =>
      retry(readOnce(settings, connection, { route, token, parameters }, decodePage))
    )

  const services: Context.Context<Auth | Send | Status | Receive | Search> = Context.empty().pipe(
    Context.add(Auth, { authenticate }),
    Context.add(Send, {
      submit: (fax) =>
        Effect.withFiberRuntime((fiber) => {
          const surroundings = surroundingsOf(fiber)
          const count = measureSubmit(surroundings)
          if (surroundings.isTraced) return counted(spannedSend(fax), count)
          const client = Context.get(fiber.currentContext, CurrentClient)
          const key = Context.get(fiber.currentContext, CurrentIdempotencyKey)
          return stoppable<Receipt, SendError>((goOn) => {
            const stop = sendPromptly(fax, client, key, surroundings, goOn)
            if (stop === undefined) goOn(counted(sendFax(fax), count))
            return stop
          })
        })
    }),
    Context.add(PromptSend, (fax, key, surroundings, done) =>
      sendPromptly(fax, undefined, key, surroundings, done)
    ),
    Context.add(Status, {
      ofSend: (sendId, number) =>
        page(routes.contract.status, {
          [names.sendId]: sendId,
          [names.page]: number === undefined || number === 1 ? undefined : String(number)
        }).pipe(spanned("Status.ofSend"), measuredAs.ofSend),
      ofMessage: (messageId, sendId) =>
        page(routes.contract.status, { [names.sendId]: sendId, [names.messageId]: messageId }).pipe(
          Effect.flatMap(({ messages }) => {
            const message = messages.find((candidate) => candidate.messageId === messageId)
            return message === undefined
              ? new NotFound({ culprit: messageId, detail: "No such message" })
              : Effect.succeed(message)
          }),
          spanned("Status.ofMessage"),
          measuredAs.ofMessage
        )
    }),
    Context.add(Receive, makeReceive(settings, connection, withToken)),
    Context.add(Search, {
      find: (query) =>
        page(routes.contract.search, {
          [routes.parameters.search.page]: "1",
          ...Schema.encodeSync(WireSearchQuery)(query)
        }).pipe(spanned("Search.find"), measuredAs.find)
    })
  )
  return services
})

/**
 * The same services over an `HttpClient`, with one token that is fetched once and renewed before it
 * expires.
 *
 * @example
 * ```ts
 * import { FetchHttpClient } from "@effect/platform"
 * import { FaxClient } from "@faxingcenter/core"
 * import { Layer, Redacted } from "effect"
 *
 * const Fax = FaxClient.layer({
 *   baseUrl: "http://127.0.0.1:8080",
 *   clientId: "demo",
 *   clientSecret: Redacted.make("demo")
 * }).pipe(Layer.provide(FetchHttpClient.layer))
 * ```
 */
export const layer = (
  options: FaxClientOptions
): Layer.Layer<Auth | Send | Status | Search | Receive, never, HttpClient.HttpClient> =>
  Layer.effectContext(make(options))

/**
 * `FAXINGCENTER_BASE_URL`, `FAXINGCENTER_CLIENT_ID`, `FAXINGCENTER_CLIENT_SECRET`,
 * `FAXINGCENTER_REVISION`, each trimmed. An empty one is one that is not set.
 */
export const config = /* @__PURE__ */ (() => {
  // Marked pure: the bundle of a program that gives its account itself has none of it.
  const text = (name: string) =>
    Config.nonEmptyString(name).pipe(Config.map((given) => given.trim()))
  return Config.all({
    baseUrl: text("BASE_URL").pipe(Config.withDefault(defaultBaseUrl)),
    clientId: text("CLIENT_ID"),
    clientSecret: Config.redacted(text("CLIENT_SECRET")),
    revision: Schema.Config(
      "REVISION",
      Schema.compose(Schema.Trim, Revision, { strict: false })
    ).pipe(Config.withDefault<Revision>("2014-04-03"))
  }).pipe(Config.nested("FAXINGCENTER"))
})()

/**
 * `layer` from configuration, by default from the environment (see `config`).
 *
 * @example
 * ```ts
 * import { FetchHttpClient } from "@effect/platform"
 * import { FaxClient } from "@faxingcenter/core"
 * import { Effect, Layer, Schedule } from "effect"
 *
 * const Fax = FaxClient.layerConfig().pipe(Layer.provide(FetchHttpClient.layer))
 *
 * // The environment for the account, the program for the rest.
 * const Patient = Layer.unwrapEffect(
 *   Effect.map(FaxClient.config, (account) =>
 *     FaxClient.layer({ ...account, timeout: "1 minute", retry: Schedule.spaced("10 seconds") })
 *   )
 * ).pipe(Layer.provide(FetchHttpClient.layer))
 * ```
 */
export const layerConfig = (
  options: Config.Config<FaxClientOptions> = config
): Layer.Layer<
  Auth | Send | Status | Search | Receive,
  ConfigError.ConfigError,
  HttpClient.HttpClient
> => Layer.unwrapEffect(Effect.map(options, layer))
