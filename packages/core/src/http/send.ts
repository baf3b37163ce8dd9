import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
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
import type { RawBody } from "../node/Direct.js"
import type { Surroundings } from "../observe/Surroundings.js"
import { CurrentIdempotencyKey, type SendError } from "../Send.js"
import { errorOfAnswer, excerpt } from "../wire/errorOfAnswer.js"
import { readReceipt } from "../wire/readReceipt.js"
import * as routes from "../wire/routes.js"
import { type SendBody, sendBody, wholeUpTo } from "../wire/sendBody.js"
import type { ApiCall, CallBody, Connection, Exchange, NoAnswer } from "./Connection.js"
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
): Either.Either<Receipt, SendError> => {
  const { body, status } = answer
  if (status >= 200 && status < 300) {
    const receipt = readReceipt(body)
    return receipt === undefined
      ? Either.left(
          unknown(
            `The service answered HTTP ${status}, but its receipt cannot be read (${excerpt(body) || "empty body"})`,
            status
          )
        )
      : Either.right(receipt)
  }
  const refusedBySelf =
    status === 503 && answer.headers["content-type"]?.includes("application/problem+json") === true
  if (status >= 500 && !refusedBySelf && !neverActedOn.has(status)) {
    return Either.left(unknown(`The service answered HTTP ${status} to the send`, status))
  }
  const error = errorOfAnswer(failedAnswer(answer))
  return Either.left(
    error._tag === "FaxError.NotFound"
      ? new Rejected({
          status,
          title: "Not Found",
          detail: `${error.detail}; is this the base address of the service?`
        })
      : error
  )
}

/** The body of one send, and what an answer to it means, or that there is none. */
const sendingOf = (settings: Settings, fax: SendFax, now: number) => {
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

  return {
    body,
    onLast,
    stream: () =>
      Stream.tapError(body.stream(onLast), (error) =>
        Effect.sync(() => {
          unreadable = error
        })
      ),
    /** A lost answer is never asked for again: see `OutcomeUnknown`. */
    read: (result: Either.Either<Answer, NoAnswer>): Either.Either<Receipt, SendError> =>
      Either.isRight(result) ? receiptOf(result.right, unknown) : Either.left(failed(result.left))
  }
}

/** The body as it is sent, where nothing has to be read for it first. A small one is sent whole. */
const heldBody = (
  { length, pieces, whole }: SendBody,
  onLast: () => void
): (CallBody & { readonly length: number; readonly raw: RawBody }) | undefined => {
  if (length === undefined) return undefined
  if (whole !== undefined) {
    onLast()
    return { raw: whole, length }
  }
  return pieces && { raw: pieces(onLast), length }
}

/** A small body is sent whole, a large one as it is made. */
const bodyOf = ({
  body,
  onLast,
  stream
}: ReturnType<typeof sendingOf>): Effect.Effect<CallBody, DocumentUnreadable> => {
  const { length } = body
  const held = heldBody(body, onLast)
  if (held !== undefined) return Effect.succeed({ ...held, stream })
  return length !== undefined && length <= wholeUpTo
    ? Effect.map(collectBytes(stream()), (raw) => ({ raw, length }))
    : Effect.succeed({ stream, ...(length === undefined ? {} : { length }) })
}

const callOf = (
  token: Redacted.Redacted,
  key: IdempotencyKey | undefined,
  body: CallBody
): ApiCall => ({
  route: routes.contract.send,
  token,
  body,
  ...(key === undefined ? {} : { headers: { "idempotency-key": key } })
})

/** Why a fax is not even tried. */
const refusalOf = (settings: Settings, fax: SendFax): TestNumberRefused | undefined => {
  if (settings.allowTestNumbers) return undefined
  const testNumber = fax.recipients.find(({ number }) => isTestNumber(number))
  return testNumber && new TestNumberRefused({ culprit: testNumber.number })
}

/**
 * One send, exactly once: whatever happens after the last byte of the request has left without a
 * readable answer is `OutcomeUnknown`; what happens before it cannot have been accepted.
 */
export const sendOnce = (
  settings: Settings,
  connection: Connection,
  token: Redacted.Redacted,
  fax: SendFax
): Effect.Effect<Receipt, SendError> => {
  const refusal = refusalOf(settings, fax)
  if (refusal !== undefined) return Effect.fail(refusal)
  return Effect.flatMap(CurrentIdempotencyKey, (key) =>
    Effect.clockWith((clock) => {
      const sending = sendingOf(settings, fax, clock.unsafeCurrentTimeMillis())
      return Effect.flatMap(bodyOf(sending), (body) =>
        Effect.flatMap(
          Effect.either(connection.exchange(callOf(token, key, body), settings.sendTimeout)),
          sending.read
        )
      )
    })
  )
}

/**
 * The same by plain functions, for what nearly every send is: a fax that is not refused, and whose documents are in memory.
 * Has started nothing where it gives no function to stop it.
 */
export const startSend = (
  settings: Settings,
  exchange: Exchange,
  token: Redacted.Redacted,
  fax: SendFax,
  key: IdempotencyKey | undefined,
  surroundings: Surroundings,
  done: (result: Either.Either<Receipt, SendError>) => void
): (() => void) | undefined => {
  if (refusalOf(settings, fax) !== undefined) return undefined
  const { body, onLast, read } = sendingOf(
    settings,
    fax,
    surroundings.clock.unsafeCurrentTimeMillis()
  )
  const held = heldBody(body, onLast)
  return (
    held &&
    exchange(callOf(token, key, held), settings.sendTimeout, surroundings, (result) =>
      done(read(result))
    )
  )
}
