import type * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import {
  type DocumentUnreadable,
  OutcomeUnknown,
  Rejected,
  TestNumberRefused,
  Unavailable
} from "../FaxError.js"
import { isTestNumber } from "../model/FaxNumber.js"
import { collectBytes } from "../model/joinBytes.js"
import type { Receipt } from "../model/Receipt.js"
import type { SendFax } from "../model/SendFax.js"
import { CurrentIdempotencyKey, type SendError } from "../Send.js"
import { errorOfAnswer, excerpt } from "../wire/errorOfAnswer.js"
import * as routes from "../wire/routes.js"
import { type SendBody, sendBody, wholeUpTo } from "../wire/sendBody.js"
import { WireReceipt } from "../wire/WireReceipt.js"
import type { Settings } from "./Settings.js"
import { type Answer, describeTransportError, exchange, isNeverConnected } from "./transport.js"

const decodeReceipt = Schema.decodeUnknown(Schema.parseJson(WireReceipt))

/** Statuses above 499 that say that the request was not understood, hence not acted on. */
const neverActedOn = new Set([501, 505, 511])

/**
 * What an answer to a send means. A 5xx is ambiguous: a proxy gives one, too, when it lost the
 * service's answer. Only a 503 in the service's own format says that nothing was taken.
 */
const receiptOf = (
  answer: Answer,
  unknown: (detail: string, status?: number) => OutcomeUnknown
): Effect.Effect<Receipt, SendError> => {
  const { body, contentType, status } = answer
  if (status >= 200 && status < 300) {
    return Effect.mapError(decodeReceipt(body), () =>
      unknown(
        `The service answered HTTP ${status}, but its receipt cannot be read (${excerpt(body) || "empty body"})`,
        status
      )
    )
  }
  const refusedBySelf = status === 503 && contentType.includes("application/problem+json")
  if (status >= 500 && !refusedBySelf && !neverActedOn.has(status)) {
    return Effect.fail(unknown(`The service answered HTTP ${status} to the send`, status))
  }
  const error = errorOfAnswer(answer)
  return Effect.fail(
    error._tag === "FaxError.NotFound"
      ? new Rejected({
          status,
          title: "Not Found",
          detail: `${error.detail}; is this the base address of the service?`
        })
      : error
  )
}

const keyHeader = Effect.map(CurrentIdempotencyKey, (key) =>
  key === undefined ? {} : { "idempotency-key": key }
)

const jsonType = "application/json"

/** A small body is sent whole, a large one as it is made. */
const withBody = <E>(
  request: HttpClientRequest.HttpClientRequest,
  { length, whole }: SendBody,
  stream: () => Stream.Stream<Uint8Array, E>
): Effect.Effect<HttpClientRequest.HttpClientRequest, E> => {
  const ofBytes = (bytes: Uint8Array) => HttpClientRequest.bodyUint8Array(request, bytes, jsonType)
  if (whole !== undefined) return Effect.succeed(ofBytes(whole))
  return length !== undefined && length <= wholeUpTo
    ? Effect.map(collectBytes(stream()), ofBytes)
    : Effect.succeed(
        HttpClientRequest.bodyStream(request, stream(), {
          contentType: jsonType,
          ...(length === undefined ? {} : { contentLength: length })
        })
      )
}

/**
 * One send, exactly once: whatever happens after the last byte of the request has left without a
 * readable answer is `OutcomeUnknown`; what happens before it cannot have been accepted.
 */
export const sendOnce = (
  settings: Settings,
  client: HttpClient.HttpClient,
  token: Redacted.Redacted,
  fax: SendFax
): Effect.Effect<Receipt, SendError> =>
  Effect.gen(function* () {
    const testNumber = fax.recipients.find(({ number }) => isTestNumber(number))
    if (testNumber !== undefined && !settings.allowTestNumbers) {
      return yield* new TestNumberRefused({ culprit: testNumber.number })
    }
    const headers = yield* keyHeader
    const body = sendBody(fax, settings.revision)
    const since = yield* DateTime.now
    let complete = false
    let unreadable: DocumentUnreadable | undefined

    const unknown = (detail: string, status?: number) =>
      new OutcomeUnknown({
        detail,
        numbers: fax.recipients.map(({ number }) => number),
        since,
        ...(status === undefined ? {} : { status })
      })
    const broken = (what: string) =>
      unreadable ??
      (complete
        ? unknown(`No answer to the send: ${what}`)
        : new Unavailable({
            detail: `Nothing was sent: ${what} before the request had left; is ${settings.baseUrl} right and reachable?`
          }))

    const stream = () =>
      Stream.tapError(
        body.stream(() => {
          complete = true
        }),
        (error) =>
          Effect.sync(() => {
            unreadable = error
          })
      )
    const head = HttpClientRequest.post(routes.contract.send.path).pipe(
      HttpClientRequest.bearerToken(token),
      HttpClientRequest.acceptJson,
      HttpClientRequest.setHeaders(headers)
    )
    const request = yield* withBody(head, body, stream)
    if (body.whole !== undefined) complete = true
    const answer = yield* exchange(client, request).pipe(
      Effect.mapError((error) =>
        isNeverConnected(error)
          ? new Unavailable({
              detail: `Nothing was sent: no connection to ${settings.baseUrl} (${describeTransportError(error)})`
            })
          : broken(describeTransportError(error))
      ),
      Effect.timeoutOption(settings.sendTimeout),
      Effect.flatMap(
        Option.match({
          onNone: () =>
            Effect.fail(broken(`timeout after ${Duration.format(settings.sendTimeout)}`)),
          onSome: Effect.succeed
        })
      )
    )
    return yield* receiptOf(answer, unknown)
  })
