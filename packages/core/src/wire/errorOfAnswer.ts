import * as Duration from "effect/Duration"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import {
  DocumentMissing,
  InsufficientFunds,
  InvalidNumber,
  NotFound,
  RateLimited,
  Rejected,
  TooLarge,
  Unauthorized,
  Unavailable,
  UnexpectedAnswer
} from "../FaxError.js"
import { LenientProblem, parseRetryAfter, problemCode } from "./WireProblem.js"

/** What an answer outside 2xx can mean. */
export type AnswerError =
  | InvalidNumber
  | DocumentMissing
  | InsufficientFunds
  | Rejected
  | Unauthorized
  | NotFound
  | RateLimited
  | TooLarge
  | Unavailable
  | UnexpectedAnswer

/** An answer that is no success, with as much of its body as was read. */
export interface FailedAnswer {
  readonly status: number
  readonly retryAfter?: string
  readonly body: string
  /** When it came, epoch milliseconds: a `Retry-After` date counts from it. */
  readonly now: number
}

const excerptLength = 300

/** The beginning of a body, in one line, without anything as long as a token or a document. */
export const excerpt = (body: string): string => {
  const line = body
    .slice(0, excerptLength * 4)
    .replace(/[A-Za-z0-9+/_=-]{24,}/g, "[...]")
    .replace(/[\s\p{Cc}]+/gu, " ")
    .trim()
  return line.length > excerptLength ? `${line.slice(0, excerptLength)}...` : line
}

const parseProblem = (body: string): LenientProblem =>
  Option.getOrElse(Schema.decodeUnknownOption(Schema.parseJson(LenientProblem))(body), () => ({}))

const defaultDetail: Record<number, string> = {
  401: "The service did not accept the access token",
  402: "The account has no funds for this fax",
  403: "The service refuses this request for this account",
  404: "The service has nothing at this address",
  413: "The request is larger than the service accepts",
  429: "The service receives too many requests"
}

/**
 * The one error that each answer outside 2xx means: every HTTP status, with or without a body,
 * whatever the body is (contract, section 6).
 *
 * @example
 * ```ts
 * import { errorOfAnswer, excerpt } from "@faxingcenter/core/wire"
 *
 * const error = errorOfAnswer({
 *   status: 406,
 *   body: '{"code":100,"culprit":"12","title":"Not Acceptable","detail":"Phone number is invalid"}',
 *   now: 0
 * })
 * if (error._tag === "FaxError.InvalidNumber") console.error(error.culprit, error.message)
 * console.error(excerpt("<h1>\n  Bad gateway\n</h1>"))
 * ```
 */
export const errorOfAnswer = (answer: FailedAnswer): AnswerError => {
  const { status } = answer
  const problem = parseProblem(answer.body)
  const first = problem.errors?.[0]
  const culprit = problem.culprit ?? ""
  const detail =
    problem.detail ??
    problem.error_description ??
    problem.title ??
    problem.error ??
    defaultDetail[status] ??
    `The service answered HTTP ${status}`
  const place = first === undefined || first.pointer === "" ? {} : { place: first.pointer }
  const isSaid = first === undefined || first.detail === "" || first.detail === detail
  const said = isSaid ? detail : `${detail}: ${first.detail}`
  const retryAfter = Option.match(parseRetryAfter(answer.retryAfter, answer.now), {
    onNone: () => ({}),
    onSome: (delay) => ({ retryAfter: Duration.decode(delay) })
  })

  if (status >= 400 && status < 500) {
    if (status === 401 || problem.error === "invalid_client") {
      return new Unauthorized({
        reason: problem.error === "invalid_client" ? "invalid_client" : "invalid_token",
        detail
      })
    }
    if (problem.code === problemCode.invalidNumber) {
      return new InvalidNumber({ culprit, detail: said, ...place })
    }
    if (problem.code === problemCode.documentMissing) {
      return new DocumentMissing({ culprit, detail: said, ...place })
    }
    switch (status) {
      case 402:
        return new InsufficientFunds({ detail })
      case 404:
        return new NotFound({ culprit, detail })
      case 408:
      case 425:
        return new Unavailable({ status, detail, ...retryAfter })
      case 413:
        return new TooLarge({ detail })
      case 429:
        return new RateLimited({ detail, ...retryAfter })
      default:
        return new Rejected({
          status,
          title: problem.title ?? `HTTP ${status}`,
          detail: said,
          ...(problem.code === undefined ? {} : { code: problem.code }),
          ...(culprit === "" ? {} : { culprit }),
          ...place
        })
    }
  }
  if (status >= 500) return new Unavailable({ status, detail, ...retryAfter })
  return new UnexpectedAnswer({
    status,
    detail: "The service's answer does not match the contract",
    excerpt: excerpt(answer.body)
  })
}
