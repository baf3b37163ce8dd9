import type { FaxError } from "@faxingcenter/core"
import {
  type ProblemAnswer,
  problemAnswer,
  problemOf,
  type TokenRefused,
  type WireTokenError
} from "@faxingcenter/core/wire"
import type { Answer } from "./Answer.js"

type HeaderFields = Readonly<Record<string, string>>

const fieldsOf = (contentType: string): HeaderFields => ({
  "content-type": contentType,
  "x-content-type-options": "nosniff"
})

/** Those of most answers. */
const jsonFields = fieldsOf("application/json")

const answer = (
  status: number,
  contentType: string,
  body: unknown,
  headers?: HeaderFields
): Answer => ({
  _tag: "Answer",
  status,
  headers: { ...fieldsOf(contentType), ...headers },
  body: JSON.stringify(body)
})

/** RFC 6749 section 5.1: nothing on the way keeps a token, nor the refusal of one. */
export const noStore: HeaderFields = { "cache-control": "no-store", pragma: "no-cache" }

/** What was asked for. */
export const json = (status: 200 | 201, body: unknown, headers?: HeaderFields): Answer =>
  headers === undefined
    ? jsonText(status, JSON.stringify(body))
    : answer(status, "application/json", body, headers)

/** The same where it is text already. */
export const jsonText = (status: 200 | 201, body: string): Answer => ({
  _tag: "Answer",
  status,
  headers: jsonFields,
  body
})

/** An error, as `application/problem+json` (contract, section 6). */
const problem = ({ body, retryAfter, status }: ProblemAnswer, headers?: HeaderFields): Answer =>
  answer(status, "application/problem+json", body, {
    ...noStore,
    ...headers,
    ...(retryAfter === undefined ? {} : { "retry-after": String(retryAfter) })
  })

const realm = `realm="faxingcenter"`

/** The refusal of a token, in the terms of RFC 6749 section 5.2. */
const tokenProblem = (refused: TokenRefused): Answer => {
  const body: typeof WireTokenError.Encoded = {
    error: refused.error,
    error_description: refused.detail
  }
  return answer(refused.status, "application/json", body, {
    ...noStore,
    ...(refused.status === 401 ? { "www-authenticate": `Basic ${realm}` } : {})
  })
}

/** What a handler can end with instead of an answer. */
export type Failure = FaxError.FaxError | TokenRefused

/** The answer that each failure is. RFC 6750 section 3: only who gave a token is told of an error in it. */
export const answerOfFailure = (failure: Failure): Answer => {
  if (failure._tag === "TokenRefused") return tokenProblem(failure)
  if (failure._tag !== "FaxError.Unauthorized") return problem(problemOf(failure))
  const error = failure.reason === "missing_token" ? "" : `, error="invalid_token"`
  return problem(problemOf(failure), { "www-authenticate": `Bearer ${realm}${error}` })
}

/** The answer to `HEAD`: what `GET` answers, without its body (RFC 9110 section 9.3.2). */
export const withoutBody = async (answer: Response): Promise<Response> => {
  const headers = new Headers(answer.headers)
  // A handler without a body at hand, such as a stream's, has opened none.
  if (answer.body !== null) {
    headers.set("content-length", String((await answer.arrayBuffer()).byteLength))
  }
  return new Response(null, { status: answer.status, headers })
}

export const notFound = (): Answer =>
  problem(problemAnswer(404, "Not Found", "There is nothing at this address"))

export const methodNotAllowed = (allow: string): Answer =>
  problem(problemAnswer(405, "Method Not Allowed", `This address accepts only ${allow}`), { allow })

export const internalError = (): Answer =>
  problem(problemAnswer(500, "Internal Server Error", "The server failed to answer"))
