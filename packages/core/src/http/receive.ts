import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { type CallError, Rejected, UnexpectedAnswer } from "../FaxError.js"
import * as Document from "../model/Document.js"
import { collectBytes } from "../model/joinBytes.js"
import { ReceivedFax, ReceivedList, receivedFileName } from "../model/ReceivedFax.js"
import { AnswerLimit } from "../node/AnswerLimit.js"
import { measured } from "../observe/measured.js"
import { spanned } from "../observe/traced.js"
import type { Receive } from "../Receive.js"
import * as routes from "../wire/routes.js"
import { WireReceivedDocumentQuery, WireReceivedQuery } from "../wire/WireReceivedQuery.js"
import { type CallBody, type Connection, jsonBody } from "./Connection.js"
import { noAnswer, type ReadError, readOnce, refusalOf, retrying, tooLate } from "./read.js"
import type { Settings } from "./Settings.js"

const decodeFax = Schema.decodeUnknown(Schema.parseJson(ReceivedFax))
const decodeList = Schema.decodeUnknown(Schema.parseJson(ReceivedList))
const encodeQuery = Schema.encodeSync(WireReceivedQuery)
const encodeDocumentQuery = Schema.encodeSync(WireReceivedDocumentQuery)
const nothing = () => Effect.void

/** Bytes of the longest document that is read: a thousand dense pages. */
const longestDocument = 256 * 1024 * 1024

/** All bytes of a document. One that was cut off is none. */
const bytesOnce = (
  settings: Settings,
  client: HttpClient.HttpClient,
  request: HttpClientRequest.HttpClientRequest
): Effect.Effect<Uint8Array, ReadError> =>
  Effect.gen(function* () {
    const response = yield* HttpClient.withScope(client).execute(request)
    const body = yield* collectBytes(response.stream)
    const { status } = response
    if (status < 200 || status > 299) {
      const text = new TextDecoder().decode(body)
      return yield* refusalOf({ status, body: text, now: yield* Clock.currentTimeMillis })
    }
    const length = response.headers["content-length"]
    if (
      body.length >= longestDocument ||
      (length !== undefined && Number(length) !== body.length)
    ) {
      return yield* new UnexpectedAnswer({
        status,
        detail: `The document is incomplete: received ${body.length} bytes of ${length ?? "more"}`,
        excerpt: ""
      })
    }
    return body
  }).pipe(
    Effect.scoped,
    Effect.provideService(AnswerLimit, longestDocument),
    Effect.catchTags({
      RequestError: (error) => noAnswer(settings, error),
      ResponseError: (error) => noAnswer(settings, error)
    }),
    Effect.timeoutFail({
      duration: settings.sendTimeout,
      onTimeout: () => tooLate(settings, settings.sendTimeout)
    })
  )

/** A service without received faxes does not even have their list. */
const noList = (error: ReadError): CallError =>
  error._tag === "FaxError.NotFound"
    ? new Rejected({
        status: 404,
        title: "Not Found",
        detail: `${error.detail}; only a gateway has received faxes: is this the base address of one?`
      })
    : error

const measuredAs = {
  list: measured("Receive.list"),
  get: measured("Receive.get"),
  document: measured("Receive.document"),
  markRead: measured("Receive.markRead"),
  remove: measured("Receive.remove"),
  redeliver: measured("Receive.redeliver")
}

/** `Receive` over an `HttpClient`. */
export const makeReceive = (
  settings: Settings,
  connection: Connection,
  withToken: <A>(
    call: (token: Redacted.Redacted) => Effect.Effect<A, ReadError>
  ) => Effect.Effect<A, ReadError>
): typeof Receive.Service => {
  const retry = retrying(settings)
  const read = <A>(
    call: Parameters<typeof readOnce<A>>[2],
    decode: Parameters<typeof readOnce<A>>[3]
  ) => withToken((token) => retry(readOnce(settings, connection, { ...call, token }, decode)))
  const change = <A>(
    route: routes.Route,
    decode: Parameters<typeof readOnce<A>>[3],
    body?: CallBody
  ) =>
    withToken((token) =>
      readOnce(
        settings,
        connection,
        { route, token, ...(body === undefined ? {} : { body }) },
        decode
      )
    )

  return {
    list: (query = {}) =>
      read({ route: routes.received.list, parameters: encodeQuery(query) }, decodeList).pipe(
        Effect.mapError(noList),
        spanned("Receive.list"),
        measuredAs.list
      ),
    get: (id) =>
      read({ route: routes.at(routes.received.get, { id }) }, decodeFax).pipe(
        spanned("Receive.get"),
        measuredAs.get
      ),
    document: (id, options = {}) => {
      const { format = "tiff", page } = options
      const asked = encodeDocumentQuery({ format, ...(page === undefined ? {} : { page }) })
      return withToken((token) =>
        retry(
          bytesOnce(
            settings,
            connection.client,
            HttpClientRequest.get(routes.at(routes.received.document, { id }).path).pipe(
              HttpClientRequest.bearerToken(token),
              HttpClientRequest.accept("*/*"),
              HttpClientRequest.setUrlParams({ ...asked })
            )
          )
        )
      ).pipe(
        Effect.map((bytes) => Document.fromBytes(receivedFileName(id, options), bytes)),
        spanned("Receive.document"),
        measuredAs.document
      )
    },
    markRead: (id, isRead = true) =>
      change(
        routes.at(routes.received.markRead, { id }),
        decodeFax,
        jsonBody({ read: isRead })
      ).pipe(spanned("Receive.markRead"), measuredAs.markRead),
    remove: (id) =>
      change(routes.at(routes.received.remove, { id }), nothing).pipe(
        spanned("Receive.remove"),
        measuredAs.remove
      ),
    redeliver: (id) =>
      change(routes.at(routes.received.redeliver, { id }), decodeFax).pipe(
        spanned("Receive.redeliver"),
        measuredAs.redeliver
      )
  }
}
