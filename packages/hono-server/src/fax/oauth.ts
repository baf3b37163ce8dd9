import type { AccessToken, Credentials } from "@faxingcenter/core"
import {
  andThen,
  isOver,
  readTokenRequest,
  TokenRefused,
  WireToken,
  writeToken
} from "@faxingcenter/core/wire"
import * as Arr from "effect/Array"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import * as Redacted from "effect/Redacted"
import { type Failure, json, noStore } from "../answer/answers.js"
import { encodeWith } from "../answer/encode.js"
import { textReader } from "../body/bodyReaders.js"
import { startReading } from "../body/readBody.js"
import type { Handler } from "../handler/Handler.js"
import { remoteAddress } from "../request/incomingBody.js"
import type { RouteRequest } from "../request/RouteRequest.js"
import { acceptedType } from "../request/requests.js"

const encode = encodeWith(WireToken)

/** Looked at by hand first: a schema takes ten times as long, to find nothing. */
const checked = (given: AccessToken) => {
  const seconds = Duration.toSeconds(given.expiresIn)
  const fits = Redacted.value(given.token) !== "" && seconds >= 0 && Number.isFinite(seconds)
  return fits ? Effect.succeed(writeToken(given)) : encode(given)
}

/** Bytes: the request has three short fields. */
const bodyLimit = 64 * 1024

const types = { "application/json": "json", "application/x-www-form-urlencoded": "form" } as const

/** What is wrong with the request, in the terms of RFC 6749 section 5.2. */
const inTerms = (failure: Failure): Failure => {
  if (failure._tag === "FaxError.Unauthorized") {
    return new TokenRefused({ error: "invalid_client", detail: failure.detail })
  }
  return failure._tag === "FaxError.Rejected" && failure.status === 400
    ? new TokenRefused({ error: "invalid_request", detail: failure.detail })
    : failure
}

const withOrigin = (credentials: Credentials, request: RouteRequest): Credentials => {
  const origin = remoteAddress(request)
  return origin === undefined ? credentials : { ...credentials, origin }
}

/** `POST /oauth`: a new token for the credentials in the body or in the Basic header. */
export const oauth: Handler<Arr.NonEmptyReadonlyArray<Credentials>> = {
  secured: false,
  read: (request, intake, done) => {
    const type = acceptedType(request, ["application/json", "application/x-www-form-urlencoded"])
    if (Either.isLeft(type)) return done(Either.left(inTerms(type.left)))
    startReading(
      request,
      { ...intake, bytes: bodyLimit },
      () => textReader(intake),
      (body) =>
        done(
          Either.flatMap(Either.mapLeft(body, inTerms), (text) =>
            Either.map(
              readTokenRequest({
                body: text,
                contentType: types[type.right],
                authorization: request.header("authorization")
              }),
              Arr.map((credentials) => withOrigin(credentials, request))
            )
          )
        )
    )
  },
  answer: ([first, ...others], { auth }) => {
    const token = others.reduce(
      (tried, next) =>
        Effect.catchTag(tried, "FaxError.Unauthorized", () => auth.authenticate(next)),
      auth.authenticate(first)
    )
    const known = isOver(token) && Exit.isSuccess(token) ? token : Effect.mapError(token, inTerms)
    return andThen(known, (given) =>
      andThen(checked(given), (written) => Effect.succeed(json(200, written, noStore)))
    )
  }
}
