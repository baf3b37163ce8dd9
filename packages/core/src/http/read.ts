import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type { ParseError } from "effect/ParseResult"
import * as Schedule from "effect/Schedule"
import {
  type CallError,
  type NotFound,
  Rejected,
  Unavailable,
  UnexpectedAnswer
} from "../FaxError.js"
import {
  type AnswerError,
  errorOfAnswer,
  excerpt,
  type FailedAnswer
} from "../wire/errorOfAnswer.js"
import { problemCode } from "../wire/WireProblem.js"
import type { ApiCall, Connection } from "./Connection.js"
import type { Settings } from "./Settings.js"
import { type Answer, describeTransportError, failedAnswer } from "./transport.js"

export type ReadError = CallError | NotFound

/** A read knows no numbers, documents or funds of its own: such a refusal is a refusal like others. */
const readErrorOf = (status: number, error: AnswerError): ReadError => {
  switch (error._tag) {
    case "FaxError.InvalidNumber":
    case "FaxError.DocumentMissing":
      return new Rejected({
        status,
        title: "Not Acceptable",
        detail: error.detail,
        culprit: error.culprit,
        ...(error.place === undefined ? {} : { place: error.place }),
        code:
          error._tag === "FaxError.InvalidNumber"
            ? problemCode.invalidNumber
            : problemCode.documentMissing
      })
    case "FaxError.InsufficientFunds":
      return new Rejected({ status, title: "Payment Required", detail: error.detail })
    default:
      return error
  }
}

/** What an answer outside 2xx means to a read. */
export const refusalOf = (answer: FailedAnswer): ReadError =>
  readErrorOf(answer.status, errorOfAnswer(answer))

/** No answer came, or it broke off. */
export const noAnswer = ({ baseUrl }: Settings, cause: unknown): Unavailable =>
  new Unavailable({ detail: `No answer from ${baseUrl}: ${describeTransportError(cause)}` })

/** No answer came in time. */
export const tooLate = ({ baseUrl }: Settings, limit: Duration.Duration): Unavailable =>
  new Unavailable({
    detail: `No answer from ${baseUrl} within ${Duration.format(limit)}`
  })

/** A 2xx answer as it decodes, or the error that any other answer means. */
const decodeAnswer =
  <A>(decode: (body: string) => Effect.Effect<A, ParseError>) =>
  (answer: Answer): Effect.Effect<A, ReadError> =>
    answer.status >= 200 && answer.status < 300
      ? Effect.mapError(
          decode(answer.body),
          () =>
            new UnexpectedAnswer({
              status: answer.status,
              detail: "The service's answer does not match the contract",
              excerpt: excerpt(answer.body)
            })
        )
      : Effect.fail(refusalOf(failedAnswer(answer)))

const isPassing = (error: ReadError) =>
  error._tag === "FaxError.RateLimited" || error._tag === "FaxError.Unavailable"

const retryAfterOf = (error: ReadError): Duration.Duration =>
  (error._tag === "FaxError.RateLimited" || error._tag === "FaxError.Unavailable"
    ? error.retryAfter
    : undefined) ?? Duration.zero

/** Longer than this is for the caller to wait, who is told how long. */
const longestWait = Duration.minutes(1)

/** One try of a read: a request, its answer in a schema, a time limit. */
export const readOnce = <A>(
  settings: Settings,
  connection: Connection,
  call: ApiCall,
  decode: (body: string) => Effect.Effect<A, ParseError>
): Effect.Effect<A, ReadError> =>
  Effect.matchEffect(connection.exchange(call, settings.timeout), {
    onFailure: (none) =>
      Effect.fail(
        none._tag === "Late" ? tooLate(settings, settings.timeout) : noAnswer(settings, none.cause)
      ),
    onSuccess: decodeAnswer(decode)
  })

/** Tries again what may pass, as the schedule says, but never sooner than the service asks. */
export const retrying =
  (settings: Settings) =>
  <A>(effect: Effect.Effect<A, ReadError>): Effect.Effect<A, ReadError> =>
    Effect.retry(
      effect,
      Schedule.identity<ReadError>().pipe(
        Schedule.intersect(settings.retry),
        Schedule.modifyDelay(([error], delay) => Duration.max(delay, retryAfterOf(error))),
        Schedule.whileInput(
          (error: ReadError) =>
            isPassing(error) && Duration.lessThanOrEqualTo(retryAfterOf(error), longestWait)
        )
      )
    )
