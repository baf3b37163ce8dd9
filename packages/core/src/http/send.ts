import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import {
  type DocumentUnreadable,
  OutcomeUnknown,
  Rejected,
  TestNumberRefused,
  Unavailable
} from "../FaxError.js"
import { isTestNumber } from "../model/FaxNumber.js"
import type { IdempotencyKey } from "../model/IdempotencyKey.js"
import { collectBytes } from "../model/joinBytes.js"
import type { Receipt } from "../model/Receipt.js"
import type { SendFax } from "../model/SendFax.js"
import { CurrentIdempotencyKey, type SendError } from "../Send.js"
import { errorOfAnswer, excerpt } from "../wire/errorOfAnswer.js"
import { readReceipt } from "../wire/readReceipt.js"
import * as routes from "../wire/routes.js"
import { type SendBody, sendBody, wholeUpTo } from "../wire/sendBody.js"
import type { CallBody, Connection, NoAnswer } from "./Connection.js"
import type { Settings } from "./Settings.js"
import { type Answer, describeTransportError, failedAnswer, isNeverConnected } from "./transport.js"

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
  const { body, headers, status } = answer
  if (status >= 200 && status < 300) {
    const receipt = readReceipt(body)
    return receipt === undefined
      ? Effect.fail(
          unknown(
            `The service answered HTTP ${status}, but its receipt cannot be read (${excerpt(body) || "empty body"})`,
            status
          )
        )
      : Effect.succeed(receipt)
  }
  const refusedBySelf =
    status === 503 && headers["content-type"]?.includes("application/problem+json") === true
  if (status >= 500 && !refusedBySelf && !neverActedOn.has(status)) {
    return Effect.fail(unknown(`The service answered HTTP ${status} to the send`, status))
  }
  const error = errorOfAnswer(failedAnswer(answer))
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

/** A small body is sent whole, a large one as it is made. */
const bodyOf = (
  { length, pieces, whole }: SendBody,
  stream: () => Stream.Stream<Uint8Array, DocumentUnreadable>,
  onLast: () => void
): Effect.Effect<CallBody, DocumentUnreadable> => {
  if (length === undefined) return Effect.succeed({ stream })
  if (whole !== undefined) {
    onLast()
    return Effect.succeed({ raw: whole, length })
  }
  if (length <= wholeUpTo) return Effect.map(collectBytes(stream()), (raw) => ({ raw, length }))
  return Effect.succeed({
    stream,
    length,
    ...(pieces === undefined ? {} : { raw: pieces(onLast) })
  })
}

/**
 * One send, exactly once: whatever happens after the last byte of the request has left without a
 * readable answer is `OutcomeUnknown`; what happens before it cannot have been accepted.
 */
const sendAt = (
  settings: Settings,
  connection: Connection,
  token: Redacted.Redacted,
  fax: SendFax,
  key: IdempotencyKey | undefined,
  now: number
): Effect.Effect<Receipt, SendError> => {
  const body = sendBody(fax, settings.revision)
  let complete = false
  let unreadable: DocumentUnreadable | undefined
  const onLast = () => {
    complete = true
  }

  const unknown = (detail: string, status?: number) =>
    new OutcomeUnknown({
      detail,
      numbers: fax.recipients.map(({ number }) => number),
      since: DateTime.unsafeMake(now),
      ...(status === undefined ? {} : { status })
    })
  const broken = (what: string) =>
    unreadable ??
    (complete
      ? unknown(`No answer to the send: ${what}`)
      : new Unavailable({
          detail: `Nothing was sent: ${what} before the request had left; is ${settings.baseUrl} right and reachable?`
        }))
  const failed = (none: NoAnswer): SendError => {
    if (none._tag === "Late")
      return broken(`timeout after ${Duration.format(settings.sendTimeout)}`)
    const what = describeTransportError(none.cause)
    return isNeverConnected(none.cause)
      ? new Unavailable({
          detail: `Nothing was sent: no connection to ${settings.baseUrl} (${what})`
        })
      : broken(what)
  }

  const stream = () =>
    Stream.tapError(body.stream(onLast), (error) =>
      Effect.sync(() => {
        unreadable = error
      })
    )
  return Effect.flatMap(bodyOf(body, stream, onLast), (content) =>
    Effect.matchEffect(
      connection.exchange(
        {
          route: routes.contract.send,
          token,
          body: content,
          ...(key === undefined ? {} : { headers: { "idempotency-key": key } })
        },
        settings.sendTimeout
      ),
      {
        onFailure: (none) => Effect.fail(failed(none)),
        onSuccess: (answer) => receiptOf(answer, unknown)
      }
    )
  )
}

export const sendOnce = (
  settings: Settings,
  connection: Connection,
  token: Redacted.Redacted,
  fax: SendFax
): Effect.Effect<Receipt, SendError> => {
  const testNumber = fax.recipients.find(({ number }) => isTestNumber(number))
  if (testNumber !== undefined && !settings.allowTestNumbers) {
    return Effect.fail(new TestNumberRefused({ culprit: testNumber.number }))
  }
  return Effect.flatMap(CurrentIdempotencyKey, (key) =>
    Effect.clockWith((clock) =>
      sendAt(settings, connection, token, fax, key, clock.unsafeCurrentTimeMillis())
    )
  )
}
