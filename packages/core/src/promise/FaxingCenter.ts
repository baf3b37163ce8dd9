import * as HttpClient from "@effect/platform/HttpClient"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type * as Runtime from "effect/Runtime"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import { Auth, type Credentials } from "../Auth.js"
import * as pages from "../allPages.js"
import type { FaxError } from "../FaxError.js"
import * as FaxClient from "../http/FaxClient.js"
import { backoff } from "../http/Settings.js"
import * as Document from "../model/Document.js"
import { MessageId, ReceivedFaxId, SendId } from "../model/Ids.js"
import type * as Received from "../model/ReceivedFax.js"
import { type Surroundings, surroundingsOf } from "../observe/Surroundings.js"
import { Receive, type ReceiveError } from "../Receive.js"
import { receivedAll, watchReceived } from "../received.js"
import { Search } from "../Search.js"
import type { Send } from "../Send.js"
import { Status } from "../Status.js"
import { watch } from "../watch.js"
import { messageOf, pageOf, receivedFaxOf, receivedListOf } from "./answers.js"
import { httpClientOf } from "./httpClient.js"
import {
  callOptions,
  type Kinds,
  markReadOptions,
  messageOptions,
  problemOfClient,
  problemOfOptions,
  receivedDocumentOptions,
  sendOptions,
  statusOptions,
  watchOptions,
  watchReceivedOptions
} from "./members.js"
import { idOf, receivedQueryOf, searchQueryOf } from "./requests.js"
import { iterate, run } from "./run.js"
import { submit } from "./submit.js"
import { toError } from "./toError.js"
import type {
  AccessToken,
  CallOptions,
  Fax,
  FaxingCenterOptions,
  MarkReadOptions,
  Message,
  Page,
  Receipt,
  ReceivedDocumentOptions,
  ReceivedFax,
  ReceivedList,
  ReceivedQuery,
  SearchQuery,
  SendOptions,
  WatchOptions,
  WatchReceivedOptions
} from "./types.js"

type Services = Auth | Send | Status | Search | Receive

/**
 * The client for programs without Effect: promises, `AbortSignal` and async iterators. Failures reject
 * with the classes of this module (`FaxError`), times are `Date`, durations milliseconds. A token is
 * fetched when it is first needed, shared by all calls, and renewed before it expires.
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
  readonly #runtime: Runtime.Runtime<Services>
  readonly #surroundings: Surroundings

  constructor(options: FaxingCenterOptions) {
    const problem = problemOfClient(options)
    if (problem !== undefined) throw toError(problem)
    const { clientId, clientSecret, fetch, maxRetries, ...rest } = options
    this.#credentials = { clientId, clientSecret: Redacted.make(clientSecret) }
    this.#runtime = FaxClient.make({
      ...rest,
      ...this.#credentials,
      ...(maxRetries === undefined ? {} : { retry: backoff(maxRetries) })
    }).pipe(
      Effect.flatMap((services) => Effect.provide(Effect.runtime<Services>(), services)),
      Effect.provideService(HttpClient.HttpClient, httpClientOf(fetch)),
      Effect.runSync
    )
    this.#surroundings = Effect.runSync(
      Effect.withFiberRuntime((fiber) => Effect.succeed(surroundingsOf(fiber)))
    )
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
    const problem = problemOfOptions(options, sendOptions)
    return problem === undefined
      ? submit(this.#runtime, this.#surroundings, fax, options)
      : run(this.#runtime, problem, undefined)
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
    return this.#iterate(
      Effect.map(idOf(SendId, "sendId", sendId), pages.statusAll),
      options,
      messageOf
    )
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
    return this.#iterate(Effect.map(searchQueryOf(query), pages.searchAll), options, messageOf)
  }

  /**
   * The changes of a job as a stream: each message once as it is found, and again at each change, until
   * all have ended. Rejects with `StillProcessing` when the budget is spent before; nothing is cancelled
   * by it.
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
      messageOf,
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

  /** List received faxes, newest first. FaxingCenter itself has none; a gateway with a line has. */
  received(query?: ReceivedQuery, options?: CallOptions): Promise<ReceivedList> {
    return this.#run(
      Effect.flatMap(receivedQueryOf(query), (asked) =>
        Effect.flatMap(Receive, (receive) => receive.list(asked))
      ).pipe(Effect.map(receivedListOf)),
      options
    )
  }

  /** Every fax that came in and matches, the newest first, read only as far as you go. */
  receivedAll(
    query?: ReceivedQuery,
    options?: CallOptions
  ): AsyncGenerator<ReceivedFax, void, undefined> {
    return this.#iterate(Effect.map(receivedQueryOf(query), receivedAll), options, receivedFaxOf)
  }

  /** One fax that came in. */
  receivedFax(receivedFaxId: string, options?: CallOptions): Promise<ReceivedFax> {
    return this.#received(receivedFaxId, (receive, id) => receive.get(id), options)
  }

  /**
   * The pages of a fax that came in. `NotFound` when none came, or when they are no longer kept.
   *
   * @example
   * ```ts
   * import { writeFile } from "node:fs/promises"
   * import { FaxingCenter } from "@faxingcenter/core/promise"
   *
   * declare const fax: FaxingCenter
   *
   * for await (const { receivedFaxId } of fax.watchReceived()) {
   *   const pdf = await fax.receivedDocument(receivedFaxId, { format: "pdf" })
   *   await writeFile(`${receivedFaxId}.pdf`, pdf)
   *   await fax.markRead(receivedFaxId)
   * }
   * ```
   */
  receivedDocument(receivedFaxId: string, options?: ReceivedDocumentOptions): Promise<Uint8Array> {
    return this.#run(
      Effect.gen(function* () {
        const id = yield* idOf(ReceivedFaxId, "receivedFaxId", receivedFaxId)
        const receive = yield* Receive
        return yield* Document.readBytes(yield* receive.document(id, options))
      }),
      options,
      receivedDocumentOptions
    )
  }

  /** Marks a fax that came in as read, or with `read: false` as unread. */
  markRead(receivedFaxId: string, options?: MarkReadOptions): Promise<ReceivedFax> {
    return this.#received(
      receivedFaxId,
      (receive, id) => receive.markRead(id, options?.read),
      options,
      markReadOptions
    )
  }

  /** Announces a fax that came in again, to event streams and webhooks, as if it had just come. */
  redeliver(receivedFaxId: string, options?: CallOptions): Promise<ReceivedFax> {
    return this.#received(receivedFaxId, (receive, id) => receive.redeliver(id), options)
  }

  /** Deletes a fax that came in with its pages, for good. */
  removeReceived(receivedFaxId: string, options?: CallOptions): Promise<void> {
    return this.#run(
      Effect.flatMap(idOf(ReceivedFaxId, "receivedFaxId", receivedFaxId), (id) =>
        Effect.flatMap(Receive, (receive) => receive.remove(id))
      ),
      options
    )
  }

  /**
   * The faxes that nobody has marked read, and then those that come, without end: each once. Mark a fax read when
   * it has been dealt with; one that has not been comes again when the program starts anew.
   */
  watchReceived(options?: WatchReceivedOptions): AsyncGenerator<ReceivedFax, void, undefined> {
    const interval = options?.interval
    return this.#iterate(
      Effect.succeed(
        watchReceived(interval === undefined ? {} : { schedule: Schedule.spaced(interval) })
      ),
      options,
      receivedFaxOf,
      watchReceivedOptions
    )
  }

  #received(
    receivedFaxId: string,
    act: (
      receive: typeof Receive.Service,
      id: ReceivedFaxId
    ) => Effect.Effect<Received.ReceivedFax, ReceiveError>,
    options: CallOptions | undefined,
    kinds: Kinds = callOptions
  ): Promise<ReceivedFax> {
    return this.#run(
      Effect.flatMap(idOf(ReceivedFaxId, "receivedFaxId", receivedFaxId), (id) =>
        Effect.flatMap(Receive, (receive) => act(receive, id))
      ).pipe(Effect.map(receivedFaxOf)),
      options,
      kinds
    )
  }

  #run<A>(
    effect: Effect.Effect<A, FaxError, Services>,
    options: CallOptions | undefined,
    kinds: Kinds = callOptions
  ) {
    const problem = problemOfOptions(options, kinds)
    return problem === undefined
      ? run(this.#runtime, effect, options?.signal)
      : run(this.#runtime, problem, undefined)
  }

  #iterate<A, B>(
    stream: Effect.Effect<Stream.Stream<A, FaxError, Services>, FaxError>,
    options: CallOptions | undefined,
    answerOf: (element: A) => B,
    kinds: Kinds = callOptions
  ) {
    const problem = problemOfOptions(options, kinds)
    return problem === undefined
      ? iterate(this.#runtime, Stream.map(Stream.unwrap(stream), answerOf), options?.signal)
      : iterate(this.#runtime, Stream.fail(problem), undefined)
  }
}
