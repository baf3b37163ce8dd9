import { FaxError } from "@faxingcenter/core"
import { routes } from "@faxingcenter/core/wire"
import * as Either from "effect/Either"
import * as Redacted from "effect/Redacted"
import type { RouteRequest } from "./RouteRequest.js"

const unsupported = (culprit: string, detail: string) =>
  Either.left(
    new FaxError.Rejected({
      status: 415,
      title: "Unsupported Media Type",
      culprit,
      detail
    })
  )

/** The media type of the body, which must be one of those accepted, and not compressed. */
export const acceptedType = <const Accepted extends string>(
  request: RouteRequest,
  accepted: ReadonlyArray<Accepted>
): Either.Either<Accepted, FaxError.Rejected> => {
  const encoding = request.header("content-encoding") ?? "identity"
  if (encoding.toLowerCase() !== "identity") {
    return unsupported(encoding, "The body is compressed; send it uncompressed")
  }
  const header = request.header("content-type") ?? ""
  const given = (header.split(";", 1)[0] ?? "").trim().toLowerCase()
  const type = accepted.find((candidate) => candidate === given)
  return type === undefined
    ? unsupported(header, `Content-Type must be ${accepted.join(" or ")}`)
    : Either.right(type)
}

/** The query string, without its `?`. */
export const queryOf = (request: RouteRequest): string => {
  const at = request.url.indexOf("?")
  return at < 0 ? "" : request.url.slice(at + 1)
}

/** RFC 6750 section 2.1. */
const bearerPattern = /^bearer +([\w.~+/-]+=*) *$/i

/** The token that a request came with, which is a secret. */
export const bearerText = (request: RouteRequest): Either.Either<string, FaxError.Unauthorized> => {
  const header = request.header("authorization")
  if (header === undefined || !/^bearer\b/i.test(header)) {
    const detail = `The request has no access token; get one from ${routes.contract.oauth.path}, and send it as Bearer`
    return Either.left(new FaxError.Unauthorized({ reason: "missing_token", detail }))
  }
  const token = bearerPattern.exec(header)?.[1]
  return token === undefined
    ? Either.left(
        new FaxError.Unauthorized({
          reason: "invalid_token",
          detail: "The access token is malformed"
        })
      )
    : Either.right(token)
}

/** The same, to be passed on. */
export const bearerToken = (
  request: RouteRequest
): Either.Either<Redacted.Redacted, FaxError.Unauthorized> =>
  Either.map(bearerText(request), Redacted.make)
