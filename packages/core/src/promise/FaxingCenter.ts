import * as HttpClient from "@effect/platform/HttpClient"
import type * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import { Auth, type Credentials } from "../Auth.js"
import type { FaxError } from "../FaxError.js"
import * as FaxClient from "../http/FaxClient.js"
import { backoff } from "../http/Settings.js"
import { MessageId, SendId } from "../model/Ids.js"
import type * as Model from "../model/Message.js"
import * as pages from "../pages.js"
import { Search } from "../Search.js"
import { CurrentIdempotencyKey, Send } from "../Send.js"
import { Status } from "../Status.js"
import { watch } from "../watch.js"
import { messageOf, pageOf } from "./answers.js"
import { httpClientOf } from "./httpClient.js"
import {
  callOptions,
  messageOptions,
  problemOfClient,
  problemOfOptions,
  sendOptions,
  statusOptions,
  watchOptions
} from "./members.js"
import { idOf, keyOf, searchQueryOf, sendFaxOf } from "./requests.js"
import { iterate, run } from "./run.js"
import { toError } from "./toError.js"
import type {
  AccessToken,
  CallOptions,
  Fax,
  FaxingCenterOptions,
  Message,
  Page,
  Receipt,
  SearchQuery,
  SendOptions,
  WatchOptions
} from "./types.js"

type Services = Auth | Send | Status | Search

/**
 * The service for those who do not write Effect: promises, `AbortSignal`, async iterators. Failures
 * reject with the classes of this module (`FaxError`), times are `Date`, durations milliseconds.
 * A token is fetched when it is first needed, shared by all calls, and renewed before it expires.
 *
 * @example
 * ```ts
 * import { FaxingCenter } from "@faxingcenter/core/promise"
 *
 * const fax = new FaxingCenter({ clientId: "demo", clientSecret: "demo", baseUrl: "http://127.0.0.1:8080" })
 *
 * const { sendId } = await fax.send({
 *   to: "018555808797",
 *   documents: new File(["Please call back."], "note.txt")
 * })
 * for await (const message of fax.watch(sendId)) {
 *   console.log(message.faxNumber, message.status)
 * }
 * ```
 */
export class FaxingCenter {
  readonly #credentials: Credentials
  readonly #services: Context.Context<Services>

  constructor(options: FaxingCenterOptions) {
    const problem = problemOfClient(options)
    if (problem !== undefined) throw toError(problem)
    const { clientId, clientSecret, fetch, maxRetries, ...rest } = options
    this.#credentials = { clientId, clientSecret: Redacted.make(clientSecret) }
    this.#services = FaxClient.make({
      ...rest,
      ...this.#credentials,
      ...(maxRetries === undefined ? {} : { retry: backoff(maxRetries) })
    }).pipe(Effect.provideService(HttpClient.HttpClient, httpClientOf(fetch)), Effect.runSync)
  }

  /** A new token; `Unauthorized` when the credentials are wrong. The other calls do this themselves. */
  authenticate(options?: CallOptions): Promise<AccessToken> {
    return this.#run(
      Effect.flatMap(Auth, (auth) => auth.authenticate(this.#credentials)).pipe(
        Effect.map(({ expiresIn, token }) => ({
          token: Redacted.value(token),
          expiresIn: Duration.toMillis(expiresIn)
        }))
      ),
      options
    )
  }

  /**
   * Hands a fax to the service, which accepts the whole job or none of it. Never repeated by itself:
   * after `OutcomeUnknown`, or after an abort, the fax may have been accepted. A gateway that is given an
   * `idempotencyKey` can be sent the same again without harm.
   *
   * @example
   * ```ts
   * import { FaxingCenter } from "@faxingcenter/core/promise"
   *
   * declare const fax: FaxingCenter
   *
   * await fax.send({
   *   to: ["018555808797", { number: "13862345678", reference: "order 4711" }],
   *   documents: [{ path: "order.pdf" }, new File(["Terms of delivery"], "terms.txt")]
   * })
   * ```
   */
  send(fax: Fax, options?: SendOptions): Promise<Receipt> {
    return this.#run(
      Effect.gen(function* () {
        const key = yield* keyOf(options?.idempotencyKey)
        const checked = yield* sendFaxOf(fax)
        const service = yield* Send
        return yield* Effect.provideService(service.submit(checked), CurrentIdempotencyKey, key)
      }),
      options,
      sendOptions
    )
  }

  /** One page of the messages of a job, in the order of its recipients, 100 to a page (from 1). */
  status(
    sendId: string,
    options?: CallOptions & { readonly page?: number | undefined }
  ): Promise<Page> {
    return this.#run(
      Effect.flatMap(idOf(SendId, "sendId", sendId), (id) =>
        Effect.flatMap(Status, (status) => status.ofSend(id, options?.page))
      ).pipe(Effect.map(pageOf)),
      options,
      statusOptions
    )
  }

  /** Every message of a job, in the order of its recipients. */
  statusAll(sendId: string, options?: CallOptions): AsyncGenerator<Message, void, undefined> {
    return this.#iterate(Effect.map(idOf(SendId, "sendId", sendId), pages.statusAll), options)
  }

  /** One message; with `sendId`, only if it belongs to that job. */
  message(
    messageId: string,
    options?: CallOptions & { readonly sendId?: string | undefined }
  ): Promise<Message> {
    const sendId = options?.sendId
    return this.#run(
      Effect.gen(function* () {
        const status = yield* Status
        return yield* status.ofMessage(
          yield* idOf(MessageId, "messageId", messageId),
          sendId === undefined ? undefined : yield* idOf(SendId, "sendId", sendId)
        )
      }).pipe(Effect.map(messageOf)),
      options,
      messageOptions
    )
  }

  /** One page of what was sent in a time, oldest first; `NotFound` for a page past the last. */
  search(query: SearchQuery, options?: CallOptions): Promise<Page> {
    return this.#run(
      Effect.flatMap(searchQueryOf(query), (found) =>
        Effect.flatMap(Search, (search) => search.find(found))
      ).pipe(Effect.map(pageOf)),
      options
    )
  }

  /**
   * Every message that matches, page after page, read only as far as you go.
   *
   * @example
   * ```ts
   * import { FaxingCenter } from "@faxingcenter/core/promise"
   *
   * declare const fax: FaxingCenter
   *
   * const from = new Date("2014-04-01T00:00:00Z")
   * const to = new Date("2014-04-30T23:59:59Z")
   * for await (const message of fax.searchAll({ from, to, status: "failed" })) {
   *   console.log(message.sentOn, message.faxNumber)
   * }
   * ```
   */
  searchAll(query: SearchQuery, options?: CallOptions): AsyncGenerator<Message, void, undefined> {
    return this.#iterate(Effect.map(searchQueryOf(query), pages.searchAll), options)
  }

  /**
   * What changes in a job: each message once as it is found, again at each change, to the end of the
   * last. Rejects with `StillProcessing` when the budget is spent before; nothing is cancelled by it.
   */
  watch(sendId: string, options?: WatchOptions): AsyncGenerator<Message, void, undefined> {
    const { budget, interval } = options ?? {}
    return this.#iterate(
      Effect.map(idOf(SendId, "sendId", sendId), (id) =>
        watch(id, {
          ...(interval === undefined ? {} : { schedule: Schedule.spaced(interval) }),
          ...(budget === undefined ? {} : { budget })
        })
      ),
      options,
      watchOptions
    )
  }

  /** Waits until nothing of a job is processing, and gives its messages, in the order of its recipients. */
  async wait(sendId: string, options?: WatchOptions): Promise<ReadonlyArray<Message>> {
    const messages = new Map<string, Message>()
    for await (const message of this.watch(sendId, options))
      messages.set(message.messageId, message)
    return [...messages.values()]
  }

  #run<A>(
    effect: Effect.Effect<A, FaxError, Services>,
    options: CallOptions | undefined,
    kinds = callOptions
  ) {
    const problem = problemOfOptions(options, kinds)
    return problem === undefined
      ? run(Effect.provide(effect, this.#services), options?.signal)
      : run(problem, undefined)
  }

  #iterate(
    stream: Effect.Effect<Stream.Stream<Model.Message, FaxError, Services>, FaxError>,
    options: CallOptions | undefined,
    kinds = callOptions
  ) {
    const problem = problemOfOptions(options, kinds)
    return problem === undefined
      ? iterate(
          Stream.unwrap(stream).pipe(Stream.map(messageOf), Stream.provideContext(this.#services)),
          options?.signal
        )
      : iterate(Stream.fail(problem), undefined)
  }
}
