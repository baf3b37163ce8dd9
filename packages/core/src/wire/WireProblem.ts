import * as Duration from "effect/Duration"
import * as Option from "effect/Option"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import type { FaxError } from "../FaxError.js"

/** A number, also as a numeric string; anything else reads as absent. */
const LooseInt = Schema.transformOrFail(Schema.Union(Schema.Number, Schema.String), Schema.Int, {
  strict: true,
  decode: (value, _options, ast) =>
    Number.isInteger(Number(value)) && value !== ""
      ? ParseResult.succeed(Number(value))
      : ParseResult.fail(new ParseResult.Type(ast, value)),
  encode: (value) => ParseResult.succeed(value)
})

/**
 * The body of every error: `application/problem+json` with the members of the contract, and, as
 * RFC 9457 section 3.2 allows, `errors` with the place of each mistake and its remedy.
 */
export const WireProblem = Schema.Struct({
  code: Schema.Int,
  culprit: Schema.String,
  type: Schema.String,
  title: Schema.String,
  status: Schema.Int,
  detail: Schema.String,
  errors: Schema.optionalWith(
    Schema.Array(Schema.Struct({ pointer: Schema.String, detail: Schema.String })),
    { exact: true }
  )
}).annotations({ identifier: "WireProblem" })
export interface WireProblem extends Schema.Schema.Type<typeof WireProblem> {}

const lenient = <A, I>(schema: Schema.Schema<A, I>) =>
  Schema.optionalWith(
    Schema.Union(
      schema,
      Schema.transform(Schema.Unknown, Schema.Undefined, {
        strict: true,
        decode: () => undefined,
        encode: () => undefined
      })
    ),
    { exact: true }
  )

/** What a client reads of an error: any member may be missing or of another kind. */
export const LenientProblem = Schema.Struct({
  code: lenient(LooseInt),
  culprit: lenient(Schema.String),
  title: lenient(Schema.String),
  detail: lenient(Schema.String),
  errors: lenient(Schema.Array(Schema.Struct({ pointer: Schema.String, detail: Schema.String }))),
  error: lenient(Schema.String),
  error_description: lenient(Schema.String)
})
export interface LenientProblem extends Schema.Schema.Type<typeof LenientProblem> {}

/** Codes of the contract, section 6. */
export const problemCode = { invalidNumber: 100, documentMissing: 110 } as const

const type = "http://www.w3.org/Protocols/rfc2616/rfc2616-sec10.html"

/** What a server answers instead of what was asked for. */
export interface ProblemAnswer {
  readonly status: number
  /** Seconds, for the header of that name. */
  readonly retryAfter?: number
  readonly body: WireProblem
}

/** No answer echoes more than this many characters of a value that the request gave. */
const mostOfCulprit = 200

/** An error as the contract writes it. Without a `code` of the contract's own, it is the HTTP status. */
export const problemAnswer = (
  status: number,
  title: string,
  detail: string,
  more: {
    readonly code?: number
    readonly culprit?: string
    readonly place?: { readonly pointer: string; readonly detail: string }
  } = {}
): ProblemAnswer => ({
  status,
  body: {
    code: more.code ?? status,
    culprit: (more.culprit ?? "").slice(0, mostOfCulprit),
    type,
    title,
    status,
    detail,
    ...(more.place === undefined ? {} : { errors: [more.place] })
  }
})

const delayed = (
  answer: ProblemAnswer,
  retryAfter: Duration.Duration | undefined
): ProblemAnswer =>
  retryAfter === undefined
    ? answer
    : { ...answer, retryAfter: Math.max(1, Math.ceil(Duration.toSeconds(retryAfter))) }

const coded = (
  code: number,
  detail: string,
  error: { readonly culprit: string; readonly detail: string; readonly place?: string }
): ProblemAnswer =>
  problemAnswer(406, "Not Acceptable", detail, {
    code,
    culprit: error.culprit,
    place: { pointer: error.place ?? "", detail: error.detail }
  })

/**
 * The answer that tells a client of each error, in the shape of the contract.
 *
 * @example
 * ```ts
 * import { FaxError } from "@faxingcenter/core"
 * import { problemAnswer, problemOf } from "@faxingcenter/core/wire"
 *
 * problemOf(new FaxError.InvalidNumber({ culprit: "12", detail: "Phone number is invalid" })).body.code // 100
 * problemAnswer(404, "Not Found", "There is nothing at this address").body.code // 404
 * ```
 */
export const problemOf = (error: FaxError): ProblemAnswer => {
  switch (error._tag) {
    case "FaxError.InvalidNumber":
      return coded(problemCode.invalidNumber, "Phone number is invalid", error)
    case "FaxError.TestNumberRefused":
      return coded(problemCode.invalidNumber, "Phone number is invalid", {
        culprit: error.culprit,
        detail: error.message
      })
    case "FaxError.DocumentMissing":
      return coded(problemCode.documentMissing, "Document Data is missing", error)
    case "FaxError.DocumentUnreadable":
      return problemAnswer(400, "Bad Request", error.message, { culprit: error.fileName })
    case "FaxError.Rejected":
      return problemAnswer(error.status, error.title, error.detail, {
        ...(error.code === undefined ? {} : { code: error.code }),
        ...(error.culprit === undefined ? {} : { culprit: error.culprit }),
        ...(error.place === undefined
          ? {}
          : { place: { pointer: error.place, detail: error.detail } })
      })
    case "FaxError.InsufficientFunds":
      return problemAnswer(402, "Payment Required", error.detail)
    case "FaxError.Unauthorized":
      return problemAnswer(401, "Unauthorized", error.detail)
    case "FaxError.NotFound":
      return problemAnswer(404, "Not Found", error.detail, { culprit: error.culprit })
    case "FaxError.RateLimited":
      return delayed(problemAnswer(429, "Too Many Requests", error.detail), error.retryAfter)
    case "FaxError.TooLarge":
      return problemAnswer(413, "Request Entity Too Large", error.detail)
    case "FaxError.Unavailable":
      return delayed(problemAnswer(503, "Service Unavailable", error.detail), error.retryAfter)
    case "FaxError.UnexpectedAnswer":
      return problemAnswer(
        502,
        "Bad Gateway",
        "The service behind this one gave an unexpected answer"
      )
    case "FaxError.OutcomeUnknown":
      return problemAnswer(504, "Gateway Timeout", error.message, {
        culprit: error.numbers.join(",")
      })
    case "FaxError.StillProcessing":
      return problemAnswer(504, "Gateway Timeout", error.message, { culprit: error.sendId })
  }
}

/** Seconds or an HTTP date (RFC 9110 section 10.2.3), as the time to wait from `now` (epoch ms). */
export const parseRetryAfter = (
  value: string | undefined,
  now: number
): Option.Option<Duration.Duration> => {
  if (value === undefined) return Option.none()
  if (/^\d{1,9}$/.test(value.trim())) return Option.some(Duration.seconds(Number(value)))
  const date = Date.parse(value)
  return Number.isNaN(date) ? Option.none() : Option.some(Duration.millis(Math.max(0, date - now)))
}
